import { screen, waitFor } from '@testing-library/react';
import { http } from 'msw';
import { expect, it } from 'vitest';
import { createQueryClient } from '@/lib/query-client';
import { signOutHere } from '@/lib/queries/sign-out';
import { useDraft } from '@/lib/stores/draft';
import { useKnownAssets } from '@/lib/stores/known-assets';
import { asset, user } from './fixtures';
import { ok, server } from './server';
import { visit } from './visit';

const stored = () => Object.keys(localStorage).filter((key) => /draft|assets/.test(key));

function leaveTraces(): void {
  useDraft.getState().setPrompt('A secret lighthouse');
  useKnownAssets.getState().keep(asset('mask'));
  expect(stored()).toHaveLength(2);
}

it('leaves neither the draft nor the files it named in the browser', async () => {
  let ended = false;
  server.use(
    http.post('/api/auth/signout', () => {
      ended = true;
      return ok(null);
    }),
  );
  const { user: person } = visit('/usage');
  await person.click(await screen.findByRole('button', { name: `Account of ${user.email}` }));
  leaveTraces();
  await person.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
  await waitFor(() => expect(ended).toBe(true));
  await waitFor(() => expect(stored()).toEqual([]));
});

it('leaves nothing to whoever signs in next on the same page', async () => {
  server.use(http.post('/api/auth/signout', () => ok(null)));
  const cache = createQueryClient();
  cache.setQueryData(['generations'], ['of the one before']);
  leaveTraces();
  await signOutHere(cache);
  expect(useDraft.getState().prompt).not.toContain('secret');
  expect(useKnownAssets.getState().byId).toEqual({});
  expect(cache.getQueryData(['generations'])).toBeUndefined();
  expect(stored()).toEqual([]);
});
