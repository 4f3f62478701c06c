import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { useDraft } from '@/lib/stores/draft';
import { usePreferences } from '@/lib/stores/preferences';
import { visit } from './visit';

describe('shortcuts', () => {
  it('fold the panels, but never while a person types', async () => {
    const { user } = visit('/studio');
    const prompt = await screen.findByLabelText('Prompt');
    await user.click(prompt);
    await user.keyboard('g');
    expect(screen.getByRole('region', { name: 'Recent' })).toBeVisible();
    prompt.blur();
    await user.keyboard('g');
    expect(screen.queryByRole('region', { name: 'Recent' })).not.toBeInTheDocument();
    await user.keyboard('f');
    expect(screen.queryByRole('region', { name: 'Create' })).not.toBeInTheDocument();
    await user.keyboard('f');
    expect(screen.getByRole('region', { name: 'Create' })).toBeVisible();
    expect(screen.getByRole('region', { name: 'Recent' })).toBeVisible();
  });

  it('can be switched off, all but those with Ctrl', async () => {
    usePreferences.setState({ shortcutsOn: false });
    const { user } = visit('/studio');
    (await screen.findByLabelText('Prompt')).blur();
    await user.keyboard('g');
    expect(screen.getByRole('region', { name: 'Recent' })).toBeVisible();
    await user.keyboard('{Control>}k{/Control}');
    expect(await screen.findByRole('dialog', { name: 'Commands' })).toBeVisible();
  });

  it('open the palette, which goes where it is told', async () => {
    const { router, user } = visit('/studio');
    await screen.findByLabelText('Prompt');
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByPlaceholderText('Go to, do, or find a prompt'), 'usage{Enter}');
    await waitFor(() => expect(router.state.location.pathname).toBe('/usage'));
  });

  it('are listed, and can be searched', async () => {
    const { user } = visit('/usage');
    await screen.findByRole('heading', { name: 'Usage' });
    await user.keyboard('{Shift>}?{/Shift}');
    await user.type(await screen.findByLabelText('Search shortcuts'), 'remix');
    expect(screen.getByText('Remix: everything but the seed')).toBeVisible();
    expect(screen.queryByText('Generate')).not.toBeInTheDocument();
  });

  it('walk back through earlier prompts and return to the one being written', async () => {
    useDraft.setState({ prompt: 'being written', history: ['second', 'first'] });
    const { user } = visit('/studio');
    const prompt = await screen.findByLabelText('Prompt');
    await user.click(prompt);
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect(prompt).toHaveValue('second');
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect(prompt).toHaveValue('first');
    await user.keyboard('{Alt>}{ArrowDown}{ArrowDown}{/Alt}');
    expect(prompt).toHaveValue('being written');
  });
});
