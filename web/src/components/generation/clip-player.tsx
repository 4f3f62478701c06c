import type { Asset } from '@/lib/api/types';
import { clipRatio } from '@/lib/ratio';
import { Fitted } from './fitted';

/** A clip to be watched, as large as there is room: its shape and its still are there before the film is. */
export function ClipPlayer({ asset, label }: { asset: Asset; label: string }) {
  const ratio = asset.width && asset.height ? asset.width / asset.height : clipRatio;
  return (
    <Fitted ratio={ratio}>
      {/* Generated films carry no speech track that could be captioned; the prompt names what is seen. */}
      <video
        src={asset.url}
        poster={asset.preview_url ?? asset.thumbnail_url ?? undefined}
        preload="metadata"
        controls
        loop
        playsInline
        aria-label={label}
        className="size-full rounded-picture bg-black"
      />
    </Fitted>
  );
}
