import { chromium } from 'playwright-core';

const options = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const patienceMs = 30_000;

/** Starts the Chromium of this machine. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: options,
    handleSIGINT: false,
    handleSIGTERM: false,
  });
}

/**
 * A window of a person of its own: no cookie, no storage of another.
 *
 * What goes wrong in the page (an exception, a refused resource, an answer of 500 and above) is collected in
 * `page.troubles`.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {{width?: number, height?: number, theme?: 'dark' | 'light', address: string}} look
 */
export async function openWindow(browser, { width = 1440, height = 900, theme = 'dark', address }) {
  const narrow = width < 600;
  const context = await browser.newContext({
    baseURL: address,
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
    isMobile: narrow,
    hasTouch: narrow,
    locale: 'en-GB',
    timezoneId: 'UTC',
    serviceWorkers: 'block',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(patienceMs);
  await context.addInitScript((chosen) => {
    const key = 'atelier.preferences';
    if (!localStorage.getItem(key)) localStorage.setItem(key, JSON.stringify({ state: { theme: chosen }, version: 0 }));
  }, theme);
  const page = await context.newPage();
  page.troubles = [];
  page.on('pageerror', (error) => page.troubles.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
      page.troubles.push(`console: ${message.text()}`);
    }
  });
  page.on('response', (response) => {
    if (response.status() >= 500) page.troubles.push(`${response.status()} ${response.url()}`);
  });
  return page;
}

/** Signs the window in without the form: the cookie of the session is set by the answer. */
export async function signInWindow(page, { email, password }, address) {
  const answer = await page.context().request.post(`${address}/api/auth/signin`, {
    data: { email, password },
    headers: { origin: address },
  });
  if (!answer.ok()) throw new Error(`sign-in of ${email} gave ${answer.status()}: ${await answer.text()}`);
}
