import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Coverage } from '@pvs/core/catalogue/product';
import { parseStack } from '@pvs/core/config/load-stack';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { makeRaster } from '@pvs/core/testing/make-raster';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCoverage } from '../../test/describe-coverage.ts';
import { drawMap } from '../draw/draw-map.ts';
import { renderingsOf } from '../layers/renderings-of.ts';
import { createRasterAccess } from '../raster/raster-access.ts';

const root = mkdtempSync(join(tmpdir(), 'pvs-computed-'));
const raster = createRasterAccess({
  store: directoryStore(root),
  blockCacheBytes: 1e7,
  headerCacheEntries: 9,
});
const coverages: Record<string, Coverage> = {};
const SIZE = 100;

/** A square kilometre of ten-metre pixels. */
function add(
  name: string,
  bands: string[],
  type: string,
  value: (x: number, y: number, band: number) => number,
) {
  makeRaster(root, `${name}.tif`, {
    ...{ widthPx: SIZE, heightPx: SIZE, bands: bands.length, type, epsg: 32633, driver: 'COG', nodata: 0 },
    transform: [500_000, 10, 0, 5_000_000, 0, -10],
    value,
    options: ['COMPRESS=DEFLATE'],
  });
  const described = describeCoverage(root, `${name}.tif`);
  const named = described.bands.map((band, i) => ({ ...band, name: bands[i]! }));
  coverages[name] = { ...described, identifier: name, bands: named };
}

beforeAll(() => {
  // Red is 100, and near infrared grows from 100 at the left to 397 at the right; the last tenth is without data.
  const nir = (x: number) => (x >= 90 ? 0 : 100 + 3 * x);
  add('both', ['red', 'nir'], 'UInt16', (x, _, band) => (x >= 90 ? 0 : band === 0 ? 100 : nir(x)));
  add('red', ['red'], 'UInt16', () => 100);
  add('nir', ['nir'], 'UInt16', nir);
  add('classes', ['class'], 'Byte', (x) => (x < 50 ? 1 : 2));
  add('dem', ['height'], 'Float32', (x, y) => 1000 + 10 * x + 5 * y);
});

/** Heights with a single pixel of none. */
const makeHole = () => add('hole', ['height'], 'Float32', (x, y) => (x === 50 && y === 50 ? 0 : 1000 + x));

afterAll(() => rmSync(root, { recursive: true }));

/** The pixel of a map of the raster's own grid, in a browse type of YAML. */
async function draw(browse: string, names: string[]) {
  const yaml = `stack: t\ntitle: T\ncollections: [{ id: C }]\nproductTypes:\n  - { id: T, collection: C, browses: { default: ${browse} } }\n`;
  const shown = names.map((name) => coverages[name]!);
  const renderings = renderingsOf(
    { type: 'T', coverages: shown, browses: [] },
    '',
    parseStack(yaml, 'test.yml'),
  );
  expect(renderings).not.toEqual([]);
  const box = { crs: 'EPSG:32633', minX: 500_000, minY: 4_999_000, maxX: 501_000, maxY: 5_000_000 };
  const { rgba } = await drawMap(
    { box, widthPx: SIZE, heightPx: SIZE, resampling: 'bilinear', renderings },
    raster,
  );
  return (x: number, y = 50) => [...rgba.subarray((y * SIZE + x) * 4, (y * SIZE + x) * 4 + 4)];
}

const NDVI = '(nir - red) / (nir + red)';
const ndvi = (x: number) => (3 * x) / (200 + 3 * x);
const clear = [0, 0, 0, 0];

test.each([
  ['of one raster', ['both']],
  ['of rasters of their own', ['nir', 'red']],
])('an expression over bands %s is worked out for each pixel', async (_, names) => {
  const at = await draw(`{ channels: [{ expression: '${NDVI}', range: [0, 1] }] }`, names);
  for (const x of [5, 40, 80]) {
    const grey = Math.round(ndvi(x) * 255);
    expect(at(x), String(x)).toEqual([grey, grey, grey, 255]);
  }
  expect(at(95)).toEqual(clear);
});

test('an expression of numbers alone is that number', async () => {
  const at = await draw(`{ channels: [{ expression: '1 / 2', range: [0, 1] }] }`, ['both']);
  expect(at(5)).toEqual([128, 128, 128, 255]);
});

test('gamma brightens, and three channels are three colours', async () => {
  const at = await draw(
    `{ channels: [{ band: nir, range: [0, 400], gamma: 2 }, { band: red, range: [0, 200] }, { expression: 'nir * 0', range: [0, 1] }] }`,
    ['both'],
  );
  expect(at(0)).toEqual([Math.round(Math.sqrt(0.25) * 255), 128, 0, 255]);
});

test.each([
  ['16 bits', 'nir', 'both', [100, 400]],
  ['bytes', 'class', 'classes', [0, 7]],
  ['a raster of its own', 'nir', 'nir', [100, 400]],
] as const)('gamma of %s is looked up, and looks like what is worked out', async (_, band, name, range) => {
  const channel = (of: string) => `{ ${of}, range: [${range.join()}], gamma: 2.2 }`;
  const looked = await draw(`{ channels: [${channel(`band: ${band}`)}] }`, [name]);
  const worked = await draw(`{ channels: [${channel(`expression: ${band}`)}] }`, [name]);
  const [low, high] = range;
  for (let x = 0; x < SIZE; x++) {
    const [level, exact] = [looked(x), worked(x)];
    expect(level[3]).toBe(exact[3]);
    expect(Math.abs(level[0]! - exact[0]!)).toBeLessThanOrEqual(1);
  }
  const value = band === 'nir' ? 220 : 1;
  expect(looked(40)[0]).toBe(Math.round(255 * ((value - low) / (high - low)) ** (1 / 2.2)));
});

test('ramps colour values between the ends of the range', async () => {
  const at = await draw(`{ channels: [{ expression: '${NDVI}', range: [0, 1] }], colormap: bluered }`, [
    'both',
  ]);
  const [red, green, blue] = at(40) as [number, number, number];
  expect(Math.abs(red - ndvi(40) * 255)).toBeLessThan(2);
  expect([green, Math.abs(blue - (1 - ndvi(40)) * 255) < 2]).toEqual([0, true]);
});

test('a ramp of own values is interpolated between them, with opacity', async () => {
  const at = await draw(
    `{ channels: [{ band: nir }], colormap: { ramp: [[100, '#000000'], [200, '#64c80080'], [300, '#64c80080']] } }`,
    ['both'],
  );
  expect(at(0)).toEqual([0, 0, 0, 255]);
  expect(at(60)).toEqual([100, 200, 0, 128]);
});

test('values have their colours and are never mixed; others are transparent', async () => {
  const at = await draw(`{ channels: [{ band: class }], colormap: { values: [[1, '#ff0000']] } }`, [
    'classes',
  ]);
  expect([at(48), at(49), at(50)]).toEqual([[255, 0, 0, 255], [255, 0, 0, 255], clear]);
});

test('intervals begin at their values; what is below the first is transparent', async () => {
  const at = await draw(
    `{ channels: [{ band: nir }], colormap: { intervals: [[250, '#00ff00'], [130, '#0000ff']] } }`,
    ['both'],
  );
  expect([at(9), at(10), at(49), at(50)]).toEqual([
    clear,
    [0, 0, 255, 255],
    [0, 0, 255, 255],
    [0, 255, 0, 255],
  ]);
});

test('what is out of bounds is shown as the ends, or not at all', async () => {
  const browse = (more: string) => `{ channels: [{ band: nir, range: [130, 250], gamma: 1.1 }]${more} }`;
  expect((await draw(browse(''), ['both']))(0)).toEqual([0, 0, 0, 255]);
  const at = await draw(browse(', outOfBounds: transparent'), ['both']);
  expect([at(0), at(70), at(30)[3]]).toEqual([clear, clear, 255]);
});

test('a browse type’s own nodata is transparent where the band has none', async () => {
  const bands = coverages['classes']!.bands.map(({ name, color }) => ({ name, color }));
  coverages['plain'] = { ...coverages['classes']!, bands };
  const at = await draw(`{ channels: [{ band: class }], nodata: 2 }`, ['plain']);
  expect([at(20), at(80)]).toEqual([[1, 1, 1, 255], clear]);
});

test('opacity comes from a band or an expression; where it is nothing, neither is the picture', async () => {
  const browse = (alpha: string) => `{ channels: [{ band: red, range: [0, 200] }], alpha: ${alpha} }`;
  const band = await draw(browse('{ band: nir, range: [100, 355] }'), ['both']);
  // Drawn over nothing, colours stay what they are.
  expect([band(0), band(20), band(85)]).toEqual([clear, [128, 128, 128, 60], [128, 128, 128, 255]]);
  const expression = await draw(browse(`{ expression: 'nir > 250 ? 0.5 : 1', range: [0, 1] }`), ['both']);
  expect([expression(10)[3], expression(70)[3], expression(95)]).toEqual([255, 128, clear]);
});

test('hillshade is the light on the slope, the same in all of an even one', async () => {
  const at = await draw(`{ channels: [{ band: height, hillshade: { azimuth: 270 } }] }`, ['dem']);
  // Heights rise by 1 m/m to the east and by 0.5 m/m to the south.
  const [dx, dy] = [1, -0.5];
  const light = Math.SQRT1_2 + dx * Math.SQRT1_2 + dy * 0;
  const grey = Math.round((255 * light) / Math.sqrt(1 + dx * dx + dy * dy));
  for (const x of [10, 50, 90]) expect(Math.abs(at(x)[0]! - grey)).toBeLessThanOrEqual(1);
});

test('hillshade is nowhere where there is no height', async () => {
  makeHole();
  const at = await draw(`{ channels: [{ band: height, hillshade: {} }] }`, ['hole']);
  expect([at(50, 50)[3], at(20, 50)[3]]).toEqual([0, 255]);
});

test('a product without one of the bands has no such picture', () => {
  const yaml = `stack: t\ntitle: T\ncollections: [{ id: C }]\nproductTypes:\n  - { id: T, collection: C, browses: { default: { channels: [{ expression: 'red + swir', range: [0, 1] }] } } }\n`;
  const stack = parseStack(yaml, 'test.yml');
  expect(renderingsOf({ type: 'T', coverages: [coverages['both']!], browses: [] }, '', stack)).toEqual([]);
});

test.each([
  ["{ channels: [{ expression: 'nir +', range: [0, 1] }] }", /nir \+.*character/],
  ["{ channels: [{ expression: 'nir' }] }", /an expression needs a range/],
  ["{ channels: [{ band: a, expression: 'b', range: [0, 1] }] }", /either band or expression/],
  ["{ channels: [{ expression: 'process()', range: [0, 1] }] }", /process/],
  ['{ channels: [{ band: 1 }, { band: 2 }, { band: 3 }], colormap: viridis }', /one channel/],
  ['{ channels: [{ band: 1 }], colormap: { values: [[1, red]] } }', /#0a64ff/],
])('%s is refused', (browse, message) => {
  const yaml = `stack: t\ntitle: T\ncollections: [{ id: C }]\nproductTypes:\n  - { id: T, collection: C, browses: { default: ${browse} } }\n`;
  expect(() => parseStack(yaml, 'test.yml')).toThrow(message);
});
