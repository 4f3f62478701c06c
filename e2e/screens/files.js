/** What the regular keeps in storage: a bucket of the press, open to everybody, and own uploads of every kind. */

const kit = 'press-kit';

const notes = `Spring catalogue, what is still open

- Cover: the harbour at six, with more sky for the title
- Page 12: ask for the older lens, the new one is too clean
- Colophon: names in the order of the chapters
`;

const mark = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#d98a2b">
  <path d="M16 2v5M15.2 5 7 30M16.8 5 25 30M4 21.5h24M16 21.5V28" stroke-width="2.6"/>
  <script>document.title = 'never run'</script>
</svg>
`;

/** One second of a tone that fades, as 8-bit samples. */
function tone() {
  const rate = 8_000;
  const wave = Buffer.alloc(44 + rate);
  wave.write('RIFF', 0);
  wave.writeUInt32LE(36 + rate, 4);
  wave.write('WAVEfmt ', 8);
  for (const [at, value] of [
    [16, 16],
    [24, rate],
    [28, rate],
    [40, rate],
  ]) {
    wave.writeUInt32LE(value, at);
  }
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ]) {
    wave.writeUInt16LE(value, at);
  }
  wave.write('data', 36);
  for (let at = 0; at < rate; at++) wave[44 + at] = 128 + Math.round(90 * (1 - at / rate) * Math.sin(at / 3));
  return wave;
}

/** Speaks to `/storage/v1` of a server with a token of whoever asks. */
export class StorageClient {
  constructor(address, token) {
    this.address = address;
    this.token = token;
  }

  async send(method, path, body, type) {
    const response = await fetch(`${this.address}/storage/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': type },
      body,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} gave ${response.status}: ${text}`);
    return text ? JSON.parse(text) : null;
  }

  bucket(id, settings = {}) {
    return this.send('POST', '/bucket', JSON.stringify({ id, name: id, ...settings }), 'application/json');
  }

  put(bucket, key, bytes, type) {
    const path = key.split('/').map(encodeURIComponent).join('/');
    return this.send('POST', `/object/${bucket}/${path}`, bytes, type);
  }
}

/** The service of a server, which no policy stops. */
export async function serviceOf(server) {
  const { service_role_key } = (await server.owner.get('/api/project-keys')).is(200).data;
  return new StorageClient(server.url, service_role_key);
}

/** @param {Buffer[]} pictures to have something to look at */
export async function fillStorage(server, person, pictures) {
  const service = await serviceOf(server);
  const own = new StorageClient(server.url, person.token);
  await service.bucket(kit, {
    public: true,
    file_size_limit: 20_000_000,
    allowed_mime_types: ['image/*', 'text/plain'],
  });
  const names = [
    'harbour-at-six.png',
    'poppies.png',
    'reading-room.png',
    'black-pines.png',
    'heron.png',
    'quinces.png',
  ];
  for (const [index, name] of names.entries()) {
    await service.put(kit, `covers/2026/${name}`, pictures[index % pictures.length], 'image/png');
  }
  await service.put(kit, 'read me first.txt', notes, 'text/plain');
  const mine = `${person.user.id}/`;
  for (const [index, name] of names.slice(0, 4).entries()) {
    await own.put('user-uploads', `${mine}${name}`, pictures[(index + 2) % pictures.length], 'image/png');
  }
  for (const [name, bytes, type] of [
    ['notes.md', notes, 'text/markdown'],
    ['easel.svg', mark, 'image/svg+xml'],
    ['bell, first take.wav', tone(), 'audio/wav'],
    ['layouts.zip', Buffer.alloc(3_400_000, 'PK'), 'application/zip'],
    ['sketches/harbour, rough.png', pictures[0], 'image/png'],
    ['contracts/2026/printer.txt', notes, 'text/plain'],
  ]) {
    await own.put('user-uploads', mine + name, bytes, type);
  }
}
