import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { contactSheet } from './contact-sheet.js';
import { openHouse } from './people.js';
import { play, scenes } from './scenes.js';

const usage = `npm run screens -- [--out DIR] [--only TEXT] [--theme dark|light] [--width 1440|390]

Makes a picture of every screen in every state, in both themes, on a desk and on a phone, and a sheet of them all.
  --only TEXT   only what has TEXT in screen-state, as gallery or studio-error; a regular expression, as ^admin-(tiers|usage)`;

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'artifacts/screens' },
    only: { type: 'string', default: '' },
    theme: { type: 'string' },
    width: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(usage);
} else {
  process.exitCode = (await takeAll(resolve(values.out))) === 0 ? 0 : 1;
}

/** @returns how many scenes could not be played */
async function takeAll(folder) {
  mkdirSync(folder, { recursive: true });
  const house = await openHouse();
  const browser = await openBrowser();
  const wanted = new RegExp(values.only);
  const taken = [];
  let failures = 0;
  try {
    for (const theme of ['dark', 'light'].filter((each) => !values.theme || each === values.theme)) {
      for (const size of sizes.filter(({ width }) => !values.width || String(width) === values.width)) {
        for (const scene of scenes.filter(({ screen, state }) => wanted.test(`${screen}-${state}`))) {
          const name = `${scene.screen}-${scene.state}-${theme}-${size.width}.png`;
          try {
            await take(browser, house, scene, theme, size, join(folder, name));
            taken.push({ name, ...scene, theme, width: size.width });
          } catch (failure) {
            failures += 1;
            console.error(`${name}: ${failure.message.split('\n').slice(0, 4).join(' ')}`);
          }
        }
      }
    }
    const page = await browser.newPage({ viewport: { width: 1800, height: 1000 } });
    const html = join(folder, 'contact-sheet.html');
    writeFileSync(html, contactSheet(taken));
    await page.goto(`file://${html}`);
    await page.screenshot({ path: join(folder, 'contact-sheet.png'), fullPage: true });
  } finally {
    await browser.close();
    await house.close();
  }
  console.log(`${taken.length} pictures in ${folder}${failures ? `, ${failures} could not be taken` : ''}`);
  return failures;
}

async function take(browser, house, scene, theme, size, file) {
  const page = await openWindow(browser, { ...size, theme, address: house.server.url });
  try {
    if (scene.who !== 'nobody') await signInWindow(page, house[scene.who], house.server.url);
    await play(page, scene, size.width < 600);
    await page.screenshot({ path: file });
  } finally {
    await page.context().close();
  }
}
