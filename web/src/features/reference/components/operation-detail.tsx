import { useEffect, useRef } from 'react';
import { InlineCode } from '@/components/ui/inline-code';
import { Section } from '@/components/ui/section';
import type { OpenApi, Response } from '../api/openapi';
import type { Operation } from '../lib/operations';
import { shapeText } from '../lib/shapes';
import { words } from '../words';
import { CodeBlock } from './code-block';
import { MethodWord } from './method-word';
import { TryIt } from './try-it';

function contentText(document: OpenApi, response: Response): string | null {
  const given = response.$ref ? (document.components.responses[response.$ref.split('/').at(-1) ?? ''] ?? {}) : response;
  const [type, media] = Object.entries(given.content ?? {})[0] ?? [];
  if (!type || !media) return null;
  if (media.schema) return type === 'application/json' ? shapeText(document, media.schema) : type;
  return media.example === undefined ? type : JSON.stringify(media.example, null, 2);
}

interface Props {
  document: OpenApi;
  operation: Operation;
}

/** One route: what it does, who may ask, a form to ask with, and what comes back. */
export function OperationDetail({ document, operation }: Props) {
  const { method, path, summary } = operation;
  const place = useRef<HTMLElement>(null);
  // Whoever chose it by keyboard goes on here, not at the next of some hundred routes.
  useEffect(() => place.current?.focus({ preventScroll: true }), []);
  return (
    <article
      ref={place}
      tabIndex={-1}
      aria-label={`${method} ${path}`}
      className="outline-none flex min-w-0 flex-col gap-6"
    >
      <header className="flex flex-col gap-2">
        <h2 className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
          <MethodWord method={method} className="text-base" />
          <span className="min-w-0 font-mono text-base break-all text-ink">{path}</span>
        </h2>
        <p className="max-w-[70ch] text-ink-2">
          <InlineCode text={summary} />
        </p>
        <p className="text-sm text-ink-3">{words.needs[operation['x-atelier-needs']]}</p>
      </header>
      <TryIt document={document} operation={operation} />
      <Section title={words.answers}>
        <ul className="flex flex-col gap-4">
          {Object.entries(operation.responses).map(([status, response]) => {
            const text = contentText(document, response);
            const title = status === 'default' ? words.refused : `${status} ${response.description ?? ''}`;
            return (
              <li key={status} className="flex flex-col gap-2">
                <h3 className="text-sm font-medium text-ink-2">{title}</h3>
                {text && <CodeBlock label={title} code={text} />}
              </li>
            );
          })}
        </ul>
      </Section>
    </article>
  );
}
