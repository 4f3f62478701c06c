import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { dismissNotice } from '@/components/ui/notices';
import { useDraft } from '@/lib/stores/draft';
import { usePreferences } from '@/lib/stores/preferences';
import { TestEventSource } from './event-source';
import { server } from './server';

// A failed test names what it looked for; the whole page in the output helps nobody.
configure({ asyncUtilTimeout: 10_000, getElementError: (message) => new Error(message ?? 'Not found') });

const windowWidth = 1440;
const windowHeight = 900;

/** jsdom lays nothing out: the parts the app measures get a desktop's size. */
function giveSizes(): void {
  const sizes = {
    clientWidth: windowWidth,
    offsetWidth: windowWidth,
    clientHeight: windowHeight,
    offsetHeight: windowHeight,
  };
  for (const [name, value] of Object.entries(sizes)) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
  }
  HTMLElement.prototype.scrollIntoView = () => undefined;
  HTMLElement.prototype.hasPointerCapture = () => false;
  HTMLElement.prototype.setPointerCapture = () => undefined;
  HTMLElement.prototype.releasePointerCapture = () => undefined;
  window.scrollTo = () => undefined;
  HTMLCanvasElement.prototype.getContext = () => null;
}

class NoResize {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

beforeAll(() => {
  giveSizes();
  vi.stubGlobal('ResizeObserver', NoResize);
  vi.stubGlobal('EventSource', TestEventSource);
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: query.includes('reduced-motion'),
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  server.listen({ onUnhandledRequest: 'error' });
});

const freshDraft = useDraft.getInitialState();
const freshPreferences = usePreferences.getInitialState();

beforeEach(() => {
  localStorage.clear();
  useDraft.setState(freshDraft, true);
  usePreferences.setState(freshPreferences, true);
  dismissNotice();
  TestEventSource.opened.length = 0;
});

afterEach(() => {
  cleanup();
  server.resetHandlers();
});

afterAll(() => server.close());
