import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import type { Model } from '@/lib/api/types';
import { useDraft } from '@/lib/stores/draft';
import { bandOf, facetValues, modelRows } from '@/features/studio/lib/model-search';
import { demoImage, lockedImage, paidImage } from './fixtures';
import { ok, refusal, server } from './server';
import { visit } from './visit';

const demoText: Model = {
  ...demoImage,
  id: 'demo/demo-text',
  model: 'demo-text',
  display_name: 'Demo text',
  generation_type: 'text',
  capabilities: ['text_generation'],
  parameters: null,
};
const flare: Model = {
  ...paidImage,
  id: 'openai/gpt-image-2.5-flare',
  model: 'gpt-image-2.5-flare',
  display_name: 'GPT Image 2.5 Flare',
  price: { label: '$0.010 / image', unit: 'image' },
  capabilities: ['text_to_image', 'image_edit'],
  retires_at: '2999-03-01',
  aliases: ['dall-e-3'],
};
const embedding: Model = {
  ...paidImage,
  id: 'openai/text-embedding-3-small',
  model: 'text-embedding-3-small',
  display_name: 'Text embedding 3 small',
  generation_type: 'embedding',
};
const all = [demoImage, flare, paidImage, lockedImage, demoText, embedding];

const names = (rows: ReturnType<typeof modelRows>) =>
  rows.map((row) => (row.kind === 'heading' ? `# ${row.label}` : row.model.display_name));
const same = (id: string) => id;

async function openPicker(models: readonly Model[] = all) {
  server.use(http.get('/api/models', () => ok({ models })));
  const { user, router } = visit('/studio');
  await user.click(await screen.findByRole('button', { name: /^Model:/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Choose a model' });
  return { user, router, dialog, search: within(dialog).getByRole('combobox', { name: 'Choose a model' }) };
}

const option = (name: RegExp) => screen.findByRole('option', { name });
const marked = () => document.querySelector('[role="option"][data-marked="true"]')?.textContent ?? '';

describe('the order of models', () => {
  it('puts an exact name before longer ones, and what is ready before what is locked', () => {
    expect(names(modelRows(all, {}, 'gpt image 2', same))).toEqual(['# Ready', 'GPT Image 2', 'GPT Image 2.5 Flare']);
    expect(names(modelRows(all, {}, 'flux', same))).toEqual(['# Not ready yet', 'FLUX']);
  });

  it('finds a model by its old name, its provider and what it can', () => {
    expect(names(modelRows(all, {}, 'DALL-E-3', same))).toEqual(['# Ready', 'GPT Image 2.5 Flare']);
    expect(names(modelRows(all, {}, 'edit picture', same))).toEqual(['# Ready', 'GPT Image 2.5 Flare']);
    expect(modelRows(all, {}, 'no such thing', same)).toEqual([]);
  });

  it('shows favourites first and once', () => {
    const rows = names(modelRows([demoImage, { ...paidImage, favourite: true }], {}, '', same));
    expect(rows).toEqual(['# Favourites', 'GPT Image 2', '# Ready', 'Demo image']);
  });
});

describe('facets', () => {
  it('take one of several providers, but each of several capabilities', () => {
    const chosen = { provider: ['openai', 'fal'], capability: ['text_to_image', 'image_edit'] };
    expect(names(modelRows(all, chosen, '', same))).toEqual(['# Ready', 'GPT Image 2.5 Flare']);
  });

  it('count what each would leave, without itself', () => {
    const counts = facetValues(all, { type: ['image'], provider: ['openai'] }, 'provider');
    expect(counts.toSorted((a, b) => (a.value < b.value ? -1 : 1))).toEqual([
      { value: 'demo', count: 1 },
      { value: 'fal', count: 1 },
      { value: 'openai', count: 2 },
    ]);
  });

  it.each([
    [{ label: '$0.010 / image', unit: 'image' }, 'low'],
    [{ label: '$0.040 / image', unit: 'image' }, 'middle'],
    [{ label: 'about $0.21 / image', unit: 'image' }, 'high'],
    [{ label: '$0.75 in, $4.50 out / 1M tokens', unit: 'token' }, 'middle'],
    [{ label: '$0.40 / second', unit: 'second' }, 'high'],
    [{ label: 'Price unknown', unit: 'image' }, 'unknown'],
    [{ label: 'Free', unit: 'free' }, 'free'],
  ] as const)('%j is %s', (price, band) => expect(bandOf({ ...paidImage, price })).toBe(band));
});

describe('the model picker', () => {
  it('starts with models for what is made now, never with those that only programs use', async () => {
    const { dialog } = await openPicker();
    await option(/^GPT Image 2 /);
    expect(within(dialog).queryByRole('option', { name: /Demo text/ })).not.toBeInTheDocument();
    expect(within(dialog).getByRole('status')).toHaveTextContent('4 models');
    await within(dialog).findByRole('button', { name: /^Image/, pressed: true });
    expect(within(dialog).queryByRole('button', { name: /^Embedding/ })).not.toBeInTheDocument();
  });

  it('is searched and walked by keys alone, and takes what is marked', async () => {
    const { user, search } = await openPicker();
    await user.type(search, 'gpt');
    await waitFor(() => expect(marked()).toMatch(/^GPT Image 2 /));
    await user.keyboard('{ArrowDown}');
    expect(marked()).toMatch(/^GPT Image 2.5 Flare/);
    expect(document.getElementById(search.getAttribute('aria-activedescendant') ?? '')).toHaveTextContent('Flare');
    await user.keyboard('{ArrowDown}');
    expect(marked()).toMatch(/^GPT Image 2 /);
    await user.keyboard('{ArrowUp}{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    const button = screen.getByRole('button', { name: /^Model:/ });
    expect(button).toHaveTextContent('GPT Image 2.5 Flare');
    expect(button).toHaveTextContent(/Ends .*2999/);
  });

  it('says for the project of the run whose key is used', async () => {
    const asked: (string | null)[] = [];
    const shared = { ...lockedImage, available: true, unavailable_code: null, key_source: 'organisation' as const };
    server.use(
      http.get('/api/models', ({ request }) => {
        const project = new URL(request.url).searchParams.get('project_id');
        asked.push(project);
        return ok({ models: project ? [demoImage, shared] : [demoImage, lockedImage] });
      }),
    );
    useDraft.setState({ projectId: 'of-the-press' });
    const { user } = visit('/studio');
    await user.click(await screen.findByRole('button', { name: /^Model:/ }));
    expect(await option(/FLUX/)).not.toHaveAttribute('aria-disabled', 'true');
    expect(asked).toContain('of-the-press');
    expect(asked).not.toContain(null);
  });

  it('opens with the letter that is typed on the button', async () => {
    server.use(http.get('/api/models', () => ok({ models: all })));
    const { user } = visit('/studio');
    (await screen.findByRole('button', { name: /^Model:/ })).focus();
    await user.keyboard('flu');
    expect(await screen.findByRole('combobox', { name: 'Choose a model' })).toHaveValue('flu');
    expect(await option(/FLUX/)).toHaveAttribute('data-marked', 'true');
  });

  it('is narrowed by facets, and cleared', async () => {
    const { user, dialog } = await openPicker();
    await user.click(within(dialog).getByRole('button', { name: /^Your key/ }));
    expect(within(dialog).queryByRole('option', { name: /Demo image/ })).not.toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: /^Low/ }));
    expect(within(dialog).getAllByRole('option')).toHaveLength(1);
    await user.click(within(dialog).getByRole('button', { name: 'Clear filters' }));
    expect(await option(/Demo text/)).toBeInTheDocument();
  });

  it('says what the marked model is: old names, its end, whose key', async () => {
    const { user, search } = await openPicker();
    await user.type(search, 'dall');
    const about = await screen.findByRole('complementary', { name: 'GPT Image 2.5 Flare' });
    expect(within(about).getByText('dall-e-3')).toBeVisible();
    expect(within(about).getByText(/Ends .*2999/)).toBeVisible();
    expect(within(about).getByText('Your key')).toBeVisible();
  });

  it('does not take a model that cannot run, but says how to mend that', async () => {
    const { user } = await openPicker();
    await user.click(await option(/FLUX/));
    const about = screen.getByRole('complementary', { name: 'FLUX' });
    expect(within(about).getByText('Add a key of fal to use it.')).toBeVisible();
    expect(within(about).getByRole('link', { name: 'Add a key of fal' })).toHaveAttribute('href', '/settings/keys');
    expect(screen.getByRole('dialog')).toBeVisible();
  });

  it('keeps favourites on the server, and takes the star back when that fails', async () => {
    const asked: unknown[] = [];
    server.use(
      http.put('/api/models/favourites', async ({ request }) => {
        asked.push(await request.json());
        return asked.length === 1
          ? ok({})
          : refusal(503, 'http.database_unavailable', 'Database unavailable', 'Try again.');
      }),
    );
    const { user, search } = await openPicker();
    await user.type(search, 'flare');
    await waitFor(() => expect(marked()).toMatch(/Flare/));
    await user.keyboard('{Control>}d{/Control}');
    await user.click(await screen.findByRole('button', { name: 'Remove from favourites' }).then(() => search));
    expect(asked).toEqual([{ id: flare.id }]);
    await user.clear(search);
    await user.type(search, 'flux');
    await waitFor(() => expect(marked()).toMatch(/FLUX/));
    await user.click(screen.getByRole('button', { name: 'Add to favourites' }));
    expect(await screen.findByText('The favourite could not be kept.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Add to favourites' })).toBeVisible();
  });

  it('draws only what is in sight of hundreds', async () => {
    const many = Array.from({ length: 600 }, (_, index): Model => ({
      ...paidImage,
      id: `openai/m${index}`,
      display_name: `Model ${index}`,
    }));
    const { user, dialog } = await openPicker(many);
    await option(/^Model 3 /);
    expect(within(dialog).getAllByRole('option').length).toBeLessThan(60);
    expect(await option(/^Model 3 /)).toHaveAttribute('aria-setsize', '600');
    await user.keyboard('{ArrowUp}{Enter}');
    await waitFor(() => expect(screen.getByRole('button', { name: /^Model:/ })).toHaveTextContent('Model 599'));
  });

  it('says that nothing is like that', async () => {
    const { user, search } = await openPicker();
    await user.type(search, 'zzz');
    expect(await screen.findByText('No model is like that.')).toBeVisible();
  });
});
