import { CopyButton } from '@/components/ui/copy-button';

/** Text of a machine: scrolls, by keyboard too, and can be copied. */
export function CodeBlock({ label, code }: { label: string; code: string }) {
  return (
    <div className="flex items-start rounded-panel bg-ground ring-1 ring-line ring-inset light:bg-raised">
      <pre
        // Long lines scroll, and whoever uses the keyboard must be able to scroll them.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={label}
        role="region"
        className="max-h-[48vh] min-w-0 grow overflow-auto rounded-panel p-4 font-mono text-xs leading-5 whitespace-pre text-ink"
      >
        {code}
      </pre>
      <CopyButton text={code} label={`Copy: ${label}`} className="m-2 ml-0" />
    </div>
  );
}
