import { Component, lazy, Suspense, type ReactNode } from 'react';

const load = () => import('./markdown-text');
const MarkdownText = lazy(() => load().then((module) => ({ default: module.MarkdownText })));
const PlainText = lazy(() => load().then((module) => ({ default: module.PlainText })));

// Fetched once the page has nothing else to do: the first text should not change before its reader's eyes. What fails here
// is tried again, and told, when a text is shown. Not every browser knows idle time.
if ('requestIdleCallback' in window) {
  requestIdleCallback(() => void load().catch(() => undefined));
}

/** Longer texts are shown as they were written: laying them out would hold the page up. */
const markdownMax = 50_000;

/** Quotes within quotes on one line take time by the square of their number; nobody writes them to be read. */
const deep = /^(?:[ \t]{0,3}(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){33}/m;

/** Whether a text can be shown as its Markdown says. */
export function laysOut(text: string) {
  return text.length <= markdownMax && !deep.test(text);
}

/** Whatever cannot be laid out can still be read. */
class OrSource extends Component<{ source: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.source : this.props.children;
  }
}

/**
 * A text as its Markdown says.
 *
 * @param plain its words alone, line by line, for where there is no room for more
 * @param source what is shown in its place until it is laid out, or where it cannot be
 */
export function LaidOut({ text, plain = false, source }: { text: string; plain?: boolean; source: ReactNode }) {
  if (!laysOut(text)) return source;
  return (
    <OrSource key={text} source={source}>
      <Suspense fallback={source}>{plain ? <PlainText text={text} /> : <MarkdownText text={text} />}</Suspense>
    </OrSource>
  );
}
