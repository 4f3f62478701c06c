import { AudioPlayer } from '@/components/generation/audio-player';
import { ClipPlayer } from '@/components/generation/clip-player';
import { Fitted } from '@/components/generation/fitted';
import { GenerationFailure } from '@/components/generation/generation-failure';
import { Picture } from '@/components/generation/picture';
import { TextResult } from '@/components/generation/text-result';
import { ProgressLine } from '@/components/ui/progress-line';
import type { Generation } from '@/lib/api/types';
import { altText, statusSentence } from '@/lib/generation-words';

interface Props {
  generation: Generation;
  zoomed: boolean;
  onZoom: () => void;
  onRetry: (confirmUnknown: boolean) => void;
}

function Image({ generation, zoomed, onZoom }: Omit<Props, 'onRetry'>) {
  const asset = generation.result?.outputs[0];
  if (!asset) return null;
  const ratio = asset.width && asset.height ? asset.width / asset.height : 1;
  if (zoomed) {
    return (
      <button type="button" aria-label="Zoom out" onClick={onZoom} className="size-full cursor-zoom-out overflow-auto">
        <img
          src={asset.url}
          alt={altText(generation)}
          width={asset.width ?? undefined}
          height={asset.height ?? undefined}
          className="m-auto max-w-none"
        />
      </button>
    );
  }
  return (
    <Fitted ratio={ratio} widthMax={Math.max(asset.width ?? 0, 900)}>
      <button type="button" aria-label="Zoom in" onClick={onZoom} className="size-full cursor-zoom-in">
        <Picture
          key={asset.id}
          asset={asset}
          alt={altText(generation)}
          size="preview"
          sizes="100vw"
          className="size-full"
        />
      </button>
    </Fitted>
  );
}

/** The work alone on black, by its type and state. */
export function ViewerStage(props: Props) {
  const { generation, onRetry } = props;
  const first = generation.result?.outputs[0];
  if (generation.status === 'failed') {
    return (
      <div className="m-auto max-h-full overflow-y-auto">
        <GenerationFailure generation={generation} onRetry={onRetry} />
      </div>
    );
  }
  if (generation.status !== 'completed') {
    return (
      <div className="m-auto flex w-72 flex-col gap-4 text-center">
        <p className="font-display text-display-sm">{statusSentence(generation)}</p>
        {generation.status !== 'cancelled' && <ProgressLine value={generation.progress} label="Progress" />}
      </div>
    );
  }
  switch (generation.generation_type) {
    case 'image':
      return <Image {...props} />;
    case 'text':
      return (
        <article
          // Long texts scroll, and whoever uses the keyboard must be able to scroll them.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label="Text"
          className="m-auto max-h-full w-full max-w-[720px] overflow-y-auto px-4 py-6"
        >
          <TextResult key={generation.id} text={generation.result?.content ?? ''} />
        </article>
      );
    case 'audio':
      return (
        <div className="m-auto w-full max-w-[720px]">
          {first && <AudioPlayer key={first.id} asset={first} label={altText(generation)} />}
        </div>
      );
    case 'video':
      return first ? <ClipPlayer key={first.id} asset={first} label={altText(generation)} /> : null;
  }
}
