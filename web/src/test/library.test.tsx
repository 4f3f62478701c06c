import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import type { Generation } from '@/lib/api/types';
import { useDraft } from '@/lib/stores/draft';
import { generation } from './fixtures';
import { generations, ok, server } from './server';
import { visit } from './visit';

/** A library on the server that can be thrown away and restored. */
function library(rows: Generation[]): Map<string, Generation> {
  const kept = new Map(rows.map((row) => [row.id, row]));
  let version = 0;
  const change = (id: string, next: Partial<Generation>) => {
    version += 1;
    const row = { ...(kept.get(id) as Generation), ...next, updated_at: `2026-11-20T11:00:0${version}.000Z` };
    kept.set(id, row);
    return ok(row);
  };
  server.use(
    generations(() => [...kept.values()]),
    http.get('/api/generations/:id', ({ params }) => ok(kept.get(String(params.id)))),
    http.post('/api/generations/:id/restore', ({ params }) => change(String(params.id), { deleted_at: null })),
    http.delete('/api/generations/:id', ({ params, request }) => {
      if (!new URL(request.url).searchParams.has('permanent'))
        return change(String(params.id), { deleted_at: '2026-11-20T11:00:00.000Z' });
      kept.delete(String(params.id));
      return new Response(null, { status: 204 });
    }),
  );
  return kept;
}

const tiles = async () => (await screen.findByRole('grid')).querySelectorAll('[role="gridcell"]');

describe('the library', () => {
  it('moves a selection to the trash and brings it back', async () => {
    library([generation(1), generation(2), generation(3)]);
    const { user } = visit('/library');
    await waitFor(async () => expect(await tiles()).toHaveLength(3));
    await user.click(screen.getByRole('checkbox', { name: 'Select: Picture number 3' }));
    await user.click(screen.getByRole('checkbox', { name: 'Select: Picture number 2' }));
    expect(screen.getByText('2 selected')).toBeVisible();

    await user.click(screen.getByRole('button', { name: 'Move to trash' }));
    await waitFor(async () => expect(await tiles()).toHaveLength(1));
    expect(screen.getByText('Moved 2 items to the trash.')).toBeVisible();

    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(async () => expect(await tiles()).toHaveLength(3));
  });

  it('deletes forever only after a question', async () => {
    const kept = library([generation(1, { deleted_at: '2026-11-20T10:00:00.000Z' })]);
    const { user } = visit('/library?trash=true');
    await user.click(await screen.findByRole('checkbox', { name: 'Select: Picture number 1' }));
    await user.click(screen.getByRole('button', { name: 'Delete forever' }));
    expect(kept.size).toBe(1);
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete forever' }));
    expect(await screen.findByRole('heading', { name: 'The trash is empty.' })).toBeVisible();
    expect(kept.size).toBe(0);
  });

  it('searches by text and says so when nothing matches', async () => {
    library([generation(1, { prompt: 'A red boat' }), generation(2, { prompt: 'A blue door' })]);
    const { router, user } = visit('/library');
    await user.type(await screen.findByRole('searchbox', { name: 'Search prompts' }), 'boat');
    await waitFor(async () => expect(await tiles()).toHaveLength(1));
    expect(router.state.location.search).toEqual({ q: 'boat' });
    await user.type(screen.getByRole('searchbox', { name: 'Search prompts' }), 'house');
    expect(await screen.findByRole('heading', { name: 'Nothing matches.' })).toBeVisible();
  });

  it('is walked with the arrows, selected with Space and emptied with Delete', async () => {
    const kept = library([generation(1), generation(2), generation(3)]);
    const { user } = visit('/library');
    const first = await screen.findByRole('button', { name: 'Done: Picture number 3' });
    first.focus();
    await user.keyboard('{ArrowRight}');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Done: Picture number 2' })).toHaveFocus());
    await user.keyboard(' ');
    expect(screen.getByText('1 selected')).toBeVisible();
    await user.keyboard('{Delete}');
    await waitFor(async () => expect(await tiles()).toHaveLength(2));
    expect(kept.get(generation(2).id)?.deleted_at).not.toBeNull();
  });
});

describe('the viewer', () => {
  it('moves with the arrows, hides details with I and takes a prompt over with P', async () => {
    library([generation(1), generation(2)]);
    const { user } = visit('/library');
    await user.click(await screen.findByRole('button', { name: 'Done: Picture number 2' }));
    const viewer = await screen.findByRole('dialog', { name: 'Picture number 2' });
    await within(viewer).findByRole('complementary', { name: 'Details' });

    await user.keyboard('i');
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Details' })).not.toBeInTheDocument());
    await user.keyboard('{ArrowRight}');
    await screen.findByRole('dialog', { name: 'Picture number 1' });
    await user.keyboard('p');
    expect(useDraft.getState().prompt).toBe('Picture number 1');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('keeps what the model thought closed beside the work until somebody opens it', async () => {
    const row = generation(1);
    library([
      {
        ...row,
        result: { content: null, mimeType: null, outputs: [], ...row.result, reasoning: 'Blue suits the sea.' },
      },
    ]);
    const { user } = visit(`/library?view=${row.id}`);
    const details = await screen.findByRole('complementary', { name: 'Details' });
    const thought = within(details).getByText('Blue suits the sea.');
    expect(thought).not.toBeVisible();

    await user.click(within(details).getByText('Reasoning'));
    expect(thought).toBeVisible();
  });

  it('remixes everything but the seed and opens the studio', async () => {
    library([generation(1, { parameters: { size: '1536x1024', seed: 7 }, seed: 7 })]);
    const { router, user } = visit(`/library?view=${generation(1).id}`);
    await screen.findByRole('dialog', { name: 'Picture number 1' });
    await user.keyboard('r');
    await waitFor(() => expect(router.state.location.pathname).toBe('/studio'));
    expect(useDraft.getState().parametersByModel['demo/demo-image']).toEqual({ size: '1536x1024' });
  });
});
