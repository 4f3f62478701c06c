import { limits } from '@/config/limits';

/** Loudness of a sound file as bars between 0 and 1, read from the file itself. */
export async function waveform(url: string, bars: number = limits.waveformBars): Promise<number[]> {
  const bytes = await fetch(url, { credentials: 'same-origin' }).then((answer) => answer.arrayBuffer());
  const sound = await new OfflineAudioContext(1, 1, 44_100).decodeAudioData(bytes);
  const samples = sound.getChannelData(0);
  const width = Math.max(1, Math.floor(samples.length / bars));
  const peaks = Array.from({ length: bars }, (_, bar) => {
    let sum = 0;
    for (let index = bar * width; index < (bar + 1) * width; index += 1) sum += (samples[index] ?? 0) ** 2;
    return Math.sqrt(sum / width);
  });
  const loudest = Math.max(...peaks, 0.0001);
  return peaks.map((peak) => peak / loudest);
}
