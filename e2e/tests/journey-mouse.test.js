import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { demoImage } from '../support/api.js';
import { signInWindow } from '../support/browser.js';
import { Journey } from '../support/journey.js';
import { assertNoTroubles, notice } from '../support/studio.js';
import { until } from '../support/until.js';

const owner = { email: 'owner@example.org', password: 'a sentence nobody guesses' };

/** What the studio makes and the library keeps, with a mouse; what it costs is in `journey-money`. */
describe('the journey with a mouse', () => {
  const journey = new Journey(owner);
  let server;
  let page;
  let studio;

  before(async () => {
    await journey.open();
    ({ server, page, studio } = journey);
  });
  after(() => journey.close());

  const make = async (...prompts) => {
    for (const prompt of prompts) await journey.api.made(demoImage(prompt));
  };
  const pictures = () => page.getByRole('gridcell').count();

  it('opens the printed address, fills two fields and is in the studio', async () => {
    await page.goto(`${server.url}/setup?code=${server.run.setup_code}`);
    await page.getByLabel('E-mail').fill(owner.email);
    assert.equal(await page.getByRole('textbox').count(), 2, 'two fields');
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Open the studio' }).click();

    await page.waitForURL('**/studio');
    assert.ok(!page.url().includes('code='), 'the code is not kept in the address');
    assert.ok((await studio.prompt.inputValue()).length > 20, 'a prompt is waiting');
    assert.match(await studio.modelPicker.innerText(), /Demo/);
    journey.api = await server.api().signIn(owner.email, owner.password);
  });

  journey.step(
    'presses Generate, sees the phases and then the picture, in the gallery too, for nothing',
    '/studio',
    async () => {
      const prompt = await studio.prompt.inputValue();
      assert.equal(await studio.priceOnButton(), 'Free');
      const phases = await watchPhases(page);

      await studio.generate.click();

      await studio.pictureIsSeen(prompt);
      assert.match(await studio.ended(), /Cost \$0\.00/);
      const seen = await phases();
      assert.ok(seen.length > 0, 'at least one phase was shown on the way');
      await studio.recent
        .getByRole('button', { name: /^Done: / })
        .first()
        .waitFor();
      const run = await journey.newest();
      assert.equal(run.prompt, prompt);
      assert.equal(run.status, 'completed');
      assert.equal(run.cost_micros, 0);
    },
  );

  journey.step('copies the call of the run, with a key made for it, and the call works', '/studio', async () => {
    const prompt = await studio.prompt.inputValue();
    await studio.generate.click();
    await studio.ended();
    await studio.stage.getByRole('button', { name: 'Show API call' }).click();
    await page.getByRole('button', { name: 'Create a key for it' }).click();
    await page.getByText('The key in the code is shown only now').waitFor();
    const code = await page.getByLabel('curl code').innerText();
    assert.match(code, /^curl /);

    const { stdout } = await promisify(execFile)('bash', ['-c', code], { timeout: 20_000 });
    const answer = JSON.parse(stdout);

    assert.equal(answer.success, true, JSON.stringify(answer));
    const again = await journey.api.ended(answer.data.id);
    assert.equal(again.status, 'completed');
    assert.equal(again.prompt, prompt);
    await page.keyboard.press('Escape');
    const all = await journey.inLibrary();
    await until('the run of the program appears by itself', async () => (await studio.recentTiles.count()) === all);
  });

  journey.step('makes a text and a sound', '/studio', async () => {
    await studio.chooseType('Text');
    await studio.write('Three sentences about the smell of rain');
    await studio.generate.click();
    const text = studio.stage.getByRole('article', { name: 'Text' });
    await text.waitFor({ timeout: 30_000 });
    assert.ok((await text.innerText()).length > 40);

    await studio.chooseType('Audio');
    await studio.write('A slow bell over water');
    await studio.generate.click();
    const sound = studio.stage.locator('audio');
    await sound.waitFor({ state: 'attached', timeout: 30_000 });
    await page.waitForFunction((audio) => audio.duration > 1, await sound.elementHandle());
    await studio.stage.getByRole('button', { name: 'Play' }).waitFor();
  });

  journey.step(
    'finds everything after a reload',
    '/studio',
    async () => {
      const all = await journey.inLibrary();
      await page.reload();
      await until('all tiles', async () => (await studio.recentTiles.count()) === all);
      await page.goto('/library');
      await until('all in the library', async () => (await pictures()) === all);
    },
    () => make('Kept over a reload'),
  );

  journey.step(
    'finds everything after the server was killed, without signing in again',
    '/library',
    async () => {
      const all = await journey.inLibrary();
      await server.kill();
      await page.getByText(/Reconnecting/).waitFor();
      await server.start();

      await page.reload();

      await until('all in the library', async () => (await pictures()) === all);
      await page.getByText('Connected').waitFor();
      page.troubles.length = 0;
    },
    () => make('Kept over a death'),
  );

  journey.step(
    'walks the pictures in the viewer and reads the details',
    '/library',
    async () => {
      await page.getByRole('gridcell').nth(1).getByRole('button').first().click();
      const viewer = page.getByRole('dialog');
      await viewer.getByRole('img', { name: 'The older of two' }).waitFor();
      const details = viewer.getByRole('complementary', { name: 'Details' });
      assert.match(await details.innerText(), /demo-image/);
      assert.match(await details.innerText(), /Charged\s+\$0\.00/);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        viewer.getByRole('button', { name: 'Download' }).click(),
      ]);
      assert.match(download.suggestedFilename(), /\.(png|webp|jpg)$/);
      await viewer.getByRole('button', { name: 'Newer one' }).click();
      await page.waitForURL(/view=/);
      await page.keyboard.press('Escape');
      await viewer.waitFor({ state: 'detached' });
    },
    () => make('The older of two', 'The newer of two'),
  );

  journey.step('uploads a reference picture and uses it', '/studio', async () => {
    const [asset] = (await journey.api.made(demoImage('a palette', { parameters: { seed: 3 } }))).result.outputs;
    const bytes = Buffer.from(await (await fetch(server.url + asset.url)).arrayBuffer());
    await studio.chooseType('Image');
    await page
      .getByLabel('Reference picture file')
      .setInputFiles({ name: 'palette.png', mimeType: asset.mime_type, buffer: bytes });
    await page.getByRole('img', { name: 'Reference picture 1' }).waitFor();
    await studio.write('The same colours, another place');

    await studio.generate.click();

    await studio.pictureIsSeen('The same colours, another place');
    await page.getByRole('button', { name: 'Remove reference picture 1' }).click();
  });

  journey.step(
    'throws away, takes back, throws away again and restores from the trash',
    '/library',
    async () => {
      const all = await journey.inLibrary();
      await until('the library is there', async () => (await pictures()) === all);
      const first = page.getByRole('gridcell').first();
      await first.hover();
      await first.getByRole('checkbox').click();
      await page.getByRole('button', { name: 'Move to trash' }).click();
      await until('one less', async () => (await pictures()) === all - 1);
      await notice(page, 'Moved 1 item to the trash.').getByRole('button', { name: 'Undo' }).click();
      await until('taken back', async () => (await pictures()) === all);

      await first.hover();
      await first.getByRole('checkbox').click();
      await page.getByRole('button', { name: 'Move to trash' }).click();
      await until('one less', async () => (await pictures()) === all - 1);
      await page.getByRole('button', { name: 'Trash', exact: true }).click();
      await page.getByRole('heading', { name: 'Trash' }).waitFor();
      await until('one in the trash', async () => (await pictures()) === 1);
      await first.hover();
      await first.getByRole('checkbox').click();
      await page.getByRole('button', { name: 'Restore' }).click();
      await page.getByText('The trash is empty.').waitFor();
      await page.getByRole('button', { name: 'Back to the library' }).click();
      await until('restored', async () => (await pictures()) === all);
    },
    () => make('Thrown away', 'Kept'),
  );

  it('signs out and is nobody', async () => {
    await journey.enter();
    const other = await journey.window();
    await signInWindow(other, owner, server.url);
    await other.goto('/studio');
    await other.getByRole('button', { name: `Account of ${owner.email}` }).click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await other.getByRole('link', { name: 'Sign in' }).waitFor();
    await other.goto('/library');
    await other.waitForURL('**/sign-in*');
    assertNoTroubles(other);
    await other.context().close();
  });
});

/** Collects the phases the page shows from now on. */
async function watchPhases(page) {
  await page.evaluate(() => {
    window.phasesSeen = new Set();
    const look = () => {
      const step = document.querySelector('[aria-label="Phases"] [aria-current="step"]');
      if (step) window.phasesSeen.add(step.textContent);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  return () => page.evaluate(() => [...window.phasesSeen]);
}
