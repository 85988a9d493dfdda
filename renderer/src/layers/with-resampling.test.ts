import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Coverage } from '@pvs/core/catalogue/product';
import { parseStack } from '@pvs/core/config/load-stack';
import type { LayerKind } from '@pvs/core/layers/layer';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { makeRaster } from '@pvs/core/testing/make-raster';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCoverage } from '../../test/describe-coverage.ts';
import { drawMap } from '../draw/draw-map.ts';
import { createRasterAccess } from '../raster/raster-access.ts';
import { renderingsOf } from './renderings-of.ts';
import { withResampling } from './with-resampling.ts';

const root = mkdtempSync(join(tmpdir(), 'pvs-resampling-'));
const raster = createRasterAccess({
  store: directoryStore(root),
  blockCacheBytes: 1e7,
  headerCacheEntries: 9,
});
const SIZE = 20;
const coverages: Coverage[] = [];

/** A step from 100 to 200 in the middle, in pixels of ten metres. */
beforeAll(() => {
  for (const [name, type] of [
    ['bytes', 'Byte'],
    ['floats', 'Float32'],
  ] as const) {
    makeRaster(root, `${name}.tif`, {
      ...{ widthPx: SIZE, heightPx: SIZE, bands: 1, type, epsg: 32633, driver: 'COG', options: [] },
      transform: [500_000, 10, 0, 5_000_000, 0, -10],
      value: (x) => (x < SIZE / 2 ? 100 : 200),
    });
    const described = describeCoverage(root, `${name}.tif`);
    coverages.push({ ...described, identifier: name, bands: [{ ...described.bands[0]!, name }] });
  }
});

afterAll(() => rmSync(root, { recursive: true }));

/** Greys from left to right across the step, four pixels of the picture for one of the raster. */
async function step(type: string, shows: LayerKind = { kind: 'browse', browse: '' }): Promise<number[]> {
  const yaml = `stack: t\ntitle: T\ncollections: [{ id: C }]\nproductTypes: [{ id: T, collection: C, ${type} }]\n`;
  const stack = parseStack(yaml, 'test.yml');
  const browse = shows.kind === 'browse' ? shows.browse : '';
  const renderings = withResampling(
    renderingsOf({ type: 'T', coverages, browses: [] }, browse, stack),
    stack.productTypes[0],
    shows,
  );
  const box = { crs: 'EPSG:32633', minX: 500_070, minY: 4_999_900, maxX: 500_130, maxY: 4_999_960 };
  const { rgba } = await drawMap(
    { box, widthPx: 24, heightPx: 24, resampling: 'bilinear', renderings },
    raster,
  );
  return Array.from({ length: 24 }, (_, x) => rgba[(12 * 24 + x) * 4]!);
}

const overshoots = (greys: readonly number[]) => Math.min(...greys) < 100 && Math.max(...greys) > 200;
const between = (greys: readonly number[]) => greys.filter((grey) => grey > 100 && grey < 200).length;

test.each([
  ['bands', `channels: [{ band: bytes, range: [0, 255] }]`],
  ['samples of more bits', `channels: [{ band: floats, range: [0, 255] }]`],
  ['expressions', `channels: [{ expression: floats + 0 * bytes, range: [0, 255] }]`],
  [
    'three rasters',
    `channels: [{ band: bytes, range: [0, 255] }, { band: floats, range: [0, 255] }, { band: bytes }]`,
  ],
])('a browse type of %s says how it is resampled, else its product type', async (_, channels) => {
  const browse = (resampling: string) => `browses: { default: { ${channels}${resampling} } }`;
  const plain = await step(browse(''));
  expect(overshoots(plain)).toBe(false);
  expect(between(plain)).toBe(4);
  expect(overshoots(await step(browse(', resampling: cubic')))).toBe(true);
  expect(overshoots(await step(`resampling: cubic, ${browse('')}`))).toBe(true);
  expect(between(await step(`resampling: cubic, ${browse(', resampling: nearest')}`))).toBe(0);
  expect(between(await step(browse(', resampling: average')))).toBe(0);
});

test('classes are never mixed, whatever the product type says', async () => {
  const colormap = `colormap: { values: [[100, '#646464'], [200, '#c8c8c8']] }`;
  const greys = await step(
    `resampling: cubic, browses: { default: { channels: [{ band: bytes }], ${colormap} } }`,
  );
  expect([...new Set(greys)]).toEqual([100, 200]);
});

test('of a single coverage the product type says it, the default browse type does not', async () => {
  const browses = 'browses: { default: { channels: [{ band: bytes }], resampling: cubic } }';
  const shows = { kind: 'coverage', coverage: 'bytes' } as const;
  expect(overshoots(await step(browses, shows))).toBe(false);
  expect(overshoots(await step(`resampling: cubic, ${browses}`, shows))).toBe(true);
});
