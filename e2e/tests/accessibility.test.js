import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { openHouse } from '../screens/people.js';
import { play, scenes } from '../screens/scenes.js';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What a theme can break: it changes colours and nothing else. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];
const worst = new Set(['serious', 'critical']);

/** Serious and critical findings of the page as it stands, each with its place. */
async function findings(page, runOnly) {
  const { violations } = await page.evaluate(
    (only) => globalThis.axe.run(document, { runOnly: only, resultTypes: ['violations'] }),
    runOnly,
  );
  return violations
    .filter(({ impact }) => worst.has(impact))
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} — ${node.failureSummary}`));
}

/**
 * Puts the other theme on. What that sets moving is at its end at once, and no frame is waited for: axe reads styles, not
 * pixels, and painting a whole page anew takes longer than reading it.
 */
async function turnLight(page) {
  await page.evaluate(() => {
    document.documentElement.dataset.theme = 'light';
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getTiming().iterations !== Infinity) animation.finish();
    }
  });
}

describe('accessibility', () => {
  let house;
  let browser;

  before(async () => {
    house = await openHouse();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  /** One window for each person and width, so that the browser keeps what it has loaded. */
  const windows = new Map();
  const newPage = async (who, width) => {
    const name = `${who} ${width}`;
    if (!windows.has(name)) {
      const first = await openWindow(browser, { width, height: 900, theme: 'dark', address: house.server.url });
      if (who !== 'nobody') await signInWindow(first, house[who], house.server.url);
      windows.set(name, first.context());
    }
    return windows.get(name).newPage();
  };

  for (const scene of scenes) {
    for (const width of scene.state === 'done' ? [1440, 390] : [1440]) {
      it(`${scene.screen}, ${scene.state}, ${width} px, dark and light`, async () => {
        const page = await newPage(scene.who, width);
        try {
          await play(page, scene, width < 600);
          await page.evaluate(axe);
          const dark = await findings(page, rules);
          await turnLight(page);
          const light = await findings(page, rulesOfColour);
          assert.deepEqual([...dark.map((each) => `dark: ${each}`), ...light.map((each) => `light: ${each}`)], []);
        } finally {
          await page.close();
        }
      });
    }
  }
});
