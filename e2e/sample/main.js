/* A small front end as front ends on Supabase are written: it signs in, inserts, subscribes, uploads and invokes. */
const { url, anonKey } = window.settings;
const supabase = window.supabase.createClient(url, anonKey);
const bucket = 'user-uploads';

/* What the page hears of. */
const tables = [
  'generations',
  'images',
  'videos',
  'jobs',
  'job_status',
  'projects',
  'workspaces',
  'profiles',
  'user_api_keys',
];

const $ = (selector) => document.querySelector(selector);
const changes = Object.fromEntries(tables.map((table) => [table, 0]));
let channels = [];

supabase.auth.onAuthStateChange((_event, session) => {
  // Not within the callback: the client holds a lock there.
  setTimeout(() => show(session), 0);
});

async function show(session) {
  $('#entry').hidden = Boolean(session);
  $('#studio').hidden = !session;
  if (!session) {
    await supabase.removeAllChannels();
    channels = [];
    return;
  }
  $('#who').value = session.user.email;
  if (channels.length === 0) listen();
  await Promise.all([showProjects(), showGenerations(), showFiles()]);
}

function listen() {
  channels = tables.map((table) =>
    supabase
      .channel(`changes-of-${table}`)
      .on('postgres_changes', { event: '*', schema: 'public', table }, (change) => hear(table, change))
      .subscribe((status, error) => state(table, error ? `${status}: ${error.message}` : status)),
  );
}

function state(table, text) {
  let entry = $(`dd[data-table="${table}"]`);
  if (!entry) {
    const term = document.createElement('dt');
    term.textContent = table;
    entry = document.createElement('dd');
    entry.dataset.table = table;
    $('#tables').append(term, entry);
  }
  entry.dataset.state = text;
  entry.dataset.changes = changes[table];
  entry.textContent = `${text}, ${changes[table]} changes`;
}

async function hear(table, change) {
  changes[table] += 1;
  state(table, $(`dd[data-table="${table}"]`).dataset.state);
  if (table === 'projects') await showProjects();
  if (table === 'generations') showGeneration(change.new);
}

async function showProjects() {
  const { data, error } = await supabase.from('projects').select('id, name').order('created_at');
  if (error) return complain(error);
  $('#projects').replaceChildren(...data.map(({ name }) => item(name)));
}

async function showGenerations() {
  const { data, error } = await supabase
    .from('generations')
    .select('id, prompt, status, result')
    .order('created_at', { ascending: false })
    .limit(20);
  if (error) return complain(error);
  data.reverse().forEach(showGeneration);
}

function showGeneration({ id, prompt, status, result }) {
  if (!id) return;
  const line = item(`${prompt}: ${status}`);
  line.id = `generation-${id}`;
  line.dataset.status = status;
  const output = result?.outputs?.[0];
  if (output) line.append(picture(new URL(output.url, url).href, prompt));
  const before = document.getElementById(line.id);
  if (before) before.replaceWith(line);
  else $('#generations').prepend(line);
}

async function showFiles() {
  const { data: session } = await supabase.auth.getSession();
  const folder = session.session.user.id;
  const { data, error } = await supabase.storage.from(bucket).list(folder);
  if (error) return complain(error);
  const lines = data.map(async ({ name }) => {
    const line = item(name);
    const signed = await supabase.storage.from(bucket).createSignedUrl(`${folder}/${name}`, 600);
    if (signed.error) complain(signed.error);
    else line.append(picture(signed.data.signedUrl, name));
    return line;
  });
  $('#files').replaceChildren(...(await Promise.all(lines)));
}

$('#entry').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { email, password } = Object.fromEntries(new FormData(event.target));
  const { error } = await supabase.auth[event.submitter.value]({ email, password });
  complain(error);
});

$('#leave').addEventListener('click', () => supabase.auth.signOut());

$('#project').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { name } = Object.fromEntries(new FormData(event.target));
  const { data: session } = await supabase.auth.getUser();
  // Nothing is drawn here: the row comes back as a change.
  const { error } = await supabase.from('projects').insert({ name, user_id: session.user.id });
  complain(error);
});

$('#prompt').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { prompt } = Object.fromEntries(new FormData(event.target));
  const { error } = await supabase.functions.invoke('generate-content', {
    body: { provider: 'demo', model: 'demo-image', type: 'image', prompt },
  });
  complain(error);
});

$('#file').addEventListener('change', async (event) => {
  const [file] = event.target.files;
  const { data: session } = await supabase.auth.getUser();
  const { error } = await supabase.storage
    .from(bucket)
    .upload(`${session.user.id}/${file.name}`, file, { upsert: true });
  complain(error);
  await showFiles();
});

function item(text) {
  const line = document.createElement('li');
  line.textContent = text;
  return line;
}

function picture(address, alt) {
  const image = document.createElement('img');
  image.src = address;
  image.alt = alt;
  return image;
}

function complain(error) {
  $('#notice').textContent = error ? error.message : '';
}
