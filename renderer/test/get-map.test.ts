import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import type { Box } from '@pvs/core/geometry/box';
import { pixelsOf, startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

const YAML = `
stack: test
title: Test
collections: [{ id: VHR }, { id: OTHER }]
productTypes:
  - id: rgb
    collection: VHR
    match: { platform: '^RGB$' }
    browses:
      swapped: { title: Blue first, channels: [{ band: blue }, { band: 2 }, { band: 1 }] }
      blue: { channels: [{ band: 3, range: [0, 100] }] }
      infrared: { channels: [{ band: 4 }] }
`;
const RED = [200, 10, 20];
const GREEN = [10, 200, 20];
const BLUE = [10, 20, 200];
const CLEAR = [0, 0, 0, 0];

let renderer: TestRenderer;

const lonLat = (minX: number, minY: number, maxX: number, maxY: number): Box => ({
  crs: 'EPSG:4326',
  minX,
  minY,
  maxX,
  maxY,
});
const utm = { crs: 'EPSG:32633', minX: 500_000, minY: 5_300_000, maxX: 510_000, maxY: 5_310_000 };

beforeAll(async () => {
  renderer = await startRenderer(YAML);
  const { stack } = renderer;
  const scene = { collection: 'VHR', type: 'rgb' };
  await addScene(stack, {
    ...scene,
    identifier: 'RED',
    box: lonLat(10, 40, 11, 41),
    time: '2018-06-01T10:00:00Z',
    color: [200, 10, 20],
  });
  await addScene(stack, {
    ...scene,
    identifier: 'GREEN__2',
    box: lonLat(10.5, 40, 11.5, 41),
    time: '2018-07-01T10:00:00Z',
    color: [10, 200, 20],
  });
  await addScene(stack, {
    collection: 'OTHER',
    identifier: 'BLUE',
    box: lonLat(10.25, 40.25, 10.75, 40.75),
    time: '2017',
    color: [10, 20, 200],
  });
  await addScene(stack, {
    ...scene,
    identifier: 'RAMP',
    box: lonLat(20, 50, 21, 51),
    time: '2018-06-01',
    color: (x, y) => [x * 4, y * 4, 0],
  });
  await addScene(stack, { ...scene, identifier: 'UTM', box: utm, time: '2018-06-02', color: [90, 90, 90] });
});

afterAll(() => renderer.stop());

const base = {
  SERVICE: 'WMS',
  VERSION: '1.3.0',
  REQUEST: 'GetMap',
  LAYERS: 'VHR',
  STYLES: '',
  CRS: 'CRS:84',
  BBOX: '10,40,11.5,41',
  WIDTH: 60,
  HEIGHT: 40,
  FORMAT: 'image/png',
  TRANSPARENT: 'TRUE',
};

async function map(changes: Record<string, string | number> = {}) {
  const response = await renderer.ows({ ...base, ...changes });
  expect(response.statusCode, response.body).toBe(200);
  return { response, ...(await pixelsOf(response.rawPayload)) };
}

/** What is seen at longitudes 10.25, 10.75 and 11.25. */
async function across(changes: Record<string, string | number> = {}) {
  const { at } = await map(changes);
  return [at(10, 20), at(30, 20), at(50, 20)];
}

const opaque = (color: number[]) => [...color, 255];

describe('coordinates', () => {
  test('EPSG:4326 is latitude first in 1.3.0 and longitude first in 1.1.1 and CRS:84: the same picture', async () => {
    const view = { LAYERS: 'RAMP', WIDTH: 50, HEIGHT: 30 };
    const { response: old } = await map({
      ...view,
      VERSION: '1.1.1',
      CRS: '',
      SRS: 'EPSG:4326',
      BBOX: '20.1,50.2,20.9,50.8',
    });
    const { response: crs84, at } = await map({ ...view, BBOX: '20.1,50.2,20.9,50.8' });
    const { response: epsg } = await map({ ...view, CRS: 'EPSG:4326', BBOX: '50.2,20.1,50.8,20.9' });
    expect(crs84.rawPayload).toEqual(old.rawPayload);
    expect(epsg.rawPayload).toEqual(old.rawPayload);
    const [west = 0, north = 0] = at(0, 0);
    const [east = 0, south = 0] = at(49, 29);
    expect([east > west + 150, south > north + 100]).toEqual([true, true]);
  });

  test('a product is drawn in its own UTM zone, pixel for pixel, and shows in Web Mercator', async () => {
    const { at } = await map({ CRS: utm.crs, BBOX: '495000,5300000,505000,5310000', WIDTH: 64, HEIGHT: 64 });
    expect([at(31, 32), at(32, 32)]).toEqual([CLEAR, [90, 90, 90, 255]]);
    const mercator = await map({ CRS: 'EPSG:3857', BBOX: '1675000,6085000,1680000,6090000' });
    expect(mercator.at(30, 20)).toEqual([90, 90, 90, 255]);
  });
});

test('a map over the antimeridian shows what lies on both sides of it', async () => {
  const scene = { collection: 'OTHER', time: '2018', color: [90, 90, 90] } as const;
  await addScene(renderer.stack, { ...scene, identifier: 'WEST', box: lonLat(179, 10, 179.8, 11) });
  await addScene(renderer.stack, { ...scene, identifier: 'EAST', box: lonLat(-179.8, 10, -179, 11) });
  const shown = [90, 90, 90, 255];
  // 170° to 190° east: pixels of a third of a degree.
  const mercator = await map({
    LAYERS: 'OTHER',
    CRS: 'EPSG:3857',
    BBOX: '18924313,1000000,21150703,1300000',
  });
  expect([mercator.at(28, 15), mercator.at(30, 15), mercator.at(32, 15)]).toEqual([shown, CLEAR, shown]);
  const lonLats = await map({ LAYERS: 'OTHER', BBOX: '170,5,190,15' });
  expect([lonLats.at(28, 18), lonLats.at(30, 18), lonLats.at(32, 18)]).toEqual([shown, CLEAR, shown]);
});

describe('what lies where nothing is drawn', () => {
  test('is transparent, white or of the background’s colour', async () => {
    const outside = { BBOX: '9,40,10.5,41' };
    expect((await map(outside)).at(5, 20)).toEqual(CLEAR);
    expect((await map({ ...outside, TRANSPARENT: 'FALSE' })).at(5, 20)).toEqual([255, 255, 255, 255]);
    const { at } = await map({ ...outside, TRANSPARENT: 'false', BGCOLOR: '0x0A141E' });
    expect(at(5, 20)).toEqual([10, 20, 30, 255]);
    expect(at(50, 20)).toEqual(opaque(RED));
  });

  test('a map without any product is empty and no error', async () => {
    expect((await map({ BBOX: '-100,0,-99,1' })).at(0, 0)).toEqual(CLEAR);
  });
});

test.each([
  ['image/png', 'image/png', 'png'],
  ['image/jpeg', 'image/jpeg', 'jpg'],
  ['image/jpg', 'image/jpeg', 'jpg'],
  ['image/webp', 'image/webp', 'webp'],
  ['image/png; mode=8bit', 'image/png', 'png'],
])('FORMAT=%s answers %s', async (format, mediaType, extension) => {
  const { response, widthPx, heightPx, at } = await map({ FORMAT: format });
  expect(response.headers['content-type']).toBe(mediaType);
  expect(response.headers['content-disposition']).toContain(`.${extension}`);
  expect([widthPx, heightPx]).toEqual([60, 40]);
  const seen = at(10, 20);
  RED.forEach((value, i) => expect(Math.abs((seen[i] ?? 0) - value)).toBeLessThan(8));
});

describe('TIME', () => {
  const both = [opaque(RED), opaque(GREEN), opaque(GREEN)];
  const onlyRed = [opaque(RED), opaque(RED), CLEAR];
  const onlyGreen = [CLEAR, opaque(GREEN), opaque(GREEN)];
  const none = [CLEAR, CLEAR, CLEAR];
  test.each([
    ['', both],
    ['2018-06-01T10:00:00Z', onlyRed],
    ['2018-06-01T12:00:00+02:00', onlyRed],
    ['2018-06-01', onlyRed],
    ['2018-06', onlyRed],
    ['2018-06-15/2018-07-01', onlyGreen],
    ['2018-06-15/..', onlyGreen],
    ['../2018-06-01T10:00:00Z', onlyRed],
    ['2018-06-01,2018-07-01', both],
    ['2018-06-01/2018-07-31/P1D', both],
    ['current', onlyGreen],
    ['2018-06-01T10:00:01Z', none],
    ['1999', none],
  ])('%s selects the products that overlap it, the newest on top', async (time, expected) => {
    expect(await across({ TIME: time })).toEqual(expected);
  });
});

describe('layers', () => {
  test('lie over each other, the first at the bottom', async () => {
    expect((await across({ LAYERS: 'VHR,OTHER' }))[1]).toEqual(opaque(GREEN));
    const both = { BBOX: '10.3,40.3,10.45,40.4', STYLES: ',default' };
    expect((await map({ ...both, LAYERS: 'VHR,OTHER' })).at(30, 20)).toEqual(opaque(BLUE));
    expect((await map({ ...both, LAYERS: 'OTHER,VHR' })).at(30, 20)).toEqual(opaque(RED));
  });

  test('of a product show it alone, whatever lies over it, even where its name holds the separator', async () => {
    expect(await across({ LAYERS: 'RED' })).toEqual([opaque(RED), opaque(RED), CLEAR]);
    expect(await across({ LAYERS: 'GREEN__2' })).toEqual([CLEAR, opaque(GREEN), opaque(GREEN)]);
    expect(await across({ LAYERS: 'RED', TIME: '2018-07' })).toEqual([CLEAR, CLEAR, CLEAR]);
  });

  test('of a browse type show its bands, and nothing where a product lacks them', async () => {
    expect((await across({ LAYERS: 'VHR__swapped' }))[0]).toEqual([20, 10, 200, 255]);
    expect((await across({ LAYERS: 'GREEN__2__swapped' }))[2]).toEqual([20, 200, 10, 255]);
    expect((await across({ LAYERS: 'VHR__blue' }))[0]).toEqual([51, 51, 51, 255]);
    expect(await across({ LAYERS: 'VHR__infrared' })).toEqual([CLEAR, CLEAR, CLEAR]);
  });

  test('of outlines show the footprints’ edges, alone or over the picture', async () => {
    const { at } = await map({ LAYERS: 'RED__outlines', BBOX: '9.5,40,11.5,41' });
    const edge = at(15, 20);
    expect([edge[0], (edge[3] ?? 0) > 100, at(30, 20), at(5, 20)]).toEqual([255, true, CLEAR, CLEAR]);
    const outlined = await map({ LAYERS: 'RED__outlined', BBOX: '9.5,40,11.5,41' });
    expect(outlined.at(30, 20)).toEqual(opaque(RED));
    expect(outlined.at(15, 20)[1]).toBeGreaterThan(RED[1]!);
  });
});

test('a replaced product is shown as it is now', async () => {
  const scene = { collection: 'OTHER', identifier: 'NEW', box: lonLat(60, 0, 61, 1), time: '2018' };
  await addScene(renderer.stack, { ...scene, color: [200, 10, 20] });
  const view = { LAYERS: 'OTHER', BBOX: '60,0,61,1' };
  expect((await map(view)).at(30, 20)).toEqual(opaque(RED));
  await addScene(renderer.stack, { ...scene, color: [10, 200, 20], sizePx: 80 });
  expect((await map(view)).at(30, 20)).toEqual(opaque(GREEN));
});

test('a COG that vanished is a failure of the server that nobody keeps, never a hole', async () => {
  const box = lonLat(70, 0, 71, 1);
  await addScene(renderer.stack, {
    collection: 'OTHER',
    identifier: 'GONE',
    box,
    time: '2018',
    color: [1, 2, 3],
  });
  await renderer.stack.store.remove('GONE/scene_COG.tif');
  const response = await renderer.ows({ ...base, LAYERS: 'OTHER', BBOX: '70,0,71,1' });
  expect(response.statusCode).toBe(503);
  expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'retry-after': '5' });
  expect(response.body).toMatch(/ServiceException code="RasterMissing".*GONE/);
});
