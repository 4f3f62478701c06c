import { useQuery } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import type { Asset } from '@/lib/api/types';
import { clock } from '@/lib/format';
import { limits } from '@/config/limits';
import { waveform } from './waveform';

const silent = Array.from({ length: limits.waveformBars }, () => 0.04);

/** Plays a sound over its own waveform; the waveform is the seek bar. */
export function AudioPlayer({ asset, label }: { asset: Asset; label: string }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState((asset.duration_ms ?? 0) / 1000);
  const { data: bars = silent } = useQuery({
    queryKey: ['waveform', asset.id],
    queryFn: () => waveform(asset.url),
    staleTime: Infinity,
    retry: false,
  });
  const played = length > 0 ? at / length : 0;
  const toggle = () => (playing ? audio.current?.pause() : void audio.current?.play());

  return (
    <div className="flex w-full flex-col gap-4">
      <audio
        ref={audio}
        src={asset.url}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onLoadedMetadata={(event) =>
          Number.isFinite(event.currentTarget.duration) && setLength(event.currentTarget.duration)
        }
      />
      <div className="relative h-32 has-focus-visible:outline-2 has-focus-visible:outline-accent">
        <svg viewBox={`0 0 ${bars.length * 4} 100`} preserveAspectRatio="none" className="size-full" aria-hidden>
          {bars.map((bar, index) => (
            <rect
              // Bars have no identity but their place.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              x={index * 4}
              width={2.4}
              y={50 - bar * 48}
              height={Math.max(1, bar * 96)}
              className={index / bars.length < played ? 'fill-accent' : 'fill-ink-3'}
            />
          ))}
        </svg>
        <input
          type="range"
          aria-label={`Position in ${label}`}
          aria-valuetext={`${clock(at * 1000)} of ${clock(length * 1000)}`}
          min={0}
          max={length || 1}
          step={0.1}
          value={at}
          onChange={(event) => {
            if (audio.current) audio.current.currentTime = Number(event.target.value);
          }}
          className="absolute inset-0 size-full cursor-pointer opacity-0"
        />
      </div>
      <div className="flex items-center gap-4">
        <Button variant="primary" size="icon-lg" aria-label={playing ? 'Pause' : 'Play'} onClick={toggle}>
          {playing ? (
            <Pause size={20} strokeWidth={1.5} aria-hidden />
          ) : (
            <Play size={20} strokeWidth={1.5} aria-hidden />
          )}
        </Button>
        <span className="tabular text-ink-2">
          {clock(at * 1000)} <span className="text-ink-3">/ {clock(length * 1000)}</span>
        </span>
      </div>
    </div>
  );
}
