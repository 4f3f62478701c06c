import { Field } from '@/components/ui/field';
import { InlineCode } from '@/components/ui/inline-code';
import { Input, Textarea } from '@/components/ui/input';
import type { OpenApi } from '../api/openapi';
import type { Operation } from '../lib/operations';
import { bodyType, fieldName, isJson, type Draft } from '../lib/request';
import { shapeText } from '../lib/shapes';
import { words } from '../words';
import { CodeBlock } from './code-block';

interface Props {
  document: OpenApi;
  operation: Operation;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** Parameters and body of a request. */
export function DraftFields({ document, operation, draft, onChange }: Props) {
  const type = bodyType(operation);
  const schema = type ? operation.requestBody?.content[type]?.schema : undefined;
  const parameters = operation.parameters ?? [];
  const inForm = (name: string, value: string | File) => onChange({ ...draft, form: { ...draft.form, [name]: value } });
  return (
    <>
      {parameters.length > 0 && (
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,220px),1fr))] gap-4">
          {parameters.map((parameter) => {
            const name = fieldName(parameter);
            return (
              <Field
                key={name}
                label={parameter.name}
                help={parameter.description ? <InlineCode text={parameter.description} /> : parameter.schema.format}
              >
                {(control) => (
                  <Input
                    {...control}
                    required={parameter.required ?? false}
                    spellCheck={false}
                    autoCapitalize="off"
                    autoComplete="off"
                    placeholder={parameter.required ? undefined : String(parameter.schema.default ?? '')}
                    value={draft.values[name] ?? ''}
                    onChange={(event) =>
                      onChange({ ...draft, values: { ...draft.values, [name]: event.target.value } })
                    }
                  />
                )}
              </Field>
            );
          })}
        </div>
      )}
      {type === 'application/json' && (
        <Field label={words.body} error={isJson(draft.body) ? undefined : words.bodyWrong}>
          {(control) => (
            <Textarea
              {...control}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              rows={Math.min(16, draft.body.split('\n').length + 1)}
              className="font-mono text-sm"
              value={draft.body}
              onChange={(event) => onChange({ ...draft, body: event.target.value })}
            />
          )}
        </Field>
      )}
      {type === 'application/json' && schema?.$ref && (
        <details className="text-sm text-ink-2">
          <summary className="cursor-default py-1 hover:text-ink">{words.bodyHelp}</summary>
          <CodeBlock label={words.bodyHelp} code={shapeText(document, schema)} />
        </details>
      )}
      {type === 'multipart/form-data' &&
        Object.entries(schema?.properties ?? {}).map(([name, { format }]) => (
          <Field key={name} label={name}>
            {(control) =>
              format === 'binary' ? (
                <input
                  {...control}
                  type="file"
                  className="text-sm"
                  onChange={(event) => inForm(name, event.target.files?.[0] ?? '')}
                />
              ) : (
                <Input
                  {...control}
                  value={String(draft.form[name] ?? '')}
                  onChange={(event) => inForm(name, event.target.value)}
                />
              )
            }
          </Field>
        ))}
      {type && type !== 'application/json' && type !== 'multipart/form-data' && (
        <Field label={words.fileToSend}>
          {(control) => (
            <input
              {...control}
              type="file"
              className="text-sm"
              onChange={(event) => inForm('file', event.target.files?.[0] ?? '')}
            />
          )}
        </Field>
      )}
    </>
  );
}
