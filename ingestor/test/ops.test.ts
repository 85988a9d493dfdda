import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readEnvironment } from '@pvs/core/config/environment';
import { invalidInput } from '@pvs/core/errors';
import { createApp } from '@pvs/core/http/create-app';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import type { Stage } from '@pvs/core/queue/stage';
import { runItems } from '@pvs/core/testing/run-items';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { ingestorContext, ingestorPlugin } from '../src/plugin.ts';

const TOKEN = 'a-token-of-this-stack';
let stack: TestStack;
let log: TestStack['log'];
let redis: ScriptedRedis;
let closed: FastifyInstance;
let open: FastifyInstance;

beforeAll(async () => {
  stack = await startTestStack('stack: test\ntitle: Test\ncollections: [{ id: TEST }]\n');
  ({ redis, log } = stack);
  closed = await appWith({});
  open = await appWith({ PVS_TOKEN: TOKEN });
});

beforeEach(() => redis.flushall());

afterAll(async () => {
  await closed.close();
  await open.close();
  await stack.stop();
});

async function appWith(variables: Record<string, string>): Promise<FastifyInstance> {
  const app = createApp(log, []);
  await app.register(ingestorPlugin, ingestorContext({ ...stack, env: readEnvironment(variables) }));
  return app;
}

const authorization = `Bearer ${TOKEN}`;
const get = (url: string) => open.inject({ url, headers: { authorization } });
const retry = (payload: object) =>
  open.inject({ method: 'POST', url: '/ops/retry', headers: { authorization }, payload });

/** A stage whose items fail where they say so. */
const stage: Stage<{ readonly raw: string }> = {
  keys: stageKeys.preprocess,
  idOf: (raw) => raw,
  begin: (raw) => ({ raw }),
  steps: [
    {
      name: 'work',
      async run({ raw }) {
        if (raw.includes('bad')) throw invalidInput(`'${raw}' is bad`, { code: 'Bad' });
        return {};
      },
    },
  ],
  next: () => [],
};

describe.each([
  ['GET', '/ops'],
  ['GET', '/ops/failures'],
  ['POST', '/ops/retry'],
  ['GET', '/ingest/tasks/in/a.tar'],
] as const)('%s %s', (method, url) => {
  test.each([
    ['where the stack has none', () => closed, authorization],
    ['of which there is none', () => open, ''],
    ['that is another', () => open, 'Bearer guessed'],
    ['that is only its beginning', () => open, authorization.slice(0, -1)],
    ['of another scheme', () => open, `Basic ${TOKEN}`],
  ])('is closed to a token %s', async (_, app, header) => {
    const response = await app().inject({ method, url, headers: header ? { authorization: header } : {} });
    expect(response.statusCode).toBe(401);
    expect(response.headers).toMatchObject({
      'www-authenticate': expect.stringMatching(/^Bearer/) as string,
      'cache-control': 'no-store',
    });
    expect(response.json()).toMatchObject({ code: 'Unauthorized' });
  });

  test('is open with the token, and kept by nobody', async () => {
    const response = await open.inject({ method, url, headers: { authorization } });
    expect(response.statusCode).not.toBe(401);
    expect(response.headers['cache-control']).toBe('no-store');
  });
});

test('shows where items are and why they failed', async () => {
  await runItems({ redis, log }, stage, ['good', 'bad/1', 'bad/2']);
  await redis.lpush('register_queue', 'waiting');
  const { stages } = (await get('/ops')).json<{ stages: { stage: string }[] }>();
  expect(stages.map(({ stage: name }) => name)).toEqual(['preprocess', 'register', 'deregister', 'seed']);
  expect(stages[0]).toMatchObject({ succeeded: 1, failed: 2, working: [] });
  expect(stages[1]).toMatchObject({ waiting: { register_queue: 1 } });
  const { failures } = (await get('/ops/failures')).json<{ failures: { id: string }[] }>();
  expect(failures.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toMatchObject([
    { stage: 'preprocess', id: 'bad/1', code: 'Bad', message: "'bad/1' is bad" },
    { id: 'bad/2' },
  ]);
});

test('trying again puts the message back into its queue and takes it from the failures', async () => {
  await runItems({ redis, log }, stage, ['bad/1', 'bad/2']);
  expect((await retry({ items: [{ stage: 'preprocess', id: 'bad/1' }] })).json()).toEqual({
    retried: 1,
    left: 0,
  });
  expect(await redis.lrange('preprocess_queue', 0, -1)).toEqual(['bad/1']);
  const { failures } = (await get('/ops/failures')).json<{ failures: { id: string }[] }>();
  expect(failures.map(({ id }) => id)).toEqual(['bad/2']);
});

test.each([
  [{}, 400, /expected \{"items"/],
  [{ items: [] }, 400, /expected/],
  [{ items: [{ stage: 'wash', id: 'x' }] }, 400, /expected/],
  [{ items: [{ stage: 'seed', id: 'x' }] }, 404, /'x' is not in seed-failure_set/],
])('%j cannot be tried again', async (payload, status, message) => {
  const response = await retry(payload);
  expect(response.statusCode).toBe(status);
  expect(response.json<{ message: string }>().message).toMatch(message);
});

test('a package is seen waiting, failed or done, with its registration', async () => {
  const task = (id: string) => get(`/ingest/tasks/${id}`);
  expect((await task('in/a.tar')).statusCode).toBe(404);
  await redis.lpush('preprocess_queue', 'in/a.tar');
  expect((await task('in/a.tar')).json()).toMatchObject({ stages: { preprocess: { state: 'waiting' } } });
  await redis.del('preprocess_queue');
  await runItems({ redis, log }, stage, ['in/a.tar', 'in/bad.tar']);
  await redis.sadd('register-success_set', 'in/a');
  expect((await task('in/a.tar')).json()).toEqual({
    id: 'in/a.tar',
    stages: { preprocess: { state: 'done' }, register: { state: 'done' } },
  });
  expect((await task('in/bad.tar')).json()).toMatchObject({
    stages: { preprocess: { state: 'failed', problem: { code: 'Bad' } }, register: { state: 'absent' } },
  });
});

describe('a browser', () => {
  const basic = `Basic ${Buffer.from(`me:${TOKEN}`).toString('base64')}`;
  const headers = { authorization: basic, accept: 'text/html,*/*;q=0.8', host: 'view.example' };
  const page = async (url: string) => (await open.inject({ url, headers })).body;
  const submit = (form: Record<string, string>) =>
    open.inject({
      ...{ method: 'POST', url: '/ops/retry', payload: new URLSearchParams(form).toString() },
      headers: {
        ...headers,
        origin: 'https://view.example',
        'content-type': 'application/x-www-form-urlencoded',
      },
    });

  test('is asked for the token as a password', async () => {
    const response = await open.inject({ url: '/ops', headers: { accept: headers.accept } });
    expect([response.statusCode, response.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="token as password", charset="UTF-8"',
    ]);
  });

  test('finds a failure by its code, understands it and tries it again', async () => {
    await runItems({ redis, log }, stage, ['bad/1', 'bad/<script>alert(1)</script>', 'good']);
    expect(await page('/ops')).toContain('href="http://view.example/ops/failures?code=Bad">2 × Bad</a>');
    const failures = await page('/ops/failures?code=Bad');
    expect(failures).toContain('&apos;bad/1&apos; is bad');
    expect(failures).not.toContain('<script>');
    expect(failures).toContain('bad/&lt;script&gt;');
    expect(failures).toContain('<input type="hidden" name="id" value="bad/1"/>');
    const response = await submit({ stage: 'preprocess', id: 'bad/1' });
    expect([response.statusCode, response.headers.location]).toEqual([
      303,
      'http://view.example/ops/failures?retried=1&left=0',
    ]);
    expect(await redis.lrange('preprocess_queue', 0, -1)).toEqual(['bad/1']);
  });

  test('tries all of a code again, but for those without a message', async () => {
    await runItems({ redis, log }, stage, ['bad/1', 'bad/2']);
    await redis.sadd('seed-failure_set', 'by hand');
    expect(await page('/ops/failures')).toContain('1 × Unknown');
    await submit({ code: 'Bad' });
    expect((await redis.lrange('preprocess_queue', 0, -1)).sort()).toEqual(['bad/1', 'bad/2']);
    expect((await retry({ all: true })).json()).toEqual({ retried: 0, left: 1 });
  });

  test('runs no script but the page’s own and is shown in no frame', async () => {
    const response = await open.inject({ url: '/ops', headers });
    expect(response.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-\S+'; script-src 'sha256-\S+'; connect-src 'self'; .*frame-ancestors 'none'$/,
      ) as string,
    });
  });
});
