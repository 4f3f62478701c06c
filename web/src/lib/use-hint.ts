import { useCallback, useEffect, useRef, useState, type PointerEvent } from 'react';

/** How long the pointer rests before a hint comes; none when another was shown just now. */
const restMs = 350;
/** How long the pointer may be between the control and its hint, or on the way to the next control. */
const graceMs = 300;

/** The one hint that is shown, and when one was shown last. */
let closeShown: (() => void) | null = null;
let shownAt = -Infinity;

/** Whether a key was used last: a focus that a click leads to says nothing about what one wants to know. */
let byKeyboard = false;
addEventListener('keydown', () => (byKeyboard = true), true);
addEventListener('pointerdown', () => (byKeyboard = false), true);

/**
 * When a hint is shown: while the pointer rests on its control or on the hint itself, or a keyboard's focus is on the
 * control. Whatever is done with the control ends it, Escape too, which goes on to whom it is meant for.
 *
 * @returns what to spread over the control and over the hint
 */
export function useHint() {
  const [open, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const close = useCallback(() => {
    clearTimeout(timer.current);
    setOpen(false);
  }, []);
  const show = () => {
    clearTimeout(timer.current);
    if (closeShown !== close) closeShown?.();
    setOpen(true);
  };
  const later = (act: () => void, ms: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(act, ms);
  };

  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!open) return;
    closeShown = close;
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && close();
    addEventListener('keydown', onKey, true);
    return () => {
      if (closeShown === close) closeShown = null;
      shownAt = performance.now();
      removeEventListener('keydown', onKey, true);
    };
  }, [open, close]);

  const onPointerLeave = () => (open ? later(close, graceMs) : close());
  return {
    open,
    trigger: {
      onPointerEnter: ({ pointerType }: PointerEvent) => {
        if (pointerType === 'touch') return;
        if (open || performance.now() - shownAt < graceMs) show();
        else later(show, restMs);
      },
      onPointerLeave,
      onPointerDown: close,
      onClick: close,
      onFocus: () => byKeyboard && show(),
      onBlur: close,
    },
    content: { onPointerEnter: () => clearTimeout(timer.current), onPointerLeave },
  };
}
