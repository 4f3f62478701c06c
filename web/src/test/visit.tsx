import { createMemoryHistory } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { App } from '@/app/app';
import { createAppRouter } from '@/app/router';
import { createQueryClient } from '@/lib/query-client';

/** Opens the whole app at an address, as a person would. */
export function visit(address: string) {
  const cache = createQueryClient();
  const router = createAppRouter(cache, createMemoryHistory({ initialEntries: [address] }));
  const { unmount } = render(<App cache={cache} router={router} />);
  return { router, cache, unmount, user: userEvent.setup() };
}
