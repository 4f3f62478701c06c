import { AudioLines, CircleAlert, CircleSlash } from 'lucide-react';
import { ProgressLine } from '@/components/ui/progress-line';
import type { Generation } from '@/lib/api/types';
import { clock } from '@/lib/format';
import { altText, statusSentence } from '@/lib/generation-words';
import { ClipFace } from './clip-face';
import { LaidOut } from './laid-out';
import { Picture } from './picture';

function Running({ generation }: { generation: Generation }) {
  return (
    <div className="absolute inset-0 flex flex-col justify-end bg-raised">
      <p className="truncate px-3 pb-2 text-xs text-ink-2">
        {statusSentence(generation)}
        <span className="sr-only">: {altText(generation)}</span>
      </p>
      <ProgressLine value={generation.progress} label={`Progress: ${altText(generation)}`} />
    </div>
  );
}

/** What of a text a tile has room for, at most. */
const wordsMax = 1000;

function Words({ text }: { text: string }) {
  const words = text.slice(0, wordsMax);
  return (
    <div className="@container absolute inset-0 overflow-hidden bg-raised">
      <p className="m-3 line-clamp-[9] font-display text-lg leading-snug whitespace-pre-line text-ink @max-[120px]:m-2 @max-[120px]:line-clamp-[6] @max-[120px]:text-sm">
        <LaidOut text={words} plain source={words} />
      </p>
    </div>
  );
}

function Sound({ generation }: { generation: Generation }) {
  const length = generation.result?.outputs[0]?.duration_ms;
  return (
    <div className="absolute inset-0 flex flex-col justify-between gap-1 overflow-hidden bg-raised p-[min(12px,8%)]">
      <AudioLines size={20} strokeWidth={1.5} className="shrink-0 text-ink-2" aria-hidden />
      <p className="line-clamp-2 min-h-0 text-sm text-ink">{altText(generation)}</p>
      {length ? <p className="tabular text-xs text-ink-3">{clock(length)}</p> : null}
    </div>
  );
}

function Ended({ generation }: { generation: Generation }) {
  const failed = generation.status === 'failed';
  const Icon = failed ? CircleAlert : CircleSlash;
  return (
    <div className="absolute inset-0 flex flex-col justify-between gap-1 overflow-hidden bg-raised p-[min(12px,8%)]">
      <p className={`flex items-center gap-1.5 text-xs ${failed ? 'text-bad' : 'text-ink-3'}`}>
        <Icon size={14} strokeWidth={1.5} aria-hidden />
        {statusSentence(generation)}
      </p>
      <p className="line-clamp-2 min-h-0 text-sm text-ink-2">{altText(generation)}</p>
    </div>
  );
}

/** What a generation looks like in a grid: the work itself, or where it stands. Fills its parent. */
export function TileFace({ generation, sizes }: { generation: Generation; sizes?: string }) {
  if (generation.status === 'pending' || generation.status === 'running') return <Running generation={generation} />;
  if (generation.status !== 'completed') return <Ended generation={generation} />;
  const first = generation.result?.outputs[0];
  if (generation.generation_type === 'text') return <Words text={generation.result?.content ?? generation.prompt} />;
  if (generation.generation_type === 'audio') return <Sound generation={generation} />;
  if (!first) return <Ended generation={generation} />;
  const width = sizes ?? '300px';
  if (generation.generation_type === 'video') {
    return <ClipFace asset={first} alt={altText(generation)} sizes={width} />;
  }
  return (
    <Picture asset={first} alt={altText(generation)} size="thumbnail" sizes={width} className="absolute inset-0" />
  );
}
