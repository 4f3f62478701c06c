import { demoAudio, demoImage, demoText } from '../support/api.js';
import { freePort } from '../support/places.js';
import { fillStorage } from './files.js';
import { FakeProvider } from '../support/provider.js';
import { TestServer } from '../support/server.js';

const pictures = [
  ['A lighthouse on a basalt cliff at blue hour, long exposure, sea turned to mist', '3:2'],
  ['Poppies in a field of barley, seen from the height of a bee', '4:5'],
  ['The old harbour at six in the morning, boats under canvas, first sun on the masts', '16:9'],
  ['A reading room under a glass roof in the rain', '2:3'],
  ['Snow on black pines, a track of a fox', '3:2'],
  ['Ink drawing of a heron in reeds', '9:16'],
  ['A city of brick towers above the fog', '16:9'],
  ['A bowl of quinces on a blue table', '1:1'],
  ['Dunes by moonlight, wind on the crest', '3:2'],
  ['A greenhouse at night, lit from within', '4:5'],
  ['A small planet with two rings over a frozen sea', '16:9'],
  ['Cut paper mountains in five greys', '1:1'],
];

/**
 * A server with two people: one who has worked here for a while and may administer it, one who has just come.
 *
 * @returns {Promise<{server: TestServer, regular: object, newcomer: object, close: () => Promise<void>}>}
 */
export async function openHouse() {
  const provider = await FakeProvider.start();
  const closed = await freePort();
  const server = await TestServer.startOwned({
    ATELIER_LIMITS: 'off',
    ATELIER_CONSOLE: 'on',
    ATELIER_OUTBOUND_ALLOW: `${provider.hostPort},127.0.0.1:${closed}`,
  });
  const regular = await server.owner.newPerson('regular', { admin: true });
  const newcomer = await server.owner.newPerson('newcomer');
  await work(server, regular, provider, closed);
  return {
    server,
    regular,
    newcomer,
    close: async () => {
      await server.close();
      await provider.close();
    },
  };
}

async function work(server, person, provider, closed) {
  const project = async (body) => (await person.post('/api/projects', body)).is(201).data;
  const press = (await person.post('/api/organisations', { name: 'Lighthouse press' })).is(201).data;
  await project({ name: 'Spring catalogue', org_id: press.id });
  for (const [email, role] of [
    ['mara@example.org', 'admin'],
    ['tomas@example.org', 'viewer'],
  ]) {
    (await person.post(`/api/organisations/${press.id}/invitations`, { email, role })).is(201);
  }
  const lights = await project({
    name: 'Lighthouse keepers',
    description: 'Cover and twelve chapter pictures for the autumn book.',
    budget_cents: 40,
  });
  const garden = await project({ name: 'Garden almanac', description: 'One picture a week.' });
  await project({ name: 'Postcards', description: '', budget_cents: 500 });
  for (const [key_name, api_key, base_url] of [
    ['Main', 'sk-good-of-the-regular-g00d', provider.baseUrl],
    ['Old laptop', 'sk-proj-asleep-77ab', `http://127.0.0.1:${closed}/v1`],
  ]) {
    (await person.post('/api/api-keys', { provider: 'openai', key_name, api_key, base_url })).is(201);
  }
  await person.accessKey('Nightly script');
  await person.accessKey('Notebook');
  (
    await server.owner.post('/api/admin/credits', {
      user_id: person.user.id,
      amount_micros: 12_500_000,
      reason: 'November allowance',
    })
  ).is(201);

  await person.made(
    demoText('A short text about the keeper of the light, for the back cover', { project_id: lights.id }),
  );
  await person.made(demoAudio('A slow bell over water, far away'));
  for (const prompt of ['The lamp room, brass and glass, before dawn', 'Storm waves against the tower']) {
    await person.made({
      provider: 'openai',
      model: 'gpt-image-2',
      generation_type: 'image',
      prompt,
      project_id: lights.id,
    });
  }
  const shown = [];
  for (const [index, [prompt, aspect_ratio]] of pictures.entries()) {
    const { result } = await person.made(
      demoImage(prompt, {
        // As people make them: these are looked at.
        parameters: { aspect_ratio, long_edge: 1024, seed: 40 + index },
        ...(index % 3 === 0 ? { project_id: lights.id } : {}),
        ...(index % 3 === 1 ? { project_id: garden.id } : {}),
      }),
    );
    if (index < 6) shown.push((await person.get(result.outputs[0].url)).is(200).bytes);
  }
  await fillStorage(server, person, shown);
}
