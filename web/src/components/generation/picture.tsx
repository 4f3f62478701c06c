import { useState } from 'react';
import type { Asset } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { useLiveStatus } from '@/lib/live/connection';

interface Props {
  asset: Asset;
  alt: string;
  /** Which rendition to start with; the browser takes the larger one where it needs it. */
  size: 'thumbnail' | 'preview' | 'full';
  sizes?: string;
  className?: string;
  draggable?: boolean;
}

/** A stored picture that holds its place in its own colour and fades in without moving anything. */
export function Picture({ asset, alt, size, sizes, className, draggable = false }: Props) {
  const [shown, setShown] = useState(false);
  // What failed without a connection is tried again with the next one.
  const connection = useLiveStatus((state) => state.since);
  const [brokenIn, setBrokenIn] = useState<string | null>(null);
  const broken = brokenIn === connection;
  const small = asset.thumbnail_url ?? asset.url;
  const middle = asset.preview_url ?? asset.url;
  const source = size === 'full' ? asset.url : size === 'preview' ? middle : small;
  return (
    <div
      className={cn('relative overflow-hidden bg-raised', className)}
      style={asset.color ? { backgroundColor: asset.color } : undefined}
    >
      {broken ? (
        <p className="absolute inset-0 flex items-center justify-center bg-raised p-4 text-center text-sm text-ink-2">
          The file is not there. It may be in the trash of Storage.
        </p>
      ) : (
        <img
          src={source}
          {...(size === 'full' ? {} : { srcSet: `${small} 512w, ${middle} 1600w`, sizes: sizes ?? '512px' })}
          alt={alt}
          draggable={draggable}
          decoding="async"
          loading={size === 'thumbnail' ? 'lazy' : 'eager'}
          ref={(image) => {
            if (image?.complete && image.naturalWidth > 0) setShown(true);
          }}
          onLoad={() => setShown(true)}
          onError={() => setBrokenIn(connection)}
          className={cn(
            'absolute inset-0 size-full object-cover transition-opacity duration-200',
            shown ? 'opacity-100' : 'opacity-0',
          )}
        />
      )}
    </div>
  );
}
