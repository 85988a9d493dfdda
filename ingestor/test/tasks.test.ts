import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { invalidInput } from '@pvs/core/errors';
import { createApp } from '@pvs/core/http/create-app';
import { startable } from '@pvs/core/http/run-stage-service';
import type { Stage } from '@pvs/core/queue/stage';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { addScene } from '@pvs/core/testing/add-scene';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { until } from '@pvs/core/testing/until';
import { ingestorContext, ingestorPlugin } from '../src/plugin.ts';
import { newTaskId } from '../src/tasks/find-task.ts';
import { submitTask } from '../src/tasks/submit-task.ts';
import { PACKAGE_QUEUE, taskItem } from '../src/tasks/task-item.ts';
import type { Task } from '../src/tasks/task.ts';

const TOKEN = 'a-token-of-this-stack';
const headers = { authorization: `Bearer ${TOKEN}` };
let stack: TestStack;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  stack = await startTestStack(
    'stack: test\ntitle: Test\ncollections: [{ id: TEST }]\ningest: { callbacks: { privateAddresses: true } }\n',
    { PVS_TOKEN: TOKEN },
  );
  app = createApp(stack.log, []);
  await app.register(ingestorPlugin, ingestorContext(stack));
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
beforeEach(() => stack.redis.flushall());
afterAll(async () => {
  await app.close();
  await stack.stop();
});

/** Fails messages that are bad, and waits with those that are slow until they may go on. */
let release: () => void = () => undefined;
const stage = (name: 'preprocess' | 'register'): Stage<{ readonly raw: string }> => ({
  keys: stageKeys[name],
  idOf: (raw) => raw,
  begin: (raw) => ({ raw }),
  steps: [
    {
      name: 'work',
      async run({ raw }, job) {
        job.progress(0.5);
        if (raw.includes('slow.tar')) await new Promise<void>((resolve) => (release = resolve));
        if (raw.includes(`bad-${name}`)) throw invalidInput(`'${raw}' is bad`, { code: 'Bad' });
        return {};
      },
    },
  ],
  next: ({ raw }) =>
    name === 'preprocess' ? [{ queue: 'register_queue', message: raw.replace('.tar', '') }] : [],
});

async function running<T>(action: () => Promise<T>): Promise<T> {
  const options = { maxAttempts: 3, maxUnavailableS: 30 };
  const stages = [startable(stage('preprocess'), 2), startable(stage('register'), 2)].map((one) =>
    one.start(stack.redis, stack.log, options),
  );
  try {
    return await action();
  } finally {
    await Promise.all(stages.map((one) => one.stop(5000)));
  }
}

const task = (paths: readonly string[], more: Partial<Task> = {}): Task => ({
  id: newTaskId(),
  kind: 'upload',
  source: 'test',
  at: new Date().toISOString(),
  items: paths.map((path) => taskItem({ name: path, queue: PACKAGE_QUEUE, message: path }, path)),
  refused: [],
  ...more,
});
const submit = (given: Task) => submitTask(stack.redis, { task: given });
const show = async (id: string) =>
  (await app.inject({ url: `/ingest/tasks/${id}`, headers })).json<{
    state: string;
    [key: string]: unknown;
  }>();
const ended = async (id: string) =>
  until(async () => (await stack.redis.zscore('ingest_ended', id)) !== null);

const refused = [{ name: 'x', code: 'IngestionException', message: 'no' }];
it.each([
  ['done', ['a.tar', 'b.tar'], {}],
  ['partial', ['a.tar', 'bad-register.tar'], {}],
  ['partial', ['a.tar'], { refused }],
  ['failed', ['bad-preprocess.tar'], {}],
  ['failed', [], { refused }],
])('a task is %s when its packages %j have ended (%j)', async (state, paths, more) => {
  const given = task(paths, more);
  await submit(given);
  if (paths.length > 0) expect(await show(given.id)).toMatchObject({ state: 'waiting', percent: 0 });
  await running(() => ended(given.id));
  expect(await show(given.id)).toMatchObject({ state, percent: expect.any(Number) as number });
});

test('a task shows steps, reasons, and where its product is', async () => {
  const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
  await addScene(stack, { identifier: 'SCENE', collection: 'TEST', box, time: '2020', color: [1, 2, 3] });
  await stack.store.write('in/scene/SCENE.coverages.json', Buffer.from('[]'));
  const given = task(['in/scene.tar', 'in/slow.tar', 'in/bad-preprocess.tar']);
  await submit(given);
  await running(async () => {
    await until(async () => ((await show(given.id))['items'] as { state: string }[])[0]?.state === 'done');
    await until(async () => ((await show(given.id))['items'] as { percent: number }[])[1]?.percent === 45);
    expect(await show(given.id)).toMatchObject({
      state: 'working',
      items: [
        { name: 'in/scene.tar', state: 'done', percent: 100 },
        { state: 'working', stages: { preprocess: { progress: { step: 'work', percent: 50 } } } },
        { state: 'failed', stages: { preprocess: { problem: { code: 'Bad' } } } },
      ],
      products: [
        {
          identifier: 'SCENE',
          collection: 'TEST',
          links: [
            {
              rel: 'item',
              href: expect.stringMatching(/\/stac\/collections\/TEST\/items\/SCENE$/) as string,
            },
            { rel: 'search' },
            { rel: 'wms' },
          ],
        },
      ],
    });
    release();
    await ended(given.id);
  });
  expect(await show(given.id)).toMatchObject({ state: 'partial', percent: expect.any(Number) as number });
});

test('what a task ended in stays when the same package is pushed again', async () => {
  const first = task(['a.tar']);
  await submit(first);
  await running(() => ended(first.id));
  const second = task(['a.tar']);
  await submit(second);
  expect((await show(first.id)).state).toBe('done');
  expect((await show(second.id)).state).toBe('waiting');
});

test('a package that was taken out of its queue by hand is lost, and said so', async () => {
  const given = task(['a.tar']);
  await submit(given);
  await stack.redis.del(PACKAGE_QUEUE);
  await ended(given.id);
  expect(await show(given.id)).toMatchObject({ state: 'failed', items: [{ state: 'lost' }] });
});

test('submitting a task again, or the same version of a file, pushes nothing', async () => {
  const given = task(['a.tar']);
  const once = { source: 'inbox', version: 'a.tar 1 2' };
  expect(await submitTask(stack.redis, { task: given, once })).toBe(given.id);
  expect(await submitTask(stack.redis, { task: given, once })).toBe(given.id);
  expect(await submitTask(stack.redis, { task: task(['a.tar']), once })).toBe(given.id);
  const other = task(['b.tar']);
  await submit(other);
  await submit(other);
  expect(await stack.redis.lrange(PACKAGE_QUEUE, 0, -1)).toEqual(['b.tar', 'a.tar']);
  const list = (await app.inject({ url: '/ingest/tasks', headers })).json<{
    open: number;
    tasks: { id: string }[];
  }>();
  expect(list.open).toBe(2);
  expect(list.tasks.map(({ id }) => id).sort()).toEqual([given.id, other.id].sort());
});

test('events tell of each change and end with the task', async () => {
  const given = task(['slow.tar']);
  await submit(given);
  const response = await fetch(`${url}/ingest/tasks/${given.id}/events`, { headers });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const body = running(async () => {
    await until(async () => (await show(given.id))['percent'] === 45);
    setTimeout(() => release(), 700);
    return response.text();
  });
  const states = (await body)
    .split('\n\n')
    .flatMap((event) => /^event: state\ndata: (.*)$/.exec(event)?.[1] ?? [])
    .map((json) => (JSON.parse(json) as { state: string }).state);
  expect([states[0], states.at(-1)]).toEqual(['waiting', 'done']);
  expect(states).toContain('working');
});

test.each(['', '/events'])('/ingest/tasks/nothing%s is 404', async (more) => {
  const response = await app.inject({ url: `/ingest/tasks/nothing${more}`, headers });
  expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([404, 'UnknownTask']);
});

describe('a callback', () => {
  let server: Server;
  let received: { readonly path: string; readonly body: string }[];
  let answerWith: number[];
  beforeAll(async () => {
    server = createServer((request: IncomingMessage, response) => {
      void text(request).then((body) => {
        received.push({ path: request.url ?? '', body });
        return response.writeHead(answerWith.shift() ?? 204, { location: '/elsewhere' }).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(() => {
    received = [];
    answerWith = [];
  });
  afterAll(() => void server.close());
  const callback = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/told`;

  it('gets the outcome once', async () => {
    const given = task(['a.tar'], { callback: callback() });
    await submit(given);
    await running(() => until(() => received.length > 0));
    await until(async () => (await stack.redis.zcard('ingest_callbacks')) === 0);
    expect(received).toHaveLength(1);
    expect(JSON.parse(received[0]!.body)).toMatchObject({
      task: given.id,
      state: 'done',
      items: [{ name: 'a.tar' }],
    });
  });

  it.each([500, 302])('is tried again later where it answers %i, and goes nowhere else', async (status) => {
    answerWith = [status];
    const given = task(['a.tar'], { callback: callback() });
    await submit(given);
    await running(() =>
      until(async () => (await stack.redis.hget('ingest_callback_tries', given.id)) === '1'),
    );
    await until(
      async () => Number(await stack.redis.zscore('ingest_callbacks', given.id)) > Date.now() + 5000,
    );
    expect(received.map(({ path }) => path)).toEqual(['/told']);
    await stack.redis.zadd('ingest_callbacks', 0, given.id);
    await until(async () => (await stack.redis.zcard('ingest_callbacks')) === 0);
    expect(received.map(({ path }) => path)).toEqual(['/told', '/told']);
    expect(await stack.redis.hlen('ingest_callback_tries')).toBe(0);
  });
});
