import { cn } from '@/lib/cn';
import type { Answer } from '../lib/send';
import { words } from '../words';
import { CodeBlock } from './code-block';

function Media({ type, address }: { type: string; address: string }) {
  if (type.startsWith('image/')) {
    return <img src={address} alt={words.answer} className="max-h-[48vh] self-start rounded-picture" />;
  }
  // What a model said or filmed has no captions.
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  if (type.startsWith('audio/')) return <audio src={address} controls aria-label={words.answer} />;
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  return <video src={address} controls aria-label={words.answer} className="max-h-[48vh] self-start" />;
}

/** What came back, or as much of it as there is. */
export function AnswerView({ answer }: { answer: Answer }) {
  return (
    <section aria-label={words.answer} className="flex flex-col gap-3">
      <p role="status" className="tabular text-ink-2">
        <span className={cn('font-medium', answer.status < 400 ? 'text-good' : 'text-bad')}>
          {answer.status} {answer.statusText}
        </span>
        {' · '}
        {answer.bytes.toLocaleString('en')} {words.bytes}
      </p>
      {answer.text !== null && answer.text !== '' && <CodeBlock label={words.answer} code={answer.text} />}
      {answer.media && <Media {...answer.media} />}
      {answer.cut && <p className="text-sm text-ink-2">{words.cut}</p>}
      <details className="text-sm text-ink-2">
        <summary className="cursor-default py-1 hover:text-ink">{words.headers}</summary>
        <CodeBlock label={words.headers} code={answer.headers.map(([name, value]) => `${name}: ${value}`).join('\n')} />
      </details>
    </section>
  );
}
