import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCrs, projector, requireCrs } from '@pvs/core/crs/crs';
import { addScene } from '@pvs/core/testing/add-scene';
import { pixelsOf, startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

const PLACES = { europe: [15, 48], arctic: [-40, 78], antarctic: [70, -72], america: [-93, 40] } as const;
/** Two that are not built in, one of them in feet. */
const YAML = `
stack: test
title: Test
collections: [{ id: C }]
crs:
  - code: EPSG:31287
    title: MGI / Austria Lambert
    proj4: +proj=lcc +lat_0=47.5 +lon_0=13.3333333333333 +lat_1=49 +lat_2=46 +x_0=400000 +y_0=400000 +ellps=bessel +towgs84=577.326,90.129,463.919,5.137,1.474,5.297,2.4232 +units=m
    axisOrder: yx
    domain: [9.53, 46.4, 17.17, 49.02]
  - code: EPSG:3418
    title: NAD83 / Iowa South (ftUS)
    proj4: +proj=lcc +lat_0=40 +lon_0=-93.5 +lat_1=41.7833333333333 +lat_2=40.6166666666667 +x_0=500000.00001016 +y_0=0 +datum=NAD83 +units=us-ft
`;
const SIDE = 101;
const MIDDLE = 50;
let renderer: TestRenderer;

/** One degree about each place, red in its north-western quarter. */
beforeAll(async () => {
  renderer = await startRenderer(YAML);
  for (const [identifier, [lon, lat]] of Object.entries(PLACES)) {
    const box = { crs: 'EPSG:4326', minX: lon - 0.5, maxX: lon + 0.5, minY: lat - 0.5, maxY: lat + 0.5 };
    const color = (x: number, y: number) =>
      x < 32 && y < 32 ? ([200, 0, 0] as const) : ([0, 0, 200] as const);
    await addScene(renderer.stack, { identifier, collection: 'C', box, time: '2018', color });
  }
});

afterAll(() => renderer.stop());

test.each([
  ...(['CRS:84', 'EPSG:4326', 'EPSG:4258', 'EPSG:3857', 'EPSG:3395', 'EPSG:3035', 'EPSG:3034'] as const).map(
    (crs) => [crs, 'europe'] as const,
  ),
  ...(['EPSG:32633', 'EPSG:25833', 'EPSG:32733', 'EPSG:31287'] as const).map(
    (crs) => [crs, 'europe'] as const,
  ),
  ...(['EPSG:26915', 'EPSG:32615', 'EPSG:4269', 'EPSG:3418'] as const).map(
    (crs) => [crs, 'america'] as const,
  ),
  ...(['EPSG:3413', 'EPSG:3995', 'EPSG:5041', 'EPSG:32661', 'EPSG:3574'] as const).map(
    (crs) => [crs, 'arctic'] as const,
  ),
  ...(['EPSG:3031', 'EPSG:3976', 'EPSG:5042', 'EPSG:32761'] as const).map(
    (crs) => [crs, 'antarctic'] as const,
  ),
])('a map in %s shows %s in its place, with its axes', async (code, place) => {
  const { crs, axisOrder } = parseCrs(code);
  const [lon, lat] = PLACES[place];
  const lonLat = requireCrs('EPSG:4326').proj4;
  const [x, y] = projector(lonLat, crs.proj4)(lon, lat);
  const half = crs.proj4.includes('longlat') ? 0.8 : 90_000 / crs.metresPerUnit;
  const [west, south, east, north] = [x - half, y - half, x + half, y + half];
  const bbox = axisOrder === 'yx' ? [south, west, north, east] : [west, south, east, north];
  const response = await renderer.ows({
    ...{ SERVICE: 'WMS', VERSION: '1.3.0', REQUEST: 'GetMap', LAYERS: 'C', STYLES: '', FORMAT: 'image/png' },
    ...{ CRS: code, BBOX: bbox.join(','), WIDTH: SIDE, HEIGHT: SIDE, TRANSPARENT: 'TRUE' },
  });
  expect(response.statusCode, response.body).toBe(200);
  const { at } = await pixelsOf(response.rawPayload);
  const colorAt = (longitude: number, latitude: number) => {
    const [px, py] = projector(lonLat, crs.proj4)(longitude, latitude);
    const scale = SIDE / (2 * half);
    return at(Math.floor((px - west) * scale), Math.floor((north - py) * scale));
  };
  expect(colorAt(lon - 0.25, lat + 0.25)).toEqual([200, 0, 0, 255]);
  expect(colorAt(lon + 0.25, lat + 0.25)).toEqual([0, 0, 200, 255]);
  expect(colorAt(lon - 0.25, lat - 0.25)).toEqual([0, 0, 200, 255]);
  expect(at(MIDDLE, 0)[3] === 0 && at(MIDDLE, SIDE - 1)[3] === 0).toBe(true);
});

test.each(['EPSG:31287', 'EPSG:3418'])('capabilities list %s, which the stack defines', async (code) => {
  const request = { SERVICE: 'WMS', VERSION: '1.3.0', REQUEST: 'GetCapabilities' };
  expect((await renderer.ows(request)).body).toContain(`<CRS>${code}</CRS>`);
});
