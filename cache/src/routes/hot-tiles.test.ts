import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openStore } from '@pvs/core/storage/open-store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directoryBackend } from '../backends/directory-backend.ts';
import { objectBackend } from '../backends/object-backend.ts';
import { HotTiles } from './hot-tiles.ts';

const KEY = 'C/S/1/0/0-hash.png';
const index = { version: 1 };
const tile = {
  ...{ version: 1, key: KEY, etag: 'tag', mediaType: 'image/png', empty: undefined },
  cacheControl: 'no-cache',
  operation: { service: 'XYZ', operation: 'GetTile' },
};
let directory: string;
let server: Server;
let url: string;
let hot: HotTiles;
let backend: ReturnType<typeof directoryBackend>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-hot-'));
  backend = directoryBackend(directory);
  hot = new HotTiles(index, backend);
  // What is not answered goes the long way: here it ends at once.
  server = createServer(async (request, response) => {
    if (!(await hot.answer(request, response))) response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true });
});

test('a tile that is in no memory is read from where it is kept', async () => {
  hot.note('/tile', tile);
  expect((await fetch(`${url}/tile`)).status).toBe(404);
  await backend.put(KEY, Buffer.from('picture'));
  const answer = await fetch(`${url}/tile`);
  expect(await answer.text()).toBe('picture');
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    ...{ etag: '"tag"', 'x-tile-origin': 'hit', 'content-type': 'image/png', 'content-length': '7' },
    'cache-control': 'no-cache',
  });
});

test('a tile that is to be waited for is answered when it is there, and what is gone by Node', async () => {
  const bucket = objectBackend(openStore(pathToFileURL(join(directory, 'bucket')).href));
  const tiles = new HotTiles(index, bucket);
  const ask = (target: string) => tiles.answerPlain({ method: 'GET', target, ifNoneMatch: undefined });
  expect(ask('/unknown')).toBeUndefined();
  tiles.note('/tile', tile);
  expect(await ask('/tile')).toBeUndefined();
  await bucket.put(KEY, Buffer.alloc(0));
  expect(await ask('/tile')).toBeUndefined();
  await bucket.put(KEY, Buffer.from('picture'));
  const answer = await ask('/tile');
  expect(answer).toMatchObject({ status: 200, body: Buffer.from('picture'), sent: bucket.takeBack });
  expect(answer?.fields).toContain('etag: "tag"\r\n');
});

test('what is gone, is empty, or is of an earlier catalogue goes the long way', async () => {
  await backend.put(KEY, Buffer.alloc(0));
  expect((await fetch(`${url}/tile`)).status).toBe(404);
  await backend.remove([KEY]);
  expect((await fetch(`${url}/tile`)).status).toBe(404);
  expect((await fetch(`${url}/tile`, { headers: { 'if-none-match': '"tag"' } })).status).toBe(304);
  index.version = 2;
  expect((await fetch(`${url}/tile`, { headers: { 'if-none-match': '"tag"' } })).status).toBe(404);
});
