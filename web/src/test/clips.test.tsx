import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { TileFace } from '@/components/generation/tile-face';
import type { Asset, Generation } from '@/lib/api/types';
import { asset, generation } from './fixtures';

function clip(change: Partial<Asset> = {}): Generation {
  const output: Asset = {
    ...asset('clip'),
    kind: 'video',
    mime_type: 'video/mp4',
    duration_ms: 67_000,
    loop_url: '/media/clip/loop',
    ...change,
  };
  return generation(1, {
    generation_type: 'video',
    prompt: 'A boat on a lake',
    result: { content: null, mimeType: 'video/mp4', outputs: [output], reasoning: null },
  });
}

function wants(lessMotion: boolean) {
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: lessMotion && query.includes('reduced-motion'),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
}

describe('a clip in a grid', () => {
  it('shows its still and its length, and moves only under the pointer', async () => {
    wants(false);
    const user = userEvent.setup();
    const { container } = render(<TileFace generation={clip()} />);

    const picture = screen.getByRole('img');
    expect(picture).toHaveAttribute('src', '/media/clip/thumbnail');
    expect(screen.getByText('1:07')).toBeInTheDocument();
    expect(container.querySelector('video')).toBeNull();

    await user.hover(picture);
    expect(container.querySelector('video')).toHaveAttribute('src', '/media/clip/loop');
    await user.unhover(picture);
    expect(container.querySelector('video')).toBeNull();
  });

  it('stays still for whoever asked for less motion', async () => {
    wants(true);
    const user = userEvent.setup();
    const { container } = render(<TileFace generation={clip()} />);

    await user.hover(screen.getByRole('img'));

    expect(container.querySelector('video')).toBeNull();
  });

  it('shows its words where there is no still', () => {
    render(<TileFace generation={clip({ thumbnail_url: null, preview_url: null, loop_url: null })} />);

    expect(screen.queryByRole('img')).toBeNull();
    expect(screen.getByText(/A boat on a lake/)).toBeInTheDocument();
  });
});
