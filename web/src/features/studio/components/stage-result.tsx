import { useState } from 'react';
import { AudioPlayer } from '@/components/generation/audio-player';
import { ClipPlayer } from '@/components/generation/clip-player';
import { Fitted } from '@/components/generation/fitted';
import { Picture } from '@/components/generation/picture';
import { Reasoning } from '@/components/generation/reasoning';
import { TextResult } from '@/components/generation/text-result';
import type { Asset, Generation } from '@/lib/api/types';
import { altText } from '@/lib/generation-words';

function Images({
  generation,
  outputs,
  onOpen,
}: {
  generation: Generation;
  outputs: readonly Asset[];
  onOpen: () => void;
}) {
  const [chosen, setChosen] = useState(0);
  const asset = outputs[chosen] ?? outputs[0];
  if (!asset) return null;
  const ratio = asset.width && asset.height ? asset.width / asset.height : 1;
  return (
    <div className="flex size-full min-h-0 flex-col gap-3">
      <div className="min-h-0 grow">
        <Fitted ratio={ratio} widthMax={Math.max(720, asset.width ?? 0)}>
          <button type="button" aria-label="Enlarge" onClick={onOpen} className="block size-full cursor-zoom-in">
            <Picture
              key={asset.id}
              asset={asset}
              alt={altText(generation)}
              size="preview"
              sizes="(max-width: 859px) 100vw, 70vw"
              className="size-full rounded-picture"
            />
          </button>
        </Fitted>
      </div>
      {outputs.length > 1 && (
        <div role="group" aria-label="Pictures of this run" className="flex justify-center gap-1">
          {outputs.map((output, index) => (
            <button
              key={output.id}
              type="button"
              aria-label={`Picture ${index + 1} of ${outputs.length}`}
              aria-pressed={index === chosen}
              onClick={() => setChosen(index)}
              className="rounded-picture opacity-60 transition-opacity hover:opacity-100 aria-pressed:opacity-100 aria-pressed:outline-2 aria-pressed:outline-accent"
            >
              <Picture asset={output} alt="" size="thumbnail" sizes="56px" className="size-14 rounded-picture" />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function Words({ text, reasoning }: { text: string; reasoning: string | null }) {
  return (
    <article
      // Long texts scroll, and whoever uses the keyboard must be able to scroll them.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label="Text"
      className="relative mx-auto h-full w-full max-w-[720px] overflow-y-auto px-2 py-4"
    >
      {reasoning && (
        <div className="pb-4">
          <Reasoning text={reasoning} />
        </div>
      )}
      <TextResult text={text} />
    </article>
  );
}

/** The finished work, by its type, as large as the stage allows. */
export function StageResult({ generation, onOpen }: { generation: Generation; onOpen: () => void }) {
  const outputs = generation.result?.outputs ?? [];
  const first = outputs[0];
  switch (generation.generation_type) {
    case 'text':
    case 'embedding':
    case 'moderation':
      return <Words text={generation.result?.content ?? ''} reasoning={generation.result?.reasoning ?? null} />;
    case 'image':
      return <Images key={generation.id} generation={generation} outputs={outputs} onOpen={onOpen} />;
    case 'audio':
      return first ? (
        <div className="m-auto flex h-full w-full max-w-[720px] items-center">
          <AudioPlayer key={first.id} asset={first} label={altText(generation)} />
        </div>
      ) : null;
    case 'video':
      return first ? <ClipPlayer key={first.id} asset={first} label={altText(generation)} /> : null;
  }
}
