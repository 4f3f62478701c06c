import { once } from 'node:events';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import WebSocket, { WebSocketServer } from 'ws';
import { TestServer } from './server.js';

/**
 * `./atelier bench realtime`: the deliveries that one broadcaster causes, beside those of a server that only hands frames on.
 * Started with `bare` it is that server.
 */
const [what = '1000', seconds = '3', rounds = '3'] = process.argv.slice(2);
const topic = 'realtime:bench';
const atOnce = 100;

if (what === 'bare') {
  bare();
} else {
  process.exitCode = await compare(Number(what), Number(seconds), Number(rounds));
}

function bare() {
  const members = new Set();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('listening', () => process.send(server.address().port));
  server.on('connection', (socket) => {
    socket.on('close', () => members.delete(socket));
    socket.on('message', (data) => {
      const message = JSON.parse(data);
      if (message.event === 'phx_join') {
        members.add(socket);
        socket.send(JSON.stringify({ event: 'phx_reply', topic, ref: message.ref, payload: { status: 'ok' } }));
        return;
      }
      const out = Buffer.from(JSON.stringify({ event: message.event, topic, ref: null, payload: message.payload }));
      for (const member of members) member.send(out, { binary: false });
    });
  });
}

async function compare(clients, length, times) {
  const child = fork(fileURLToPath(import.meta.url), ['bare']);
  const [port] = await once(child, 'message');
  const server = await TestServer.startOwned({
    ATELIER_LIMITS: 'off',
    ATELIER_REALTIME_EVENTS: '1000000',
    ATELIER_REALTIME_CLIENTS_PER_ADDRESS: '100000',
  });
  const urls = {
    bare: `ws://127.0.0.1:${port}/`,
    atelier: `${server.url.replace('http', 'ws')}/realtime/v1/websocket?vsn=1.0.0&apikey=${server.run.anon_key}`,
  };
  const found = { bare: [], atelier: [] };
  try {
    for (const url of Object.values(urls)) await measure(url, Math.min(clients, 200), 2);
    for (let round = 0; round < times; round++) {
      for (const [name, url] of Object.entries(urls)) found[name].push(await measure(url, clients, length));
    }
  } finally {
    child.kill();
    await server.close();
  }
  return judge(clients, found);
}

async function measure(url, clients, length) {
  const sockets = [];
  let arrived = 0;
  let deliveries = 0;
  let everybody = () => {};
  const ages = [];
  const hear = (data) => {
    const text = String(data);
    if (!text.includes('"broadcast"')) return;
    ages.push(performance.now() - Number(/"t":([\d.]+)/.exec(text)[1]));
    deliveries++;
    if (++arrived === clients) everybody();
  };
  while (sockets.length < clients) {
    const some = Array.from({ length: Math.min(atOnce, clients - sockets.length) }, () => join(url, hear));
    sockets.push(...(await Promise.all(some)));
  }
  const start = performance.now();
  while (performance.now() - start < length * 1000) {
    arrived = 0;
    const all = new Promise((done) => (everybody = done));
    const payload = { type: 'broadcast', event: 'tick', payload: { t: performance.now(), pad: 'x'.repeat(200) } };
    sockets[0].send(JSON.stringify({ topic, event: 'broadcast', ref: '2', payload }));
    await all;
  }
  const took = (performance.now() - start) / 1000;
  for (const socket of sockets) socket.terminate();
  ages.sort((a, b) => a - b);
  return { rate: deliveries / took, p99: ages[Math.floor(ages.length * 0.99)] };
}

async function join(url, hear) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  const config = { broadcast: { self: true } };
  socket.send(JSON.stringify({ topic, event: 'phx_join', ref: '1', join_ref: '1', payload: { config } }));
  await once(socket, 'message');
  socket.on('message', hear);
  return socket;
}

function judge(clients, found) {
  const middle = (name, what) => found[name].map((each) => each[what]).sort((a, b) => a - b)[found[name].length >> 1];
  const rate = middle('atelier', 'rate') / middle('bare', 'rate');
  const age = middle('atelier', 'p99') / middle('bare', 'p99');
  for (const name of ['bare', 'atelier']) {
    const line = `${Math.round(middle(name, 'rate'))} deliveries/s, p99 ${middle(name, 'p99').toFixed(1)} ms`;
    console.log(`${name.padEnd(8)} ${clients} clients: ${line}`);
  }
  console.log(`deliveries ${rate.toFixed(2)} × (at least 0.9), p99 ${age.toFixed(2)} × (at most 1.1)`);
  return process.env.BENCH_SMOKE || (rate >= 0.9 && age <= 1.1) ? 0 : 1;
}
