import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Tooltip } from 'radix-ui';
import type { createAppRouter } from './router';

const tooltipDelayMs = 350;

export function App({ cache, router }: { cache: QueryClient; router: ReturnType<typeof createAppRouter> }) {
  return (
    <QueryClientProvider client={cache}>
      <Tooltip.Provider delayDuration={tooltipDelayMs}>
        <RouterProvider router={router} />
      </Tooltip.Provider>
    </QueryClientProvider>
  );
}
