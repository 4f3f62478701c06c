import { act, screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import { useDraft } from '@/lib/stores/draft';
import { TestEventSource } from './event-source';
import { asset, generation, project } from './fixtures';
import { estimate, generations, ok, refusal, server } from './server';
import { visit } from './visit';

const running = generation(9, {
  status: 'pending',
  phase: 'queued',
  queue_position: 2,
  result: null,
  cost_micros: null,
  prompt: 'A red boat',
});

function accepting(): { bodies: unknown[]; keys: (string | null)[] } {
  const seen: { bodies: unknown[]; keys: (string | null)[] } = { bodies: [], keys: [] };
  server.use(
    http.post('/api/generate', async ({ request }) => {
      seen.bodies.push(await request.json());
      seen.keys.push(request.headers.get('Idempotency-Key'));
      return ok(running, 202);
    }),
    http.get('/api/generations/:id', () => ok(running)),
  );
  return seen;
}

const generateButton = () => screen.findByRole('button', { name: /^Generate/ });

describe('generate', () => {
  it('runs the first prompt on the free demo model with one press', async () => {
    const seen = accepting();
    const { user } = visit('/studio');
    const button = await generateButton();
    await waitFor(() => expect(button).toHaveTextContent('Free'));
    await user.click(button);
    expect(await screen.findByRole('list', { name: 'Phases' })).toBeVisible();
    expect(seen.bodies).toEqual([
      expect.objectContaining({
        provider: 'demo',
        model: 'demo-image',
        generation_type: 'image',
        parameters: { size: '1024x1024', detail: 6, grain: 0.3 },
      }),
    ]);
    expect(seen.keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('keeps the seed field while it is emptied, and does not run with an empty one', async () => {
    const seen = accepting();
    const { user } = visit('/studio');
    await user.click(await screen.findByRole('radio', { name: 'Keep one' }));
    const seed = screen.getByLabelText('Seed');
    await user.clear(seed);
    expect(seed).toHaveAccessibleDescription('Write a whole number.');
    await user.click(await generateButton());
    expect(seen.bodies).toEqual([]);
    await user.type(seed, '77');
    await user.click(await generateButton());
    await waitFor(() => expect(seen.bodies).toMatchObject([{ parameters: { seed: 77 } }]));
  });

  it('shows the price of a model that costs on the button, from the real inputs', async () => {
    const { user } = visit('/studio');
    await user.click(await screen.findByRole('button', { name: /^Model:/ }));
    await user.click(await screen.findByRole('option', { name: /GPT Image 2/ }));
    await waitFor(async () => expect(await generateButton()).toHaveTextContent('$0.040'));
    expect(screen.getByText(/Billed by OpenAI to your key/)).toBeVisible();
  });

  it('puts the faults of the server beside their fields', async () => {
    server.use(
      http.post('/api/generate', () =>
        refusal(422, 'generation.invalid', 'Some fields need a change', 'Two fields need a change.', [
          { pointer: '/prompt', code: 'too_short', detail: 'Write three words or more.' },
          { pointer: '/parameters/detail', code: 'too_high', detail: 'This size allows 4 at most.' },
        ]),
      ),
    );
    const { user } = visit('/studio');
    await user.click(await generateButton());
    expect(await screen.findByText('Write three words or more.')).toBeVisible();
    expect(screen.getByLabelText('Prompt')).toHaveAccessibleDescription('Write three words or more.');
    expect(screen.getByText('This size allows 4 at most.')).toBeVisible();
  });

  it('checks the form against the schema before anything is sent', async () => {
    const seen = accepting();
    const { user } = visit('/studio');
    const detail = await screen.findByRole('spinbutton', { name: 'Detail' });
    await user.clear(detail);
    await user.type(detail, '40');
    expect(await screen.findByText('Use 10 or less.')).toBeVisible();
    await user.click(await generateButton());
    expect(screen.getByText('Mend the marked parameters first.')).toBeVisible();
    expect(seen.bodies).toEqual([]);
  });

  it('says why a budget refuses and that nothing was charged', async () => {
    useDraft.setState({ projectId: project.id });
    server.use(
      http.post('/api/estimate-cost', () =>
        ok(
          estimate({ project: { budget_cents: 100, spent_micros: 980_000, held_micros: 0, remaining_micros: 20_000 } }),
        ),
      ),
      http.post('/api/generate', () =>
        refusal(409, 'budget.exceeded', 'The budget is used up', 'Album artwork has $0.020 left. Raise its budget.'),
      ),
    );
    const { user } = visit('/studio');
    expect(await screen.findByText(/This project has \$0.020 left/)).toBeVisible();
    await user.click(await generateButton());
    expect(await screen.findByText('Album artwork has $0.020 left. Raise its budget.')).toBeVisible();
    expect(screen.getByText('You were not charged.')).toBeVisible();
  });

  it('repeats a lost request under the same idempotency key', async () => {
    const { Response } = globalThis;
    const keys: (string | null)[] = [];
    server.use(
      http.post('/api/generate', ({ request }) => {
        keys.push(request.headers.get('Idempotency-Key'));
        return keys.length === 1 ? Response.error() : ok(running, 202);
      }),
      http.get('/api/generations/:id', () => ok(running)),
    );
    const { user } = visit('/studio');
    await user.click(await generateButton());
    await screen.findByText('The server does not answer');
    await user.click(await generateButton());
    await screen.findByRole('list', { name: 'Phases' });
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });
});

describe('live', () => {
  it('walks through the phases and shows the picture without asking again', async () => {
    accepting();
    const { user } = visit('/studio');
    await user.click(await generateButton());
    const phases = await screen.findByRole('list', { name: 'Phases' });
    expect(within(phases).getByText('Queued')).toHaveAttribute('aria-current', 'step');

    act(() => TestEventSource.current.say('progress', { id: running.id, phase: 'waiting', progress: 0.5 }));
    await waitFor(() => expect(within(phases).getByText('Generating')).toHaveAttribute('aria-current', 'step'));
    expect(screen.getByRole('progressbar', { name: 'Progress of the generation' })).toHaveAttribute(
      'aria-valuenow',
      '50',
    );

    act(() =>
      TestEventSource.current.say('generation', {
        ...running,
        status: 'completed',
        phase: null,
        cost_micros: 0,
        result: { content: null, mimeType: 'image/png', outputs: [asset(running.id)], reasoning: null },
        updated_at: '2026-11-20T10:00:09.000Z',
      }),
    );
    const open = await screen.findByRole('button', { name: 'Enlarge' });
    expect(open).toBeVisible();
    expect(screen.getByText('Generation: Done')).toBeInTheDocument();
  });

  it('ignores a message that is older than what is shown', async () => {
    server.use(
      generations(() => [generation(3, { updated_at: '2026-11-20T12:00:00.000Z' })]),
      http.get('/api/generations/:id', () => ok(generation(3, { updated_at: '2026-11-20T12:00:00.000Z' }))),
    );
    visit('/studio');
    await screen.findByText('Generation: Done');
    act(() =>
      TestEventSource.current.say(
        'generation',
        generation(3, { status: 'running', updated_at: '2026-11-20T11:00:00.000Z' }),
      ),
    );
    expect(screen.getByText('Generation: Done')).toBeInTheDocument();
  });

  it('says that it reconnects, and that it is back', async () => {
    visit('/studio');
    await screen.findByText('Connecting');
    act(() => TestEventSource.current.open());
    expect(await screen.findByText('Connected')).toBeVisible();
    act(() => TestEventSource.current.fail());
    expect(await screen.findByText(/^Reconnecting/)).toBeVisible();
  });

  it('says since when, and tries again on demand', async () => {
    const { user } = visit('/studio');
    await screen.findByText('Connecting');
    act(() => TestEventSource.current.open());
    await user.click(await screen.findByRole('button', { name: 'Connected' }));
    expect(await screen.findByText(/^Since \d/)).toHaveTextContent('just now');
    expect(screen.queryByRole('button', { name: 'Try now' })).not.toBeInTheDocument();
    act(() => TestEventSource.current.fail());
    const again = await screen.findByRole('button', { name: 'Try now' });
    const opened = TestEventSource.opened.length;
    await user.click(again);
    expect(TestEventSource.opened.length).toBeGreaterThan(opened);
  });

  it('says nothing of a gap that nobody could notice', async () => {
    visit('/studio');
    await screen.findByText('Connecting');
    act(() => TestEventSource.current.open());
    await screen.findByText('Connected');
    act(() => TestEventSource.current.fail());
    act(() => TestEventSource.current.open());
    expect(screen.getByText('Connected')).toBeVisible();
    expect(screen.queryByText(/^Reconnecting/)).not.toBeInTheDocument();
  });
});

describe('what failed', () => {
  const failed = generation(4, {
    status: 'failed',
    result: null,
    error: {
      code: 'generation.outcome_unknown',
      title: 'Nobody knows how this ended',
      detail: 'The server stopped before the answer came.',
      whose: 'us',
      charged: false,
      action: 'Look in the list of the provider.',
      provider_message: 'gateway timeout',
      provider_request_id: 'req_1',
    },
  });

  it('names fault, money and ids, and repeats an unknown outcome only when asked twice', async () => {
    const bodies: unknown[] = [];
    server.use(
      generations(() => [failed]),
      http.get('/api/generations/:id', ({ params }) => ok(params.id === failed.id ? failed : running)),
      http.post('/api/generations/:id/retry', async ({ request }) => {
        bodies.push(await request.json());
        return ok(running, 202);
      }),
    );
    const { user } = visit('/studio');
    expect(await screen.findByRole('heading', { name: 'Nobody knows how this ended' })).toBeVisible();
    expect(screen.getByText('You were not charged.')).toBeVisible();
    expect(screen.getByText('gateway timeout')).toBeVisible();
    expect(screen.getByText('req_1')).toBeVisible();

    await user.click(screen.getByRole('button', { name: 'Run again anyway' }));
    expect(bodies).toEqual([]);
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Run again' }));
    await waitFor(() => expect(bodies).toEqual([{ confirm_unknown: true }]));
  });
});

describe('the API call', () => {
  it('carries exactly this run, and a key when one is made for it', async () => {
    server.use(http.post('/api/access-keys', () => ok({ id: '1', name: 'API call', key: 'atl_secret' }, 201)));
    const { user } = visit('/studio');
    await user.click(await screen.findByRole('button', { name: 'Show API call' }));
    const code = await screen.findByLabelText('curl code');
    expect(code).toHaveTextContent('curl -sS http://atelier.test/api/generate');
    expect(code).toHaveTextContent('"model": "demo-image"');
    await user.click(screen.getByRole('button', { name: 'Create a key for it' }));
    await waitFor(() => expect(code).toHaveTextContent('Bearer atl_secret'));
  });
});
