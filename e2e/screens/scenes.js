import { alter, fail, hang, waiting } from './arrange.js';
import { engineScenes } from './engine-scenes.js';
import { entryScenes } from './entry-scenes.js';
import { studioScenes } from './studio-scenes.js';
import { libraryScenes } from './library-scenes.js';
import { houseScenes } from './house-scenes.js';
import { adminScenes } from './admin-scenes.js';
import { storageScenes } from './storage-scenes.js';
import { trashScenes } from './trash-scenes.js';
import { referenceScenes } from './reference-scenes.js';

/**
 * Every screen in every state: what to intercept before, where to go, and what to wait for. Used by the pictures and by
 * the check of accessibility, so that what is looked at is also what is checked.
 *
 * @typedef {{
 *   screen: string,
 *   state: string,
 *   who: 'nobody' | 'newcomer' | 'regular',
 *   path: string,
 *   arrange?: (page: import('playwright-core').Page) => Promise<void>,
 *   act?: (page: import('playwright-core').Page, narrow: boolean) => Promise<void>,
 * }} Scene
 */

/** @type {Scene[]} */
export const scenes = [
  ...entryScenes,
  ...studioScenes,
  ...libraryScenes,
  ...houseScenes,
  ...adminScenes,
  ...storageScenes,
  ...trashScenes,
  ...engineScenes({ hang, fail, alter, waiting }),
  ...referenceScenes({ hang, fail, waiting }),
];

/**
 * Opens a scene in a window and waits until it stands still.
 *
 * @param {import('playwright-core').Page} page
 * @param {Scene} scene
 * @param {boolean} narrow
 */
export async function play(page, scene, narrow) {
  await scene.arrange?.(page);
  await page.goto(scene.path, { waitUntil: 'domcontentloaded' });
  await scene.act?.(page, narrow);
  await settle(page);
}

/** Fonts and the pictures in sight are there, and nothing moves any more. */
export async function settle(page) {
  await page.evaluate(async () => {
    const inSight = (element) => {
      const box = element.getBoundingClientRect();
      return box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    };
    const ended = (image) =>
      image.complete
        ? Promise.resolve()
        : new Promise((done) => {
            image.addEventListener('load', done);
            image.addEventListener('error', done);
          });
    await document.fonts.ready;
    await Promise.all([...document.images].filter(inSight).map(ended));
    // Twice: what a finished picture starts (it fades in) is waited for as well.
    for (let round = 0; round < 2; round++) {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const moving = document
        .getAnimations()
        .filter((animation) => animation.effect?.getTiming().iterations !== Infinity);
      await Promise.all(moving.map((animation) => animation.finished.catch(() => {})));
    }
  });
}
