import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../testing/until.ts';
import type { Expected } from './answer-reader.ts';
import { ObjectConnections } from './object-connections.ts';

const WHOLE: Expected = { status: 200, maxBytes: 1_000_000 };
let server: Server;
let open: Set<Socket>;
let opened: number;
/** What the store does with the path of a request. */
let answer: (path: string, socket: Socket) => void;

beforeEach(async () => {
  [open, opened] = [new Set(), 0];
  server = createServer({ noDelay: true }, (socket) => {
    opened += 1;
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    socket.on('data', (request) => answer(String(request).split(' ')[1]!, socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  for (const socket of open) socket.destroy();
  server.close();
});

const connections = ({ silenceMs = 5000, connectionMs = 5000, protocol = 'http' } = {}) =>
  new ObjectConnections({
    url: new URL(`${protocol}://localhost:${(server.address() as AddressInfo).port}`),
    trust: undefined,
    timeouts: { connectionMs, silenceMs },
  });
const requestOf = (path: string) => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`;
const object = (content: string, ...fields: string[]) =>
  ['HTTP/1.1 200 OK', `Content-Length: ${content.length}`, ...fields, '', content].join('\r\n');
/** Names itself. */
const named = (path: string, socket: Socket) => socket.write(object(path));

/** The content under a path, undefined where there is no answer. */
async function bodyOf(to: ObjectConnections, path: string, signal?: AbortSignal) {
  const received = await to.ask(requestOf(path), WHOLE, signal);
  return received && String(received.body);
}

test('objects of all sizes come one after the other over one connection, in whatever pieces', async () => {
  const to = connections();
  const size = fc.oneof(fc.nat(300), fc.integer({ min: 7900, max: 8400 }), fc.nat(300_000));
  const pieces = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(size, pieces), { minLength: 1, maxLength: 3 }), async (asked) => {
      for (const [sizeBytes, lengths] of asked) {
        const content = Array.from({ length: sizeBytes }, (_, i) => String.fromCharCode(97 + (i % 23))).join(
          '',
        );
        answer = (_, socket) => void sendPieces(socket, object(content), lengths);
        expect((await bodyOf(to, '/')) === content).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
  expect(opened).toBe(1);
});

/** Pieces of these lengths, and then the rest. */
async function sendPieces(socket: Socket, text: string, lengths: readonly number[]): Promise<void> {
  let at = 0;
  for (const length of lengths) {
    socket.write(text.slice(at, at + length));
    at += length;
    await new Promise(setImmediate);
  }
  if (at < text.length) socket.write(text.slice(at));
}

test('hundreds at once share fifty connections, and each has its own answer', async () => {
  answer = (path, socket) => setTimeout(() => named(path, socket), Math.random() * 3);
  const to = connections();
  for (let round = 0; round < 2; round += 1) {
    const paths = Array.from({ length: 300 }, (_, i) => `/${round}/${i}`);
    expect(await Promise.all(paths.map((path) => bodyOf(to, path)))).toEqual(paths);
  }
  expect(opened).toBe(50);
});

test('a connection that the store closes while it is idle is replaced', async () => {
  answer = named;
  const to = connections();
  expect(await bodyOf(to, '/1')).toBe('/1');
  for (const socket of open) socket.end();
  await until(async () => open.size === 0);
  expect(await bodyOf(to, '/2')).toBe('/2');
  expect(opened).toBe(2);
});

test('a connection that is to be closed is not used again', async () => {
  answer = (path, socket) => socket.write(object(path, 'Connection: close'));
  const to = connections();
  expect([await bodyOf(to, '/1'), await bodyOf(to, '/2'), opened]).toEqual(['/1', '/2', 2]);
});

test('what comes after an answer is no part of the next one', async () => {
  const to = connections();
  answer = (path, socket) => socket.write(object(path) + object('/other'));
  expect(await bodyOf(to, '/1')).toBeUndefined();
  answer = (path, socket) => {
    socket.write(object(path));
    setTimeout(() => socket.write(object('/other')), 20);
  };
  expect(await bodyOf(to, '/2')).toBe('/2');
  await until(async () => open.size === 0);
  answer = named;
  expect([await bodyOf(to, '/3'), await bodyOf(to, '/4'), opened]).toEqual(['/3', '/4', 3]);
});

test('there is no answer where the store closes in the middle, resets, falls silent, or is not there', async () => {
  const to = connections({ silenceMs: 100 });
  const begin = object('much more').slice(0, -3);
  answer = (_, socket) => socket.end(begin);
  expect(await bodyOf(to, '/ends')).toBeUndefined();
  answer = (_, socket) => socket.resetAndDestroy();
  expect(await bodyOf(to, '/resets')).toBeUndefined();
  answer = (_, socket) => socket.write(begin);
  expect(await bodyOf(to, '/silent')).toBeUndefined();
  answer = () => undefined;
  expect(await bodyOf(to, '/never')).toBeUndefined();
  await until(async () => open.size === 0);
  server.close();
  const asked = Array.from({ length: 200 }, () => bodyOf(to, '/away'));
  expect(new Set(await Promise.all(asked))).toEqual(new Set([undefined]));
});

test('a store that agrees on nothing is left after a while, and nobody waits for a place there', async () => {
  answer = () => undefined;
  const to = connections({ connectionMs: 200, protocol: 'https' });
  const asked = Array.from({ length: 200 }, () => bodyOf(to, '/'));
  expect(new Set(await Promise.all(asked))).toEqual(new Set([undefined]));
  expect(opened).toBe(50);
});

test('a store that sends slowly is waited for', async () => {
  const to = connections({ silenceMs: 300 });
  answer = (_, socket) => void sendSlowly(socket, object('slow'));
  expect(await bodyOf(to, '/')).toBe('slow');
});

/** Takes longer than a silence, without one. */
async function sendSlowly(socket: Socket, text: string): Promise<void> {
  for (const letter of text) {
    socket.write(letter);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('who leaves takes one’s request along, and nobody else’s', async () => {
  const sent: string[] = [];
  answer = (path) => sent.push(path);
  const to = connections();
  const asked = Array.from({ length: 52 }, (_, i) => {
    const gone = new AbortController();
    return { gone, body: bodyOf(to, `/${i}`, gone.signal) };
  });
  await until(async () => sent.length === 50);
  // One that waits for a connection, then one that has one.
  asked[50]!.gone.abort();
  expect(await asked[50]!.body).toBeUndefined();
  answer = (path, socket) => {
    sent.push(path);
    named(path, socket);
  };
  asked[7]!.gone.abort();
  expect(await asked[7]!.body).toBeUndefined();
  expect(await asked[51]!.body).toBe('/51');
  expect(sent).not.toContain('/50');
  for (const socket of open) socket.destroy();
  await Promise.all(asked.map(({ body }) => body));
  expect(await bodyOf(to, '/after')).toBe('/after');
});

test('a process ends while its connections are idle', async () => {
  answer = named;
  const script = `
    const { ObjectConnections } = await import(${JSON.stringify(import.meta.resolve('./object-connections.ts'))});
    const url = new URL('http://127.0.0.1:${(server.address() as AddressInfo).port}');
    const to = new ObjectConnections({ url, timeouts: { connectionMs: 60_000, silenceMs: 60_000 } });
    const { body } = await to.ask(${JSON.stringify(requestOf('/child'))}, ${JSON.stringify(WHOLE)});
    console.log(String(body));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  expect(stdout).toBe('/child\n');
});
