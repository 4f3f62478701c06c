import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { limits } from '@/config/limits';
import { useDebounced } from '@/lib/use-debounced';

interface Props {
  label: string;
  /** What is looked for now. */
  value: string;
  onChange: (text: string) => void;
}

/** Looks for a text once it stands still. Cleared from elsewhere the field follows; else nothing writes over what is typed. */
export function SearchField({ label, value, onChange }: Props) {
  const [text, setText] = useState(value);
  const settled = useDebounced(text, limits.searchDelayMs);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    if (settled !== value) latest.current(settled);
    // Only a settled text is looked for.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  useEffect(() => {
    if (value === '' && settled !== '') setText('');
    // Only when the value changes: what is typed goes before it.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [value]);
  return (
    <div className="relative min-w-0 grow md:w-64 md:grow-0">
      <Search
        size={16}
        strokeWidth={1.5}
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        spellCheck={false}
        autoCapitalize="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="field-ring h-8 w-full rounded-control border border-line-strong bg-transparent pr-2 pl-8 text-base max-md:h-10 max-md:text-lg"
      />
    </div>
  );
}
