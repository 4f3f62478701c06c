import { Film } from 'lucide-react';
import { useState } from 'react';
import type { Asset } from '@/lib/api/types';
import { clock } from '@/lib/format';
import { useMedia } from '@/lib/use-media';
import { Picture } from './picture';

/** A clip in a grid: its still, its length, and its loop while the pointer rests on it. Fills its parent. */
export function ClipFace({ asset, alt, sizes }: { asset: Asset; alt: string; sizes: string }) {
  const [pointed, setPointed] = useState(false);
  const still = useMedia('(prefers-reduced-motion: reduce)');
  return (
    <div
      className="@container absolute inset-0 overflow-hidden bg-raised"
      onPointerEnter={(event) => setPointed(event.pointerType === 'mouse')}
      onPointerLeave={() => setPointed(false)}
    >
      {asset.thumbnail_url ? (
        <Picture asset={asset} alt={alt} size="thumbnail" sizes={sizes} className="absolute inset-0" />
      ) : (
        <p className="absolute inset-0 p-[min(12px,8%)] text-sm text-ink-2">
          <span className="line-clamp-2 @max-[100px]:sr-only">{alt}</span>
        </p>
      )}
      {pointed && !still && asset.loop_url && (
        <video
          src={asset.loop_url}
          muted
          loop
          autoPlay
          playsInline
          aria-hidden
          tabIndex={-1}
          className="pointer-events-none absolute inset-0 size-full object-cover"
        />
      )}
      <span className="tabular absolute bottom-1.5 left-1.5 flex items-center gap-1 rounded-control bg-scrim px-1.5 text-xs text-white @max-[100px]:p-0.5">
        <Film size={14} strokeWidth={1.5} aria-hidden />
        {asset.duration_ms ? <span className="@max-[100px]:sr-only">{clock(asset.duration_ms)}</span> : null}
      </span>
    </div>
  );
}
