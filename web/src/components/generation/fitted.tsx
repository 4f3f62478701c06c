import type { ReactNode } from 'react';

interface Props {
  /** Width over height. */
  ratio: number;
  /** Widest it may become, in CSS pixels. */
  widthMax?: number;
  children: ReactNode;
}

/** A box of a given shape, as large as the room around it allows; its size is known before anything loads. */
export function Fitted({ ratio, widthMax = 4096, children }: Props) {
  return (
    <div className="@container-size relative size-full">
      <div
        className="absolute top-1/2 left-1/2 -translate-1/2"
        style={{ width: `min(100cqw, ${100 * ratio}cqh, ${widthMax}px)`, aspectRatio: String(ratio) }}
      >
        {children}
      </div>
    </div>
  );
}
