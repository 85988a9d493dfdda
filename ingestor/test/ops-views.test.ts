import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { announceProcess } from '@pvs/core/http/announce-process';
import { createApp } from '@pvs/core/http/create-app';
import { CACHE_SIZE_KEY } from '@pvs/core/observe/cache-size';
import { addScene } from '@pvs/core/testing/add-scene';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { until } from '@pvs/core/testing/until';
import { ingestorContext, ingestorPlugin } from '../src/plugin.ts';
import { noteMoment } from '../src/ops/rates/stage-history.ts';

const TOKEN = 'a-token-of-this-stack';
const authorization = `Bearer ${TOKEN}`;
const YAML = `
stack: test
title: Test
collections: [{ id: TEST }, { id: OTHER }]
tileMatrixSets: [{ id: WebMercatorQuad }]
`;
const routes: string[] = [];
let stack: TestStack;
let app: FastifyInstance;
let root: string;

beforeAll(async () => {
  stack = await startTestStack(YAML, { PVS_TOKEN: TOKEN });
  app = createApp(stack.log, []);
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat())
      if (url.startsWith('/ops') && !['HEAD', 'OPTIONS'].includes(one)) routes.push(`${one} ${url}`);
  });
  await app.register(ingestorPlugin, ingestorContext(stack));
  root = await app.listen({ host: '127.0.0.1', port: 0 });
});
beforeEach(() => stack.redis.flushall());
afterAll(async () => {
  await app.close();
  await stack.stop();
});

const get = (url: string, headers = {}) => app.inject({ url, headers: { authorization, ...headers } });
const page = async (url: string) => (await get(url, { accept: 'text/html' })).body;
const post = (url: string, payload: object) =>
  app.inject({ method: 'POST', url, headers: { authorization }, payload });
const submit = (url: string, fields: readonly (readonly [string, string])[]) =>
  app.inject({
    ...{
      method: 'POST',
      url,
      payload: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString(),
    },
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
  });
const scene = (identifier: string) =>
  addScene(stack, {
    ...{ identifier, collection: 'TEST', time: '2020-06-01', color: [1, 2, 3] },
    box: { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 },
  });

describe('the OpenAPI document', () => {
  interface Operation {
    responses: Record<string, { content?: Record<string, { schema: object }> }>;
  }
  const paths = async () =>
    (await get('/ops/openapi.json')).json<{ paths: Record<string, Record<string, Operation>> }>().paths;

  it('has every route of /ops', async () => {
    const described = Object.entries(await paths()).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(routes.sort());
  });

  it('tells of each answer what it holds, with something to show and without', async () => {
    const ajv = new Ajv2020({ strict: false });
    const check = async () => {
      for (const [path, { get: operation }] of Object.entries(await paths())) {
        if (operation === undefined) continue;
        const response = await get(path);
        const { schema } = operation.responses['200']?.content?.['application/json'] ?? {};
        const isValid = ajv.validate(schema ?? false, response.json());
        expect([path, response.statusCode, isValid, ajv.errorsText()]).toEqual([
          path,
          200,
          true,
          'No errors',
        ]);
      }
    };
    await check();
    await stack.redis.lpush('seed_queue', '2018');
    await stack.redis.sadd('register-failure_set', 'a');
    await check();
  });
});

describe('rates', () => {
  it('are what was done a minute, over an hour and after a restart', async () => {
    const now = Date.now();
    await stack.redis.hset('register_finished', { done: 10, failed: 1 });
    expect(await noteMoment(stack.redis, now - 4 * 60_000)).toBe(true);
    expect(await noteMoment(stack.redis, now - 4 * 60_000 + 1)).toBe(false);
    await stack.redis.hset('register_finished', { done: 50, failed: 5 });
    await stack.redis.lpush('register_queue', 'a', 'b');
    const { stages, stepMinutes } = (await get('/ops/rates?hours=1')).json<{
      stepMinutes: number;
      stages: { register: { donePerMinute: number; waiting: number }[] };
    }>();
    const { register } = stages;
    expect([stepMinutes, register.length, register[0]?.donePerMinute]).toEqual([1, 60, null]);
    expect(register.at(-1)?.donePerMinute).toBeGreaterThan(7);
    expect(register.at(-1)?.waiting).toBe(2);
    expect(await page('/ops')).toContain('aria-label="register, last 1 h: at most');
  });

  it('are kept for a day', async () => {
    await noteMoment(stack.redis, Date.now() - 25 * 3_600_000);
    await noteMoment(stack.redis, Date.now());
    expect(await stack.redis.hlen('ops_history')).toBe(1);
  });

  it('are not told of other spans', async () => {
    const response = await get('/ops/rates?hours=3');
    expect([response.statusCode, response.json<{ message: string }>().message]).toEqual([
      400,
      "hours: '3' is none of 1, 6, 24",
    ]);
  });
});

test('health tells of each process whether it is ready and why not, and of those that went silent', async () => {
  const { redis, log } = stack;
  const [good, bad] = [createApp(log, []), createApp(log, [])];
  announceProcess(good, { service: 'renderer', checks: [], redis, log });
  announceProcess(bad, { service: 'renderer', checks: [async () => 'database: away'], redis, log });
  await Promise.all([good, bad].map((one) => one.listen({ host: '127.0.0.1', port: 0 })));
  const health = async () =>
    (await get('/ops/health')).json<{ processes: { id: string; state: string }[]; backing: object[] }>();
  await until(async () => (await health()).processes.length === 2);
  const { processes, backing } = await health();
  expect(processes.map(({ state }) => state).sort()).toEqual(['ready', 'waiting']);
  expect(processes[0]).toMatchObject({
    service: 'renderer',
    version: expect.stringMatching(/^\d/) as string,
  });
  expect(backing).toMatchObject([
    { name: 'Redis', ready: true },
    { name: 'database', ready: true, says: expect.stringMatching(/^PostgreSQL \d/) as string },
    { name: 'object storage', ready: true },
  ]);
  expect(await page('/ops/health')).toContain('<p class="reason bad">database: away</p>');
  expect(await page('/ops')).toContain('1 of 2 processes cannot work');
  await redis.del(...(await redis.keys('process_heartbeat:*')));
  expect((await health()).processes.map(({ state }) => state)).toEqual(['silent', 'silent']);
  await Promise.all([good.close(), bad.close()]);
  expect((await health()).processes).toEqual([]);
});

test('the cache page tells what was counted, by collection, set and zoom', async () => {
  expect(await page('/ops/cache')).toContain('No cache has counted');
  const zooms = [3, 4].map((zoom) => ({
    ...{ collection: 'TEST', tileMatrixSet: 'WebMercatorQuad', zoom, tiles: 1000, sizeBytes: 5e6 },
  }));
  const size = { at: new Date().toISOString(), seconds: 1, tiles: 2000, sizeBytes: 1e7, zooms };
  await stack.redis.set(CACHE_SIZE_KEY, JSON.stringify(size));
  const html = await page('/ops/cache');
  for (const part of ['2,000 tiles, 10.0 MB, counted', '<td>4</td><td class="n">1,000</td>'])
    expect(html).toContain(part);
});

describe('seeding', () => {
  it('pushes what a form narrows down, and says so', async () => {
    const response = await submit('/ops/seed', [
      ['interval', '2018-06'],
      ['collection', 'TEST'],
      ['bbox', '5, 44, 12, 48'],
      ['minZoom', ''],
      ['maxZoom', '9'],
      ['layers', 'TEST'],
      ['layers', 'TEST__outlines'],
      ['formats', 'webp'],
    ]);
    expect(response.statusCode).toBe(303);
    const message = {
      ...{ interval: '2018-06', collection: 'TEST', layers: ['TEST', 'TEST__outlines'] },
      ...{ bbox: [5, 44, 12, 48], maxZoom: 9, formats: ['webp'] },
    };
    expect((await stack.redis.lrange('seed_queue', 0, -1)).map((raw) => JSON.parse(raw) as object)).toEqual([
      message,
    ]);
    const next = String(response.headers.location).replace(/^http:\/\/[^/]+/, '');
    expect(await page(next)).toContain('Asked for: {&quot;interval&quot;:&quot;2018-06&quot;');
    const { seedings } = (await get('/ops/seed')).json<{ seedings: object[] }>();
    expect(seedings).toEqual([{ id: JSON.stringify(message), state: 'waiting' }]);
  });

  it.each([
    ['interval', '', 'say which time, such as 2018-06'],
    ['interval', 'yesterday', 'cannot read time &apos;yesterday&apos;: expected an instant'],
    ['interval', '2019/2018', 'ends before it begins'],
    ['collection', 'NONE', '&apos;NONE&apos; is none of TEST, OTHER'],
    ['layers', 'NONE', '&apos;NONE&apos; is none of TEST, '],
    ['bbox', '1,2,3', 'is no box: expected west, south, east, north'],
    ['bbox', '5,6,4,7', 'is empty'],
    ['bbox', '5,6,400,7', 'is not on the globe'],
    ['minZoom', '2.5', 'whole numbers from 0 to 24 are allowed'],
    ['maxZoom', '25', 'whole numbers from 0 to 24 are allowed'],
    ['minZoom', '11', '11 is greater than the largest zoom, 10'],
    ['formats', 'gif', '&apos;gif&apos; is none of png, jpeg, webp, mixed'],
    ['tileMatrixSets', 'Mars', '&apos;Mars&apos; is none of WebMercatorQuad'],
  ])('refuses %s ‘%s’ beside its field and keeps what was filled in', async (name, value, problem) => {
    const response = await submit('/ops/seed', Object.entries({ interval: '2018-06-07', [name]: value }));
    expect([response.statusCode, await stack.redis.llen('seed_queue')]).toEqual([400, 0]);
    const said = new RegExp(`<p class="wrong" id="${name}-wrong">([^<]*)</p>`).exec(response.body)?.[1];
    expect(said).toContain(problem);
    expect(response.body).toContain(`aria-describedby="${name}-wrong`);
    if (name !== 'interval') expect(response.body).toContain('value="2018-06-07"');
  });

  it('takes JSON, and refuses what the seeder would', async () => {
    expect((await post('/ops/seed', { interval: '2018', maxZoom: 3 })).json()).toEqual({
      ...{ id: '{"interval":"2018","maxZoom":3}', queue: 'seed_queue' },
    });
    const response = await post('/ops/seed', { interval: '2018', maxZoom: 99 });
    expect([response.statusCode, response.json<{ message: string }>().message]).toEqual([
      400,
      expect.stringContaining('maxZoom'),
    ]);
    expect((await post('/ops/seed', { interval: '2018', collection: 'X' })).statusCode).toBe(400);
  });
});

describe('deregistering', () => {
  it('shows the product first, and takes it out when it is named again', async () => {
    await scene('SCENE_1');
    expect(await page('/ops/deregister?identifier=SCENE')).toContain('>SCENE_1</a>');
    const html = await page('/ops/deregister?identifier=SCENE_1');
    for (const part of ['Deregister SCENE_1</button>', '10.000, 40.000, 11.000, 41.000', 'TEST'])
      expect(html).toContain(part);
    const response = await submit('/ops/deregister', [
      ['identifier', 'SCENE_1'],
      ['confirm', 'SCENE_1'],
    ]);
    expect(response.statusCode).toBe(303);
    expect(await stack.redis.lrange('deregister_queue', 0, -1)).toEqual(['SCENE_1']);
    await until(async () => (await stack.redis.llen('audit_log')) === 1);
    const { entries } = (await get('/ops/audit')).json<{ entries: object[] }>();
    expect(entries).toMatchObject([{ path: '/ops/deregister', what: { identifiers: ['SCENE_1'] } }]);
  });

  it.each([
    [{ identifier: 'SCENE_1' }, 400, 'confirm: expected &apos;SCENE_1&apos; once more, given &apos;&apos;'],
    [{ identifier: ' ' }, 400, 'say which product, by its identifier'],
    [{ identifier: 'NONE', confirm: 'NONE' }, 404, 'not in the catalogue: NONE'],
  ])('refuses %j', async (fields, status, problem) => {
    const response = await submit('/ops/deregister', Object.entries(fields));
    expect([response.statusCode, await stack.redis.llen('deregister_queue')]).toEqual([status, 0]);
    expect(response.body).toContain(problem);
  });

  it('of several takes all or none', async () => {
    await scene('SCENE_2');
    const some = await post('/ops/deregister', { identifiers: ['SCENE_2', 'NONE'] });
    expect([some.statusCode, some.json<{ code: string }>().code]).toEqual([404, 'NotRegistered']);
    expect(await stack.redis.llen('deregister_queue')).toBe(0);
    expect((await post('/ops/deregister', { identifiers: ['SCENE_2'] })).statusCode).toBe(200);
    expect((await post('/ops/deregister', { ids: [] })).statusCode).toBe(400);
  });
});

test('a live page comes again when something has changed', async () => {
  const stop = new AbortController();
  const headers = { authorization, accept: 'text/event-stream' };
  const response = await fetch(`${root}/ops`, { headers, signal: stop.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let seen = (await reader.read()).value ?? '';
  expect(seen).toMatch(/^event: page\ndata: "<!doctype html>/);
  await stack.redis.sadd('register-failure_set', 'a');
  while (!seen.includes('1 × Unknown')) seen += (await reader.read()).value ?? '';
  stop.abort();
});
