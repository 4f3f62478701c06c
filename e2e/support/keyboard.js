import assert from 'node:assert/strict';
import { until } from './until.js';

const tabsMax = 80;

/**
 * A person without a mouse. Walks with Tab until the wanted control has the focus, and reads from the page only what a
 * screen reader would say.
 */
export class Keyboard {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
  }

  press(keys) {
    return this.page.keyboard.press(keys);
  }

  /**
   * Walks a group of radio buttons, which choose while the key is down: it stays down until the wanted one is chosen, as a
   * finger would on a slow machine.
   *
   * @param {'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'} arrow one step from the chosen one
   * @param {import('playwright-core').Locator} radio
   */
  async choose(arrow, radio) {
    await this.page.keyboard.down(arrow);
    try {
      await until(`${radio} is chosen`, () => radio.isChecked());
    } finally {
      await this.page.keyboard.up(arrow);
    }
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /**
   * Walks with Tab to the control and proves that the focus can be seen there.
   *
   * @param {import('playwright-core').Locator} target
   * @param {'Tab' | 'Shift+Tab'} [key]
   */
  async to(target, key = 'Tab') {
    await target.first().waitFor({ state: 'attached' });
    const walked = [];
    for (let step = 0; step < tabsMax; step++) {
      if (await this.has(target)) {
        await this.#focusIsSeen();
        return;
      }
      await this.press(key);
      walked.push(await this.focused());
    }
    assert.fail(`${target} is not reached by ${key}; walked: ${walked.join(' | ')}`);
  }

  /** Walks there and presses Enter. */
  async enter(target, key) {
    await this.to(target, key);
    await this.press('Enter');
  }

  /** Walks there and writes, in the place of what stands there. */
  async fill(target, text) {
    await this.to(target);
    await this.press('Control+A');
    await this.type(text);
  }

  /** Does one of these have the focus? */
  async has(target) {
    const all = await target.all();
    for (const each of all) {
      if (await each.evaluate((element) => element === document.activeElement).catch(() => false)) return true;
    }
    return false;
  }

  focused() {
    return this.page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return 'nothing';
      return `${at.tagName.toLowerCase()} ${at.getAttribute('aria-label') ?? at.id ?? ''} ${(at.textContent ?? '').slice(0, 30)}`;
    });
  }

  /** An outline, a ring or a border in the colour of the focus: something must show where one is. */
  async #focusIsSeen() {
    const seen = await this.page.evaluate(() => {
      const at = document.activeElement;
      const visible = (element) => {
        const style = getComputedStyle(element);
        const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
        return outlined || style.boxShadow !== 'none';
      };
      return visible(at) || (at.parentElement !== null && visible(at.parentElement));
    });
    assert.ok(seen, `the focus cannot be seen on ${await this.focused()}`);
  }
}
