import assert from 'node:assert/strict';

/** Names of what a person sees in the studio, in one place: the words change more often than the ways. */
export class StudioPage {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
  }

  get prompt() {
    return this.page.getByRole('textbox', { name: 'Prompt', exact: true });
  }

  get generate() {
    return this.page.getByRole('button', { name: /^(Generate|Sending)/ });
  }

  get stage() {
    return this.page.getByRole('region', { name: 'Stage' });
  }

  get recent() {
    return this.page.getByRole('region', { name: 'Recent' });
  }

  get recentTiles() {
    return this.recent.getByRole('listitem');
  }

  get modelPicker() {
    return this.page.getByRole('button', { name: /^Model: |^Choose a model/ });
  }

  /** The picture on the stage, when it is drawn on the screen and not only in the page. */
  async pictureIsSeen(prompt) {
    const picture = this.stage.getByRole('img', { name: prompt }).first();
    await picture.waitFor();
    await this.page.waitForFunction((image) => image.complete && image.naturalWidth > 0, await picture.elementHandle());
    return picture;
  }

  /** Waits until the stage shows the end of the run, and gives its caption. */
  async ended(word = 'Cost') {
    const caption = this.stage.getByText(new RegExp(`^${word}`)).first();
    await caption.waitFor({ timeout: 30_000 });
    return caption.innerText();
  }

  async write(prompt) {
    await this.prompt.fill(prompt);
  }

  async chooseType(name) {
    await this.page.getByRole('radio', { name, exact: true }).click();
  }

  async chooseModel(name) {
    await this.modelPicker.click();
    await this.page.getByPlaceholder(/^Search \d+ models/).fill(name);
    await this.page
      .getByRole('option', { name: new RegExp(`^${name.replaceAll('.', '\\.')} `) })
      .first()
      .click();
  }

  /** The price as it stands on the button. */
  async priceOnButton() {
    const text = (await this.generate.innerText()).replace(/\s+/g, ' ');
    return text.match(/Free|≈? ?\$[\d.]+/)?.[0] ?? null;
  }
}

/** What is notified at the foot of the page. */
export const notice = (page, text) => page.getByRole('status').filter({ hasText: text });

export function assertNoTroubles(page) {
  assert.deepEqual(page.troubles, [], 'no exception, no error in the console, no answer of 500');
}
