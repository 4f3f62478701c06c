import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { demoImage } from '../support/api.js';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { Fake } from '../support/provider.js';
import { TestServer } from '../support/server.js';
import { assertNoTroubles, StudioPage } from '../support/studio.js';
import { until } from '../support/until.js';

const key = 'fal-key-of-the-person-5c1e';
/** Where pictures of the way are put, for whoever wants to look at them. */
const pictures = process.env.ATELIER_PICTURES;

/**
 * Clips that are bought of fal on a key of one's own, from the key to the statement. The jobs stay in the queue of the
 * provider until they are told to end, so that each phase can be seen.
 */
describe('the journey of a clip', () => {
  let fal;
  let server;
  let browser;
  let person;
  /** @type {import('playwright-core').Page} */
  let desk;
  /** @type {import('playwright-core').Page} */
  let wall;
  let studio;

  before(async () => {
    fal = await Fake.start('fal.FakeFal');
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off', ATELIER_OUTBOUND_ALLOW: fal.hostPort });
    person = await server.owner.newPerson('filmmaker');
    browser = await openBrowser();
    desk = await openWindow(browser, { address: server.url });
    wall = await openWindow(browser, { address: server.url });
    for (const page of [desk, wall]) await signInWindow(page, person, server.url);
    studio = new StudioPage(desk);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await fal?.close();
  });

  const look = async (page, name) => {
    if (pictures) await page.screenshot({ path: `${pictures}/${name}-${page.viewportSize().width}.png` });
  };
  const connected = (page) => page.getByRole('contentinfo').getByText('Connected').waitFor();
  const withKey = async () => {
    if ((await person.get('/api/api-keys')).data.api_keys.length > 0) return;
    const stored = { provider: 'fal', key_name: 'Main', api_key: key, base_url: fal.url };
    (await person.post('/api/api-keys', stored)).is(201);
  };
  /** The clip is decoded: it has a length, a shape and a frame to show. */
  const plays = async (page, video) => {
    await video.waitFor();
    const element = await video.elementHandle();
    await page.waitForFunction((clip) => clip.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA, element);
    const facts = await video.evaluate(async (clip) => {
      clip.muted = true;
      const poster = new Image();
      poster.src = clip.poster;
      await poster.decode();
      await clip.play();
      return {
        seconds: clip.duration,
        width: clip.videoWidth,
        posterWidth: poster.naturalWidth,
        label: clip.getAttribute('aria-label'),
        error: clip.error?.message,
      };
    });
    await page.waitForFunction((clip) => clip.currentTime > 0, element);
    await video.evaluate((clip) => clip.pause());
    return facts;
  };
  const theClip = { seconds: 1, width: 64, posterWidth: 64, error: undefined };
  const phase = (name) => studio.stage.getByLabel('Phases').locator('[aria-current=step]', { hasText: name });
  /** The job of a prompt, once the provider has it. */
  const job = (prompt) =>
    until('the provider has the job', async () => (await fal.jobs()).find((each) => each.prompt === prompt));
  const films = async () => (await person.get('/api/generations?type=video')).data.generations;

  it('begins with a key that is tried and kept', async () => {
    await desk.goto('/settings/keys');
    await desk.getByRole('button', { name: 'Add a key' }).first().click();
    const dialog = desk.getByRole('dialog', { name: 'Add a provider key' });
    await dialog.getByLabel('Key', { exact: true }).fill(key);
    await dialog.getByRole('combobox', { name: 'Provider' }).click();
    await desk.getByRole('option', { name: 'fal', exact: true }).click();
    await dialog.getByLabel('Address of the API').fill(fal.url);
    await dialog.getByRole('button', { name: 'Add key' }).click();
    const row = desk.getByRole('listitem').filter({ hasText: 'Main' });
    await row.getByText('Works').waitFor();
    assert.ok(!(await desk.content()).includes(key), 'the key is not in the page');
    assertNoTroubles(desk);
  });

  it('makes a clip from words: price, phases, the clip, and the gallery of the other window', async () => {
    await withKey();
    const prompt = 'fake:stuck A gull over the breakwater, slow pan';
    await wall.goto('/library');
    await connected(wall);
    await desk.goto('/studio');
    await connected(desk);
    await studio.chooseType('Video');
    await studio.chooseModel('Kling 3 standard');
    await studio.write(prompt);
    assert.equal(await until('a price on the button', () => studio.priceOnButton()), '≈ $0.420');
    await look(desk, 'video-form');

    await studio.generate.click();

    await phase('Generating').waitFor();
    await job(prompt);
    await look(desk, 'video-phases');
    const tile = wall.getByRole('gridcell');
    await tile.getByText('Generating').waitFor();
    assert.equal(await tile.count(), 1);
    assert.equal(await fal.purchases().then((all) => all.length), 1);

    await fal.finish();

    assert.match(await studio.ended(), /^Cost \$0\.420/);
    const onStage = await plays(desk, studio.stage.locator('video'));
    assert.deepEqual(onStage, { ...theClip, label: prompt });
    await look(desk, 'video-stage');

    await tile.getByRole('img', { name: prompt }).waitFor();
    await tile.hover();
    await tile.getByText('$0.420', { exact: true }).waitFor();
    await look(wall, 'video-gallery');
    assert.equal((await fal.purchases()).length, 1, 'bought once');
    for (const page of [desk, wall]) assertNoTroubles(page);
  });

  it('plays in the viewer with its still, its length and its price, on a desk and on a phone', async () => {
    await withKey();
    const film = (await films())[0];
    const phone = await openWindow(browser, { width: 390, height: 844, address: server.url });
    await signInWindow(phone, person, server.url);
    for (const page of [wall, phone]) {
      await page.goto('/library');
      await page.locator(`[data-tile="${film.id}"]`).click();
      const viewer = page.getByRole('dialog', { name: film.prompt });
      const video = viewer.locator('video');
      assert.deepEqual(await plays(page, video), { ...theClip, label: film.prompt });
      const { width, height } = await video.boundingBox();
      assert.ok(Math.abs(width - height) < 2, 'the clip keeps its shape');
      assert.ok(width > 300, `the clip is ${width} wide: as large as there is room, as a picture is`);
      await viewer.getByText('$0.420').first().waitFor();
      const last = await viewer.getByRole('button', { name: 'Details' }).boundingBox();
      assert.ok(last.x + last.width <= page.viewportSize().width, 'every control is on the screen');
      await look(page, 'video-viewer');
      if (page === wall) {
        const details = viewer.getByRole('complementary', { name: 'Details' });
        await details.getByText('0:01', { exact: true }).waitFor();
        await details.getByText('video/mp4, h264').waitFor();
        await details.getByText('5 seconds').waitFor();
        assert.equal(await details.getByText('−$0.420').count(), 1, 'what was set aside and then charged is said once');
      }
    }
    await phone.goto(`/studio?g=${film.id}`);
    await plays(phone, new StudioPage(phone).stage.locator('video'));
    await look(phone, 'video-stage');
    for (const page of [wall, phone]) assertNoTroubles(page);
    await phone.context().close();
  });

  it('makes a clip from a picture of one’s own: the provider gets the bytes', async () => {
    await withKey();
    const still = await person.made(demoImage('The breakwater, still'));
    const small = (await person.get(still.result.outputs[0].thumbnail_url)).is(200);
    const prompt = 'fake:instant The waves begin to move';
    const before = (await fal.purchases()).length;
    await desk.goto('/studio');
    await connected(desk);
    await studio.chooseType('Video');
    await studio.chooseModel('Kling 3 standard, from a picture');
    await studio.write(prompt);
    const first = desk.getByRole('group', { name: 'First frame' });
    await first.getByRole('button', { name: 'From the library' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: 'The breakwater, still' }).click();
    await desk.getByRole('dialog').waitFor({ state: 'detached' });
    await desk.getByLabel('File for Last frame').setInputFiles({
      name: 'small.webp',
      mimeType: small.headers.get('content-type'),
      buffer: small.bytes,
    });
    await desk.getByRole('button', { name: 'Remove Last frame' }).waitFor();
    await look(desk, 'video-first-frame');
    await desk.getByRole('button', { name: 'Remove First frame' }).click();
    await desk.getByLabel('File for First frame').setInputFiles({
      name: 'small.webp',
      mimeType: small.headers.get('content-type'),
      buffer: small.bytes,
    });
    await desk.getByRole('button', { name: 'Remove First frame' }).waitFor();

    await studio.generate.click();

    assert.deepEqual(await plays(desk, studio.stage.locator('video')), { ...theClip, label: prompt });
    assert.match(await studio.ended(), /^Cost \$0\.420/);
    assert.equal((await fal.purchases()).length, before + 1);
    const asked = (await fal.requests()).findLast(({ method }) => method === 'POST');
    assert.match(asked.path, /kling-video\/v3\/standard\/image-to-video/);
    const sent = JSON.parse(asked.body);
    for (const url of [sent.start_image_url, sent.end_image_url]) {
      assert.equal(Buffer.from(url.split(',')[1], 'base64').compare(small.bytes), 0);
    }
    assertNoTroubles(desk);
  });

  it('is one line each in the statement, with price and rule', async () => {
    await withKey();
    const made = await films();
    await desk.goto('/usage');
    const statement = desk.getByRole('region', { name: 'Statement' });
    const lines = statement.getByRole('listitem').filter({ hasText: 'kling' });
    await lines.first().waitFor();
    assert.equal(await lines.count(), made.length, 'one line for each clip');
    await lines.first().getByText('$0.420').waitFor();
    await lines.first().getByRole('button').click();
    await look(desk, 'video-statement');
    assert.match(await lines.first().innerText(), /0\.084/);
    assertNoTroubles(desk);
  });
});
