import { Component, lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';

const load = () => import('./markdown-text').then((module) => ({ default: module.MarkdownText }));
const MarkdownText = lazy(load);

// Fetched once the page has nothing else to do: the first text should not change before its reader's eyes. What fails here
// is tried again, and told, when a text is shown. Not every browser knows idle time.
if ('requestIdleCallback' in window) {
  requestIdleCallback(() => void load().catch(() => undefined));
}

/** Longer texts are shown as they were written: laying them out would hold the page up. */
const markdownMax = 50_000;

/** Quotes within quotes on one line take time by the square of their number; nobody writes them to be read. */
const deep = /^(?:[ \t]{0,3}(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){33}/m;

function Source({ text }: { text: string }) {
  return <p className="text-[17px] leading-[28px] break-words whitespace-pre-wrap text-ink">{text}</p>;
}

/** Whatever cannot be laid out can still be read. */
class OrSource extends Component<{ text: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Source text={this.props.text} /> : this.props.children;
  }
}

/** A text to read, or as the model wrote it. What is copied is always what the model wrote. */
export function TextResult({ text }: { text: string }) {
  const [source, setSource] = useState(false);
  const asWritten = text.length > markdownMax || deep.test(text);
  return (
    <>
      {source || asWritten ? (
        <Source text={text} />
      ) : (
        <OrSource key={text} text={text}>
          <Suspense fallback={<Source text={text} />}>
            <MarkdownText text={text} />
          </Suspense>
        </OrSource>
      )}
      {text && (
        <div className="mt-6 flex items-center gap-2">
          <CopyButton text={text} label="Copy text" worded />
          {!asWritten && (
            <Button size="sm" variant="quiet" onClick={() => setSource(!source)}>
              {source ? 'Show formatted' : 'Show Markdown'}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
