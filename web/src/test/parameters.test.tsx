import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import { chosenParameters, isChanged, missingFields, parameterFields } from '@/features/studio/lib/parameter-fields';
import { validate } from '@/features/studio/lib/validate';
import type { JsonSchema, Model } from '@/lib/api/types';
import { asset, demoImage, generation } from './fixtures';
import { generations, ok, refusal, server } from './server';
import { visit } from './visit';

const schema: JsonSchema = {
  type: 'object',
  required: ['mask'],
  properties: {
    mask: { type: 'string', format: 'uuid', title: 'Mask', 'x-asset': 'image', description: 'What may change.' },
    frames: { type: 'array', title: 'Frames', maxItems: 2, items: { type: 'string', 'x-asset': 'image' } },
    languages: { type: 'array', title: 'Languages', items: { type: 'string', enum: ['de', 'en', 'fr'] } },
    keywords: { type: 'array', title: 'Keywords', maxItems: 2, items: { type: 'string', maxLength: 5 } },
    steps: { type: 'integer', title: 'Steps', minimum: 1, maximum: 50, default: 20 },
  },
};
const editor: Model = { ...demoImage, display_name: 'Editor', parameters: schema, max_reference_images: 0 };
const stored = { ...asset('mask-1'), id: '0192aaaa-0000-7000-8000-0000000000aa' };

function open() {
  const bodies: { parameters?: unknown }[] = [];
  server.use(
    http.get('/api/models', () => ok({ models: [editor] })),
    http.post('/api/uploads', () => ok(stored, 201)),
    http.post('/api/generate', async ({ request }) => {
      bodies.push((await request.json()) as { parameters?: unknown });
      return ok(generation(9, { status: 'pending', result: null }), 202);
    }),
    http.get('/api/generations/:id', () => ok(generation(9, { status: 'pending', result: null }))),
  );
  return { ...visit('/studio'), bodies };
}

const picture = () => new File(['png'], 'mask.png', { type: 'image/png' });
const choose = (input: HTMLElement, file: File) => fireEvent.change(input, { target: { files: [file] } });
const generate = () => screen.findByRole('button', { name: /^Generate/ });

describe('the schema of lists and files', () => {
  const fields = parameterFields(schema);

  it('draws files, choices and lists', () => {
    expect(fields.map((field) => [field.name, field.widget, field.asset])).toEqual([
      ['mask', 'asset', 'image'],
      ['frames', 'asset', 'image'],
      ['languages', 'choices', undefined],
      ['keywords', 'list', undefined],
      ['steps', 'slider', undefined],
    ]);
  });

  it('sends no empty lists, and no empty rows of one', () => {
    expect(chosenParameters(fields, { languages: [], keywords: ['', 'fog'] })).toEqual({
      keywords: ['fog'],
      steps: 20,
    });
  });

  it('knows what is missing, and what was changed', () => {
    expect(missingFields(fields, {}).map((field) => field.name)).toEqual(['mask']);
    expect(missingFields(fields, { mask: 'a' })).toEqual([]);
    const changed = fields.filter((field) => isChanged(field, { languages: [], steps: 21, keywords: ['a'] }));
    expect(changed.map((field) => field.name)).toEqual(['keywords', 'steps']);
  });

  it('says of a list what is wrong with it, and of an item what is wrong with that', () => {
    expect(validate(schema, { mask: stored.id, keywords: ['a', 'b', 'c'] })).toEqual({ keywords: 'Keep it to 2.' });
    expect(validate(schema, { mask: stored.id, keywords: ['too long'] })).toEqual({
      keywords: 'Keep it under 5 characters.',
    });
  });
});

describe('a file for a parameter', () => {
  it('is asked for at the button, dropped, and sent by its id', async () => {
    const { user, bodies } = open();
    expect(await screen.findByText('Add what is needed first: Mask.')).toBeVisible();
    expect(screen.queryByText('This is needed.')).not.toBeInTheDocument();
    fireEvent.drop(screen.getByRole('group', { name: 'Mask' }), {
      dataTransfer: { files: [picture()], types: ['Files'] },
    });
    expect(await screen.findByText(/1024 × 1024/)).toBeVisible();
    expect(screen.queryByRole('group', { name: 'Mask' })).not.toBeInTheDocument();
    await user.click(await generate());
    await waitFor(() => expect(bodies).toMatchObject([{ parameters: { mask: stored.id, steps: 20 } }]));
  });

  it('is refused when it is of another kind, and when the server says so', async () => {
    open();
    const input = await screen.findByLabelText('File for Mask');
    choose(input, new File(['x'], 'notes.txt', { type: 'text/plain' }));
    expect(await screen.findByText('notes.txt is not a picture. Choose another file.')).toBeVisible();
    server.use(
      http.post('/api/uploads', () => refusal(422, 'media.undecodable', 'Not a picture', 'Nobody can read this file.')),
    );
    choose(input, picture());
    expect(await screen.findByText('Nobody can read this file.')).toBeVisible();
  });

  it('is taken from what was made here, or uploaded before, and removed again', async () => {
    const { user } = open();
    server.use(
      generations(() => [generation(3)]),
      http.get('/api/uploads', () => ok({ assets: [], next_cursor: null })),
    );
    const mask = await screen.findByRole('group', { name: 'Mask' });
    await user.click(within(mask).getByRole('button', { name: 'From the library' }));
    const dialog = await screen.findByRole('dialog', { name: 'Choose a picture' });
    await user.click(within(dialog).getByRole('radio', { name: 'Uploaded' }));
    expect(await within(dialog).findByText('No pictures yet.')).toBeVisible();
    await user.click(within(dialog).getByRole('radio', { name: 'Made here' }));
    await user.click(await within(dialog).findByRole('button', { name: 'Picture number 3' }));
    await user.click(await screen.findByRole('button', { name: 'Remove Mask' }));
    expect(await screen.findByRole('group', { name: 'Mask' })).toBeVisible();
  });

  it('says when the files cannot be loaded', async () => {
    const { user } = open();
    server.use(http.get('/api/uploads', () => refusal(500, 'http.internal', 'The server failed', 'It is our fault.')));
    const mask = await screen.findByRole('group', { name: 'Mask' });
    await user.click(within(mask).getByRole('button', { name: 'From the library' }));
    await user.click(await screen.findByRole('radio', { name: 'Uploaded' }));
    expect(await screen.findByText('The files could not be loaded')).toBeVisible();
  });
});

describe('lists', () => {
  it('are written with Enter and Backspace, up to their limit, and reset with a double click', async () => {
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Add: Keywords' }));
    await user.type(await screen.findByRole('textbox', { name: 'Keywords 1' }), 'fog{Enter}');
    const second = await screen.findByRole('textbox', { name: 'Keywords 2' });
    await user.type(second, 'much too long');
    expect(second).toHaveValue('much ');
    expect(screen.queryByRole('button', { name: 'Add: Keywords' })).not.toBeInTheDocument();
    await user.clear(second);
    await user.type(second, '{Backspace}');
    expect(screen.queryByRole('textbox', { name: 'Keywords 2' })).not.toBeInTheDocument();
    await user.dblClick(screen.getByText('Keywords'));
    expect(screen.queryByRole('textbox', { name: 'Keywords 1' })).not.toBeInTheDocument();
  });

  it('take any of a few, in the order of the schema', async () => {
    const { user, bodies } = open();
    choose(await screen.findByLabelText('File for Mask'), picture());
    await screen.findByRole('button', { name: 'Remove Mask' });
    await user.click(screen.getByRole('button', { name: 'Fr' }));
    await user.click(screen.getByRole('button', { name: 'De' }));
    await user.click(await generate());
    await waitFor(() => expect(bodies).toMatchObject([{ parameters: { languages: ['de', 'fr'] } }]));
  });
});
