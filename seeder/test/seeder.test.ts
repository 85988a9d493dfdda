import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cacheContext } from '@pvs/cache/cache-context';
import { cachePlugin } from '@pvs/cache/plugin';
import { listTokens } from '@pvs/core/access/token-book';
import { createApp } from '@pvs/core/http/create-app';
import type { MetatileRequest } from '@pvs/core/layers/metatile';
import { addScene } from '@pvs/core/testing/add-scene';
import { messageId } from '@pvs/core/queue/message-id';
import { runItems } from '@pvs/core/testing/run-items';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { until } from '@pvs/core/testing/until';
import { drawMetatile } from '@pvs/renderer/draw-metatile';
import { answerOws } from '@pvs/renderer/requests/answer-ows';
import { rendererContext } from '@pvs/renderer/renderer-context';
import { SEED_REPORTS, type SeedReport } from '@pvs/core/seeding/seed-report';
import { seedStage } from '../src/seed-stage.ts';

let stack: TestStack;
let app: FastifyInstance;
let cacheUrl: string;
const drawn: MetatileRequest[] = [];

beforeAll(async () => {
  stack = await startTestStack(`
stack: test
title: Test
collections: [{ id: VHR }, { id: OTHER }]
tileMatrixSets: [{ id: WebMercatorQuad, maxZoom: 14 }, { id: WorldCRS84Quad, minZoom: 3, maxZoom: 4 }]
seeding: { minZoom: 2, maxZoom: 8 }
`);
  const draw = drawMetatile(rendererContext(stack));
  app = createApp(stack.log, []);
  await app.register(cachePlugin, {
    context: cacheContext(stack),
    renderer: {
      draw: (request, signal) => {
        drawn.push(request);
        return draw(request, signal);
      },
      ows: answerOws(rendererContext(stack)),
    },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  cacheUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const scene = { collection: 'VHR', color: [200, 10, 10] } as const;
  const box = { crs: 'EPSG:4326', minX: 10.1, minY: 40.1, maxX: 11, maxY: 41 };
  await addScene(stack, { ...scene, identifier: 'JUNE', box, time: '2018-06-01' });
  const east = { ...box, minX: 60, maxX: 61 };
  await addScene(stack, { ...scene, identifier: 'JULY', box: east, time: '2018-07-01' });
  await addScene(stack, { ...scene, identifier: 'ELSE', collection: 'OTHER', box: east, time: '2018-06-02' });
});

beforeEach(() => void drawn.splice(0));

afterAll(async () => {
  await app.close();
  await stack.stop();
});

const seed = (message: object | string, url = cacheUrl) =>
  runItems(stack, seedStage({ ...stack, cacheUrl: url }), [
    typeof message === 'string' ? message : JSON.stringify(message),
  ]);

const originOf = async (path: string) =>
  (await app.inject({ method: 'HEAD', url: `/cache/tiles/${path}` })).headers['x-tile-origin'];

describe('an interval on the queue', () => {
  test('fills the tiles on which its products lie, and no others', async () => {
    expect(await seed('2018-06')).toMatchObject({ success: ['2018-06'], problems: {} });
    drawn.splice(0);
    expect(await originOf('VHR/WebMercatorQuad/8/135/96.png')).toBe('hit');
    expect(await originOf('VHR/WebMercatorQuad/8/135/96.png?time=2018-06')).toBe('hit');
    expect(await originOf('VHR/WebMercatorQuad/2/2/1.png')).toBe('hit');
    expect(await originOf('VHR/WorldCRS84Quad/4/16/4.png')).toBe('hit');
    expect(await originOf('OTHER/WebMercatorQuad/8/170/96.png')).toBe('hit');
    expect(drawn).toEqual([]);
    // July's product, and a zoom that is not seeded.
    expect(await originOf('VHR/WebMercatorQuad/8/170/96.png')).toBe('miss');
    expect(await originOf('VHR/WebMercatorQuad/9/270/192.png')).toBe('miss');
  });

  test('pushed again draws nothing', async () => {
    await seed('2018-06');
    drawn.splice(0);
    expect((await seed('2018-06')).success).toEqual(['2018-06']);
    expect(drawn).toEqual([]);
  });

  test('is narrowed down by collection, box and zooms', async () => {
    const message = {
      interval: '2018',
      collection: 'VHR',
      bbox: [60.2, 40, 60.4, 41],
      minZoom: 11,
      maxZoom: 11,
    };
    await seed(message);
    expect(drawn.length).toBeGreaterThan(0);
    expect(new Set(drawn.map(({ layer, range }) => `${layer} ${range.zoom}`))).toEqual(new Set(['VHR 11']));
    const columns = drawn.map(({ range }) => range.maxColumn);
    // Column 1366 ends at 60.3°, so with its metatile 1367 is the last, 60.46°.
    expect(Math.max(...columns)).toBe(1367);
  });

  test('is narrowed down by a geometry, down to its tiles', async () => {
    // A triangle whose box has three times as many tiles.
    const triangle = [
      [60.05, 40.05],
      [60.95, 40.05],
      [60.95, 40.95],
      [60.05, 40.05],
    ];
    const geometry = { type: 'Polygon', coordinates: [triangle] };
    const sets = { tileMatrixSets: ['WebMercatorQuad'], minZoom: 13, maxZoom: 13 };
    const message = JSON.stringify({ interval: '2018-07', collection: 'VHR', geometry, ...sets });
    const { problems } = await seed(message);
    expect(problems).toEqual({});
    const of = async (id: string) =>
      JSON.parse((await stack.redis.hget(SEED_REPORTS, id)) ?? '{}') as SeedReport;
    expect(await originOf('VHR/WebMercatorQuad/13/5476/3091.png')).toBe('hit');
    const { total } = await of(messageId(message));
    // Twenty columns of tiles of 0.044 degrees; beside the diagonal half of them, and those on it.
    expect(total / 2).toBeGreaterThan(250);
    expect(total / 2).toBeLessThan(350);
  });

  test('is narrowed down by layers, sets and formats, and reports what it did', async () => {
    const message = JSON.stringify({
      interval: '2018-06',
      layers: ['VHR__outlines'],
      tileMatrixSets: ['WebMercatorQuad'],
      formats: ['jpeg', 'mixed'],
      minZoom: 8,
      maxZoom: 8,
    });
    await seed(message);
    const asked = drawn.map(({ layer, format, tileMatrixSet }) => `${layer} ${format} ${tileMatrixSet}`);
    expect(new Set(asked)).toEqual(
      new Set(['VHR__outlines jpeg WebMercatorQuad', 'VHR__outlines mixed WebMercatorQuad']),
    );
    const report = JSON.parse((await stack.redis.hget(SEED_REPORTS, message)) ?? '{}') as SeedReport;
    // Two formats, and the second time selects the same products.
    expect(report).toMatchObject({ done: report.total, failed: 0, secondsLeft: 0, failures: [] });
    expect(report.miss + report.empty).toBeGreaterThan(0);
    expect(report.hit).toBe(report.total / 2);
  });

  test('of no products does nothing', async () => {
    expect((await seed('1999')).success).toEqual(['1999']);
    expect(drawn).toEqual([]);
  });
});

test.each([
  ['soon', 'InvalidTime', /'soon'/],
  ['', 'InvalidTime', /expected/],
  ['{"interval"', 'InvalidMessage', /begins like JSON/],
  [
    '{"interval": "2018", "zoom": 3}',
    'InvalidMessage',
    /collection, layers, bbox, geometry, minZoom, maxZoom, formats, tileMatrixSets/,
  ],
  ['{"interval": "2018", "bbox": [1, 2, 0, 3]}', 'InvalidMessage', /west, south, east, north/],
  ['{"interval": "2018", "geometry": {"type": "Circle"}}', 'InvalidGeometry', /Circle.*Polygon/],
  [
    '{"interval": "2018", "geometry": {"type": "Point", "coordinates": [1, 91]}}',
    'InvalidGeometry',
    /91.*-90 to 90/,
  ],
  ['{"interval": "2018", "minZoom": 9, "maxZoom": 3}', 'InvalidMessage', /9.*3/],
  ['{"interval": "2018", "layers": ["MOON"]}', 'UnknownLayer', /'MOON'/],
  ['{"interval": "2018", "tileMatrixSets": ["MOON"]}', 'UnknownTileMatrixSet', /'MOON'.*WebMercatorQuad/],
  ['{"interval": "2018", "collection": "MOON"}', 'UnknownCollection', /'MOON'.*VHR, OTHER/],
])('%j is a problem with its reason', async (message, code, reason) => {
  const { problems } = await seed(message);
  expect(Object.values(problems)).toMatchObject([{ code, message: expect.stringMatching(reason) }]);
});

test('ten megabytes of JSON are a problem that can be listed', async () => {
  const { problems } = await seed(JSON.stringify({ interval: 'x'.repeat(10 * 1024 ** 2) }));
  const [problem] = Object.values(problems);
  expect(problem).toMatchObject({ code: 'InvalidTime', queue: 'seed_queue' });
  expect(problem?.raw.length).toBeGreaterThan(10 * 1024 ** 2);
  expect(problem?.message.length).toBeLessThan(2100);
});

test('more tiles than can be planned are refused before they are listed', async () => {
  const box = { crs: 'EPSG:4326', minX: -180, minY: -90, maxX: 180, maxY: 90 };
  await addScene(stack, { identifier: 'WORLD', collection: 'OTHER', box, time: '2030', color: [1, 2, 3] });
  const message = JSON.stringify({ interval: '2030', minZoom: 14, maxZoom: 14 });
  const { problems } = await seed(message);
  expect(problems[message]).toMatchObject({
    code: 'TooManyTiles',
    message: expect.stringMatching(/maxZoom/),
  });
});

test('tiles that the cache refuses are a problem that names them', async () => {
  // Its cache knows nothing of this layer.
  const stranger = createApp(stack.log, []);
  const other = {
    ...cacheContext(stack),
    stack: { ...stack.stack, collections: [{ id: 'MOON', abstract: '' }] },
  };
  await stranger.register(cachePlugin, {
    context: other,
    renderer: { draw: async () => [], ows: answerOws(rendererContext(stack)) },
  });
  await stranger.listen({ host: '127.0.0.1', port: 0 });
  const { port } = stranger.server.address() as AddressInfo;
  const { problems } = await seed('2018-07-01', `http://127.0.0.1:${port}`);
  expect(problems['2018-07-01']).toMatchObject({
    code: 'TilesFailed',
    message: expect.stringMatching(/tiles were refused.*VHR\/WebMercatorQuad/),
  });
  await stranger.close();
});

test('what is restricted is filled by a token of the seeder, which ends with its work', async () => {
  const collections = stack.stack.collections.map((one) => ({ ...one, restricted: one.id === 'VHR' }));
  const restricted = { ...stack, stack: { ...stack.stack, collections } };
  const cache = createApp(stack.log, []);
  await cache.register(cachePlugin, {
    context: cacheContext(restricted),
    renderer: { draw: drawMetatile(rendererContext(stack)), ows: answerOws(rendererContext(stack)) },
  });
  const url = await cache.listen({ host: '127.0.0.1', port: 0 });
  const message = JSON.stringify({ interval: '2018-06', collection: 'VHR', minZoom: 7, maxZoom: 7 });
  expect(await runItems(stack, seedStage({ ...restricted, cacheUrl: url }), [message])).toMatchObject({
    problems: {},
  });
  const json = await stack.redis.hget(SEED_REPORTS, messageId(message));
  const report = JSON.parse(json ?? '{}') as SeedReport;
  expect(report).toMatchObject({ failed: 0 });
  expect(report.total).toBeGreaterThan(0);
  expect(await listTokens(stack.redis)).toEqual([]);
  const tile = '/cache/tiles/VHR/WebMercatorQuad/7/67/48.png';
  expect((await cache.inject(tile)).statusCode).toBe(404);
  await cache.close();
});

test('while the cache is away the seeder waits', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  const seeding = seed('2018-06-01', `http://127.0.0.1:${port}`);
  const late = createApp(stack.log, []);
  await late.register(cachePlugin, {
    context: cacheContext(stack),
    renderer: { draw: drawMetatile(rendererContext(stack)), ows: answerOws(rendererContext(stack)) },
  });
  const step = async () => (await stack.redis.hget('seed_progress', '2018-06-01')) ?? '';
  await until(async () => (await step()).includes('fill'));
  await late.listen({ host: '127.0.0.1', port });
  expect((await seeding).success).toEqual(['2018-06-01']);
  await late.close();
});
