import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEnvironment } from '../config/environment.ts';
import { invalidInput } from '../errors.ts';
import { createApp } from '../http/create-app.ts';
import { startable } from '../http/run-stage-service.ts';
import { connectRedis } from '../queue/redis.ts';
import type { Stage } from '../queue/stage.ts';
import { type StageName, stageKeys } from '../queue/stage-keys.ts';
import { startRedis, type TestRedis } from '../testing/redis-server.ts';
import { startTraceReceiver } from '../testing/trace-receiver.ts';
import { until } from '../testing/until.ts';
import { idsOf } from './log.ts';
import { carrier, inSpan, isTracing, startTracing, stopTracing } from './tracing.ts';

const lines: Record<string, unknown>[] = [];
const output = new PassThrough().on('data', (chunk: Buffer) =>
  lines.push(
    ...chunk
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  ),
);
const log = pino({ level: 'info', mixin: idsOf }, output);
let server: TestRedis;
let redis: ReturnType<typeof connectRedis>;
let receiver: Awaited<ReturnType<typeof startTraceReceiver>>;

beforeAll(async () => {
  [server, receiver] = await Promise.all([startRedis(), startTraceReceiver()]);
  redis = connectRedis(server.url, pino({ level: 'silent' }));
});

afterAll(async () => {
  redis.disconnect();
  await receiver.stop();
  await server.stop();
});

test('without an endpoint nothing is traced, and nothing is carried', async () => {
  await startTracing(readEnvironment({}), 'test');
  expect(isTracing()).toBe(false);
  expect(await inSpan({ name: 'work', kind: 'internal' }, async () => carrier())).toEqual({});
});

interface State {
  readonly raw: string;
}

const stage = (name: StageName, next: StageName | undefined, message: (raw: string) => string) =>
  startable<State>(
    {
      keys: stageKeys[name],
      idOf: (raw) => raw,
      begin: (raw) => ({ raw }),
      steps: [
        {
          name: `${name}-step`,
          run: async ({ raw }) => {
            if (raw.includes('bad')) throw invalidInput('it is bad');
            return {};
          },
        },
      ],
      next: ({ raw }) => (next ? [{ queue: stageKeys[next].queues[0], message: message(raw) }] : []),
    } satisfies Stage<State>,
    1,
  );

test('a product is one trace through every stage, messages stay as they are, and logs have its ids', async () => {
  await startTracing(readEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/` }), 'test');
  const stages = [
    stage('preprocess', 'register', () => 'in/A'),
    stage('register', 'seed', () => '2018-01-01/2018-01-02'),
    stage('seed', undefined, String),
  ].map((one) => one.start(redis, log, { maxAttempts: 3, maxUnavailableS: 30 }));
  await redis.lpush('preprocess_queue', 'in/A.tar', 'in/bad.tar');
  await until(async () => (await redis.scard('seed-success_set')) === 1);
  await until(async () => (await redis.scard('preprocess-failure_set')) === 1);
  await Promise.all(stages.map((one) => one.stop(1000)));

  const app = createApp(log, []);
  app.post('/work', async () => {
    log.info('Work:Done');
    return inSpan({ name: 'inside', kind: 'internal' }, async () => carrier());
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const headers = { 'content-type': 'application/json', traceparent, 'x-request-id': 'asked-1' };
  const inside = (await (
    await fetch(`${url}/work`, { method: 'POST', headers, body: '{"a": 1}' })
  ).json()) as object;
  await fetch(`${url}/healthz`);
  await app.close();
  await stopTracing();

  const { spans } = receiver;
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [good] = named('seed');
  const product = spans.filter(({ traceId }) => traceId === good?.traceId).map(({ name }) => name);
  expect(product.sort()).toEqual(
    ['preprocess', 'preprocess-step', 'register', 'register-step', 'seed', 'seed-step'].sort(),
  );
  const failed = named('preprocess').find(({ traceId }) => traceId !== good?.traceId);
  expect(failed?.status).toMatchObject({ code: 2, message: 'it is bad' });
  const done = lines.filter(({ msg }) => msg === 'Item:Done');
  expect(done.map(({ trace }) => trace)).toEqual(Array.from({ length: 3 }, () => good?.traceId));
  expect(done.map(({ product: one }) => one)).toEqual(['in/A', 'in/A', undefined]);

  const [request] = named('POST /work');
  expect(request).toMatchObject({
    traceId: traceparent.split('-')[1]!,
    parentSpanId: traceparent.split('-')[2]!,
  });
  expect(named('inside')[0]?.parentSpanId).toBe(request?.spanId);
  expect(inside).toEqual({ traceparent: `00-${request?.traceId}-${named('inside')[0]?.spanId}-01` });
  expect(lines.find(({ msg }) => msg === 'Work:Done')).toMatchObject({
    request: 'asked-1',
    trace: request?.traceId,
  });
  expect(named('GET /healthz')).toEqual([]);
});
