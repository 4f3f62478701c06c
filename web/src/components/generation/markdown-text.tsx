import type { ComponentProps, ReactNode } from 'react';
import Markdown, { type Components, type ExtraProps } from 'react-markdown';
import remarkBreaks from 'remark-breaks';
import remarkGfm from 'remark-gfm';
import { CopyButton } from '@/components/ui/copy-button';

type Props<Tag extends keyof React.JSX.IntrinsicElements> = ComponentProps<Tag> & ExtraProps;
type Node = NonNullable<ExtraProps['node']>;

/** Elements within elements; a text that goes deeper is not written to be read, and would hold the page up. */
const depthMax = 48;

interface Tree {
  children?: readonly Tree[];
}

/** Refuses a text that is too deep, before anything is made of it. */
function shallow() {
  return (tree: Tree) => {
    let level: readonly Tree[] = [tree];
    for (let depth = 0; level.length > 0; depth += 1) {
      if (depth > depthMax) throw new Error('too deep to be laid out');
      level = level.flatMap(({ children }) => children ?? []);
    }
  };
}

/** A single end of a line is one: verses keep their lines. */
const markdownPlugins = [remarkGfm, remarkBreaks, shallow];

/** A model may have been told by its input where to point: only the web is linked, all else stays words. */
const web = (url: string) => (/^https?:\/\//i.test(url) ? url : '');

/** What stands in a block of code, as it is copied. */
function codeOf(node: Node): string {
  return node.children
    .map((child) => (child.type === 'text' ? child.value : child.type === 'element' ? codeOf(child) : ''))
    .join('');
}

function languageOf(node: Node): string {
  const code = node.children.find((child) => child.type === 'element');
  const names = code?.type === 'element' ? code.properties['className'] : undefined;
  const name = Array.isArray(names) ? names.find((each) => String(each).startsWith('language-')) : undefined;
  return name === undefined ? '' : String(name).slice('language-'.length);
}

function Code({ node, children }: Props<'pre'>) {
  return (
    <div className="rounded-control bg-raised">
      <div className="flex items-center justify-between pt-1 pr-1 pl-4 text-xs text-ink-3">
        <span>{node ? languageOf(node) : ''}</span>
        <CopyButton text={node ? codeOf(node).replace(/\n$/, '') : ''} label="Copy code" />
      </div>
      <pre
        // Long lines scroll, and whoever uses the keyboard must be able to scroll them.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label="Code"
        role="group"
      >
        {children}
      </pre>
    </div>
  );
}

function Link({ href, children }: { href?: string | undefined; children?: ReactNode }) {
  return href ? (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );
}

const components: Components = {
  pre: Code,
  a: ({ href, children }: Props<'a'>) => <Link href={href}>{children}</Link>,
  // Nothing is loaded from elsewhere: whoever wrote the address would learn who reads. It can be opened by hand.
  img: ({ src, alt, title }: Props<'img'>) => (
    <Link href={typeof src === 'string' ? src : undefined}>{alt || title || 'Picture'}</Link>
  ),
  // The page has its own headings above; these begin below them.
  h1: ({ children }: Props<'h1'>) => <h2 data-level="1">{children}</h2>,
  h2: ({ children }: Props<'h2'>) => <h3 data-level="2">{children}</h3>,
  h3: ({ children }: Props<'h3'>) => <h4 data-level="3">{children}</h4>,
  h4: ({ children }: Props<'h4'>) => <h5 data-level="4">{children}</h5>,
  h5: ({ children }: Props<'h5'>) => <h5 data-level="4">{children}</h5>,
  h6: ({ children }: Props<'h6'>) => <h5 data-level="4">{children}</h5>,
  input: ({ checked }: Props<'input'>) => (
    <span role="img" aria-label={checked ? 'Done' : 'To do'}>
      {checked ? '☑' : '☐'}
    </span>
  ),
  table: ({ children }: Props<'table'>) => (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="overflow-x-auto" role="group" aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
};

/** Text as a model writes it. HTML in it stays the letters it is. */
export function MarkdownText({ text }: { text: string }) {
  return (
    <div className="prose">
      <Markdown remarkPlugins={markdownPlugins} components={components} urlTransform={web}>
        {text}
      </Markdown>
    </div>
  );
}

const Line = ({ children }: { children?: ReactNode }) => <span className="block">{children}</span>;
const Cell = ({ children }: { children?: ReactNode }) => <span>{children} </span>;

/** What stands on a line of its own; all else is words within it. */
const lines: Components = {
  ...Object.fromEntries(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'pre', 'tr'].map((tag) => [tag, Line])),
  th: Cell,
  td: Cell,
};
const kept = [...Object.keys(lines), 'br'];

/** The words of a text, line by line, without the marks of its Markdown. */
export function PlainText({ text }: { text: string }) {
  return (
    <span className="block whitespace-normal">
      <Markdown remarkPlugins={markdownPlugins} components={lines} allowedElements={kept} unwrapDisallowed>
        {text}
      </Markdown>
    </span>
  );
}
