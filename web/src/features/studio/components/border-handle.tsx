import { useRef } from 'react';

interface Props {
  label: string;
  width: number;
  min: number;
  max: number;
  /** Which side of the handle the panel lies on. */
  panel: 'left' | 'right';
  onChange: (width: number) => void;
}

const keyStep = 16;

/** A border that can be dragged, or moved with the arrow keys. */
export function BorderHandle({ label, width, min, max, panel, onChange }: Props) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const direction = panel === 'left' ? 1 : -1;
  const set = (next: number) => onChange(Math.round(Math.min(max, Math.max(min, next))));
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      // A separator that moves takes part in the tab order.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') set(width - keyStep * direction);
        if (event.key === 'ArrowRight') set(width + keyStep * direction);
      }}
      onPointerDown={(event) => {
        start.current = { x: event.clientX, width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (start.current) set(start.current.width + (event.clientX - start.current.x) * direction);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      className="relative z-10 w-px shrink-0 cursor-col-resize touch-none bg-line transition-colors before:absolute before:inset-y-0 before:-inset-x-1 hover:bg-accent focus-visible:bg-accent"
    />
  );
}
