import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { usePreferences } from '@/lib/stores/preferences';
import type { Generation } from '@/lib/api/types';
import { TestEventSource } from './event-source';
import { generation } from './fixtures';
import { visit } from './visit';

const failed = (order: number): Partial<Generation> => ({
  ...generation(order),
  status: 'failed',
  phase: null,
  updated_at: '2099-01-01T00:00:00Z',
  error: {
    code: 'provider.overloaded',
    title: 'The provider is overloaded',
    detail: 'Try again in a minute.',
    whose: 'provider',
    charged: false,
    action: 'Try again.',
    provider_message: null,
    provider_request_id: null,
  },
});

const hear = (row: Partial<Generation>) => act(async () => TestEventSource.current.say('generation', row));

class DesktopNotice extends EventTarget {
  static permission: NotificationPermission = 'granted';
  static readonly shown: string[] = [];
  static requestPermission = () => Promise.resolve(DesktopNotice.permission);
  constructor(_title: string, { body }: { body: string }) {
    super();
    DesktopNotice.shown.push(body);
  }
}

describe('a run that fails', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    DesktopNotice.permission = 'granted';
    DesktopNotice.shown.length = 0;
  });

  it('is told of on any page, once, and leads to the run', async () => {
    const { user, router } = visit('/usage');
    await screen.findByRole('heading', { name: 'Usage' });
    await hear({ ...failed(7), status: 'running', error: null });
    await hear(failed(7));
    expect(await screen.findByText('“Picture number 7” failed: The provider is overloaded.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/studio'));
    expect(router.state.location.search).toEqual({ g: generation(7).id });
    await hear(failed(7));
    expect(screen.queryByText(/^“Picture number 7” failed/)).not.toBeInTheDocument();
  });

  it('is one line with others that fail at the same time', async () => {
    const { user } = visit('/usage');
    await screen.findByRole('heading', { name: 'Usage' });
    for (const order of [1, 2, 3]) await hear(failed(order));
    expect(await screen.findByText('3 runs failed.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Open the queue' }));
    expect(await screen.findByRole('dialog', { name: 'Queue' })).toBeVisible();
  });

  it('is not told of where that is switched off', async () => {
    usePreferences.setState({ failures: 'never' });
    visit('/usage');
    await screen.findByRole('heading', { name: 'Usage' });
    await hear(failed(1));
    expect(screen.queryByText(/failed:/)).not.toBeInTheDocument();
  });

  it('is told of on the desktop when the page is out of sight and that was asked for', async () => {
    vi.stubGlobal('Notification', DesktopNotice);
    const { user, router } = visit('/settings/preferences');
    await user.click(await screen.findByRole('radio', { name: 'On the desktop too' }));
    await waitFor(() => expect(usePreferences.getState().failures).toBe('desktop'));
    await hear(failed(1));
    expect(DesktopNotice.shown).toEqual([]);
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    await act(() => router.navigate({ to: '/usage' }));
    await hear(failed(2));
    expect(DesktopNotice.shown).toEqual(['2 runs failed.']);
  });

  it('stays in the page where the browser forbids the desktop', async () => {
    vi.stubGlobal('Notification', DesktopNotice);
    DesktopNotice.permission = 'denied';
    const { user } = visit('/settings/preferences');
    await user.click(await screen.findByRole('radio', { name: 'On the desktop too' }));
    expect(await screen.findByText(/does not let the page show messages/)).toBeVisible();
    expect(usePreferences.getState().failures).toBe('page');
  });
});
