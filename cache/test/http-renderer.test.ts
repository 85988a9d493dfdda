import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { createApp } from '@pvs/core/http/create-app';
import type { MetatileRequest } from '@pvs/core/layers/metatile';
import { addScene, productOf, storeScene } from '@pvs/core/testing/add-scene';
import { readEnvironment } from '@pvs/core/config/environment';
import { requestIds } from '@pvs/core/observe/request-id';
import { inSpan, startTracing, stopTracing } from '@pvs/core/observe/tracing';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { startTraceReceiver } from '@pvs/core/testing/trace-receiver';
import { drawMetatile } from '@pvs/renderer/draw-metatile';
import { internalPlugin } from '@pvs/renderer/internal-plugin';
import { rendererContext } from '@pvs/renderer/renderer-context';
import { httpRenderer } from '../src/http-renderer.ts';

const DEADLINE_MS = 10_000;
let stack: TestStack;
let app: FastifyInstance;
let url: string;
let request: MetatileRequest;

const scene = {
  identifier: 'A',
  collection: 'VHR',
  box: { crs: 'EPSG:4326', minX: 10.1, minY: 40.1, maxX: 11, maxY: 41 },
  time: '2018',
  color: [200, 10, 10],
} as const;

beforeAll(async () => {
  stack = await startTestStack('stack: test\ntitle: T\ncollections: [{ id: VHR }]\n');
  await addScene(stack, scene);
  app = createApp(stack.log, []);
  await app.register(internalPlugin, rendererContext(stack));
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const { revision } = stack.follower.index.product('A')!;
  request = {
    layer: 'VHR',
    tileMatrixSet: 'WebMercatorQuad',
    format: 'png',
    range: { zoom: 8, minColumn: 134, maxColumn: 135, minRow: 95, maxRow: 96 },
    products: [{ identifier: 'A', revision }],
    tiles: [
      { column: 134, row: 95, topmost: 0 },
      { column: 135, row: 95, topmost: 0 },
      { column: 134, row: 96, topmost: 0 },
      { column: 135, row: 96, topmost: 0 },
    ],
  };
});

afterAll(async () => {
  await app.close();
  await stack.stop();
});

test('the renderer draws in the trace of the request, and knows it by its id', async () => {
  const receiver = await startTraceReceiver();
  await startTracing(readEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }), 'test');
  const traced = createApp(stack.log, []);
  const seen: string[] = [];
  traced.addHook('onRequest', async ({ id }) => void seen.push(id));
  await traced.register(internalPlugin, rendererContext(stack));
  await traced.listen({ host: '127.0.0.1', port: 0 });
  const at = `http://127.0.0.1:${(traced.server.address() as AddressInfo).port}`;
  const draw = () => httpRenderer(at, DEADLINE_MS).draw(request);
  await requestIds.run('asked-2', () => inSpan({ name: 'tile', kind: 'server' }, draw));
  await traced.close();
  await stopTracing();
  await receiver.stop();
  expect(seen).toEqual(['asked-2']);
  const chain = ['draw', 'POST /internal/metatile', 'POST /internal/metatile', 'tile'];
  let span = receiver.spans.find(({ name }) => name === 'draw');
  for (const name of chain) {
    expect(span?.name).toBe(name);
    span = receiver.spans.find(({ spanId }) => spanId === span?.parentSpanId);
  }
  expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(1);
});

test('a metatile over HTTP is the one drawn in the same process', async () => {
  const tiles = await httpRenderer(`${url}/`, DEADLINE_MS).draw(request);
  expect(tiles).toEqual(await drawMetatile(rendererContext(stack))(request));
  expect(tiles.map(({ column, row, isEmpty }) => [column, row, isEmpty])).toEqual([
    [134, 95, true],
    [135, 95, false],
    [134, 96, true],
    [135, 96, false],
  ]);
});

test('a product that changed is a conflict', async () => {
  await registerProduct(stack.db, productOf(scene, await storeScene(stack, scene)));
  const stale = { ...request, products: [{ identifier: 'A', revision: 0 }] };
  await expect(httpRenderer(url, DEADLINE_MS).draw(stale)).rejects.toMatchObject({
    kind: 'Conflict',
    code: 'ProductChanged',
  });
});

test('a layer that the renderer does not know yet is a conflict: its index is behind', async () => {
  await expect(httpRenderer(url, DEADLINE_MS).draw({ ...request, layer: 'NEW' })).rejects.toMatchObject({
    kind: 'Conflict',
    message: expect.stringContaining('NEW') as string,
  });
});

test('what the renderer cannot do makes it unavailable, with its reason', async () => {
  const { draw } = httpRenderer(url, DEADLINE_MS);
  const odd = { ...request, format: 'gif' } as unknown as MetatileRequest;
  await expect(draw(odd)).rejects.toMatchObject({ kind: 'SourceUnavailable', code: 'InvalidMetatile' });
  await expect(httpRenderer(`${url}/elsewhere`, DEADLINE_MS).draw(request)).rejects.toMatchObject({
    kind: 'SourceUnavailable',
  });
});

test('a renderer that is away is unavailable', async () => {
  await expect(httpRenderer('http://127.0.0.1:9', DEADLINE_MS).draw(request)).rejects.toMatchObject({
    kind: 'SourceUnavailable',
    message: expect.stringContaining('does not answer'),
  });
});

test('a renderer that closes the connection before it answers is asked again', async () => {
  let asked = 0;
  const ending = createServer((incoming, response) => {
    asked += 1;
    if (asked === 1) incoming.socket.destroy();
    else {
      const { method, headers, url: path } = incoming;
      const onward = forward(`${url}${path}`, { method, headers }, (answer) => {
        answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
      });
      incoming.pipe(onward);
    }
  }).listen(0, '127.0.0.1');
  await once(ending, 'listening');
  const { port } = ending.address() as AddressInfo;
  const tiles = await httpRenderer(`http://127.0.0.1:${port}`, DEADLINE_MS).draw(request);
  expect(tiles).toHaveLength(4);
  expect(asked).toBe(2);
  ending.closeAllConnections();
  ending.close();
});
