import { useEffect, useRef, useState } from 'react';
import { cn } from '@/lib/cn';
import { paintPrint } from '../lib/print';

const width = 720;
const height = 900;

/** A picture on the wall, drawn in this browser just now and developing like a print in its bath. */
export function Print({ className }: { className?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [seed] = useState(() => Math.floor(Math.random() * 1_000_000));
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const context = canvas.current?.getContext('2d');
      if (!context) return;
      context.putImageData(new ImageData(paintPrint(width, height, seed), width, height), 0, 0);
      setReady(true);
    });
    return () => cancelAnimationFrame(frame);
  }, [seed]);
  return (
    <aside aria-label="Picture" className={cn('flex flex-col', className)}>
      <div className="relative min-h-0 grow overflow-hidden rounded-picture bg-raised">
        <canvas
          ref={canvas}
          width={width}
          height={height}
          role="img"
          aria-label="A mountain landscape in mist"
          className={cn('absolute inset-0 size-full object-cover', ready ? 'animate-develop' : 'opacity-0')}
        />
      </div>
      <p className="tabular pt-3 text-sm text-ink-3">Drawn in your browser just now, from seed {seed}.</p>
    </aside>
  );
}
