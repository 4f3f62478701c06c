import { useLayoutEffect, useRef, useState } from 'react';
import { limits } from '@/config/limits';
import { cn } from '@/lib/cn';
import { useShortcut } from '@/lib/use-shortcut';

interface Props {
  value: string;
  history: readonly string[];
  error: string | undefined;
  autoFocus?: boolean;
  rows?: number;
  onChange: (value: string) => void;
  onFiles?: (files: File[]) => void;
}

const lineHeight = 26;

/** The hero of the studio: grows to ten lines, walks its history with Alt and the arrows, takes dropped pictures. */
export function PromptBox({ value, history, error, autoFocus, rows = 3, onChange, onFiles }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [place, setPlace] = useState(-1);
  const unsent = useRef('');

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    const most = limits.promptLinesShownMax * lineHeight + 24;
    element.style.height = `${Math.min(Math.max(element.scrollHeight, rows * lineHeight + 24), most)}px`;
    // The height follows the text, which the effect reads from the element.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [value, rows]);

  const walk = (step: number) => {
    const next = Math.min(history.length - 1, Math.max(-1, place + step));
    if (next === place) return;
    if (place === -1) unsent.current = value;
    setPlace(next);
    onChange(next === -1 ? unsent.current : (history[next] ?? ''));
  };
  useShortcut('promptBack', () => walk(1));
  useShortcut('promptForward', () => walk(-1));
  useShortcut('focusPrompt', () => area.current?.focus());

  const pasted = (files: FileList) => {
    const pictures = [...files].filter((file) => file.type.startsWith('image/'));
    if (pictures.length > 0) onFiles?.(pictures);
    return pictures.length > 0;
  };

  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor="prompt" className="sr-only">
        Prompt
      </label>
      <textarea
        id="prompt"
        ref={area}
        value={value}
        rows={rows}
        autoFocus={autoFocus}
        maxLength={limits.promptCharactersMax}
        placeholder="Describe what you want to see, hear or read"
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? 'prompt-error' : undefined}
        onChange={(event) => {
          setPlace(-1);
          onChange(event.target.value);
        }}
        onPaste={(event) => {
          if (pasted(event.clipboardData.files)) event.preventDefault();
        }}
        className={cn(
          'field-ring block w-full resize-none overflow-y-auto rounded-panel border border-line-strong bg-ground px-4 py-3 text-[17px] leading-[26px] text-ink',
          'aria-invalid:border-bad',
        )}
      />
      {error && (
        <p id="prompt-error" role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
