import { type EventEmitter, once } from 'node:events';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as breathe } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '@pvs/core/http/create-app';
import { addScene } from '@pvs/core/testing/add-scene';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { rendererPlugin } from '../src/plugin.ts';
import { rendererContext } from '../src/renderer-context.ts';

const YAML =
  'stack: test\ntitle: T\ncollections: [{ id: VHR }]\nlimits: { drawsAtOnce: 1, drawsWaiting: 2 }\n';
let stack: TestStack;

beforeAll(async () => {
  stack = await startTestStack(YAML);
  const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
  await addScene(stack, { identifier: 'A', collection: 'VHR', box, time: '2018', color: [1, 2, 3] });
});

afterAll(() => stack.stop());

/** A renderer whose storage answers nothing until it is let. */
async function startGated(more: Partial<TestStack['stack']['limits']> = {}, log = stack.log) {
  const gate = Promise.withResolvers<void>();
  const reading = Promise.withResolvers<void>();
  const context = rendererContext({
    ...stack,
    log,
    stack: { ...stack.stack, limits: { ...stack.stack.limits, ...more } },
    store: {
      ...stack.store,
      async readRange(...args) {
        reading.resolve();
        await gate.promise;
        return stack.store.readRange(...args);
      },
    },
  });
  const app = createApp(stack.log, []);
  await app.register(rendererPlugin, context);
  return { app, open: gate.resolve, breakOff: gate.reject, reading: reading.promise };
}

function query(params: Readonly<Record<string, string | number>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) search.append(name, String(value));
  return `/ows?${search.toString()}`;
}
const view = {
  ...{ SERVICE: 'WMS', VERSION: '1.3.0', LAYERS: 'VHR', CRS: 'CRS:84' },
  ...{ BBOX: '10,40,11,41', WIDTH: 64, HEIGHT: 64, FORMAT: 'image/png' },
};
const map = query({ ...view, REQUEST: 'GetMap' });
const info = query({ ...view, REQUEST: 'GetFeatureInfo', QUERY_LAYERS: 'VHR', I: 5, J: 5 });
// Injected requests begin when they are awaited.
const ask = async (app: FastifyInstance, url: string) => await app.inject({ method: 'GET', url });

test('maps and features beyond those in work and waiting get 503 with Retry-After; capabilities do not wait', async () => {
  const { app, open, reading } = await startGated();
  const accepted = [ask(app, map), ask(app, info), ask(app, map)];
  await reading;
  for (let round = 0; round < 20; round++) await breathe();
  const refused = [await ask(app, map), await ask(app, info)];
  for (const { statusCode, headers, body } of refused) {
    expect(statusCode).toBe(503);
    expect(headers).toMatchObject({ 'retry-after': '5', 'cache-control': 'no-store' });
    expect(body).toContain('code="ServerBusy"');
  }
  const capabilities = await ask(app, query({ SERVICE: 'WMS', REQUEST: 'GetCapabilities' }));
  expect(capabilities.statusCode).toBe(200);
  open();
  for (const answer of await Promise.all(accepted)) expect(answer.statusCode).toBe(200);
  expect((await ask(app, map)).statusCode).toBe(200);
  await app.close();
});

test('clients that go away leave their places to others', async () => {
  const { app, open, reading } = await startGated();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const [arrived, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let [seen, closed] = [0, 0];
  app.server.on('request', (_, response) => {
    if (++seen === 2) arrived.resolve();
    response.once('close', () => {
      if (++closed === 2) gone.resolve();
    });
  });
  const first = ask(app, map);
  await reading;
  const leaving = [map, info].map((path) => get({ host: '127.0.0.1', port, path }));
  for (const request of leaving) request.on('error', () => undefined);
  await arrived.promise;
  for (let round = 0; round < 20; round++) await breathe();
  expect((await ask(app, map)).statusCode).toBe(503);
  for (const request of leaving) request.destroy();
  await gone.promise;
  const next = [ask(app, map), ask(app, info)];
  open();
  for (const answer of await Promise.all([first, ...next])) expect(answer.statusCode).toBe(200);
  await app.close();
});

test.each([
  ['nothing where it was given up with it', undefined, []],
  ['why it fails nevertheless', new Error('torn'), ['Request:Unavailable', 'Request:Unavailable']],
])('of a map whose client has gone the log has %s', async (_, trouble, logged) => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg);
  const { app, open, breakOff, reading } = await startGated({}, pino({ level: 'warn' }, { write }));
  const gone = once(app.server, 'request').then(([, response]) => once(response as EventEmitter, 'close'));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const leaving = get({ host: '127.0.0.1', port, path: map }).on('error', () => undefined);
  await reading;
  leaving.destroy();
  await gone;
  if (trouble) breakOff(trouble);
  else open();
  // Its place is free once it is over; a store that has broken off fails the next one, too.
  expect((await ask(app, map)).statusCode).toBe(trouble ? 503 : 200);
  await app.close();
  expect(lines).toEqual(logged);
});

test('small maps that are asked for after a huge one are answered before it', async () => {
  const { app, open } = await startGated({ drawsAtOnce: 4, drawsWaiting: 100 });
  open();
  const order: string[] = [];
  const huge = query({ ...view, REQUEST: 'GetMap', WIDTH: 4096, HEIGHT: 4096 });
  const one = ask(app, huge).then(({ statusCode }) => order.push(`huge ${statusCode}`));
  const another = ask(app, huge).then(({ statusCode }) => order.push(`huge ${statusCode}`));
  for (let i = 0; i < 5; i++) {
    const { statusCode } = await ask(app, map);
    order.push(`small ${statusCode}`);
  }
  await Promise.all([one, another]);
  expect(order).toEqual([...Array<string>(5).fill('small 200'), 'huge 200', 'huge 200']);
  await app.close();
});
