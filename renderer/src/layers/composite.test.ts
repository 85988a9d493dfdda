import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browse, Coverage } from '@pvs/core/catalogue/product';
import { parseStack } from '@pvs/core/config/load-stack';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { makeRaster } from '@pvs/core/testing/make-raster';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeCoverage } from '../../test/describe-coverage.ts';
import { drawMap } from '../draw/draw-map.ts';
import { createRasterAccess } from '../raster/raster-access.ts';
import { renderingsOf } from './renderings-of.ts';

const root = mkdtempSync(join(tmpdir(), 'pvs-composite-'));
const raster = createRasterAccess({
  store: directoryStore(root),
  blockCacheBytes: 1e7,
  headerCacheEntries: 9,
});
const coverages: Coverage[] = [];

/** One band of a square kilometre, of its own resolution; without data in its last tenth. */
function addBand(name: string, value: number, pixelM: number) {
  const sizePx = 1000 / pixelM;
  makeRaster(root, `${name}.tif`, {
    ...{ widthPx: sizePx, heightPx: sizePx, bands: 1, type: 'Byte', epsg: 32633, driver: 'COG', nodata: 0 },
    transform: [500_000, pixelM, 0, 5_000_000, 0, -pixelM],
    value: (x) => (name === 'blue' && x >= sizePx * 0.9 ? 0 : value),
    options: ['COMPRESS=DEFLATE'],
  });
  const described = describeCoverage(root, `${name}.tif`);
  const bands = described.bands.map((band) => ({ ...band, name }));
  coverages.push({ ...described, identifier: name, bands });
}

beforeAll(() => {
  addBand('red', 200, 10);
  addBand('green', 100, 10);
  addBand('blue', 50, 20);
});

afterAll(() => rmSync(root, { recursive: true }));

const channels = ['red', 'green', 'blue'].map((name) => ({ coverage: name, band: name }));
const registered: Browse = { type: '', channels };
const stack = (types: string) =>
  parseStack(`stack: t\ntitle: T\ncollections: [{ id: C }]\n${types}`, 'test.yml');
const CONFIGURED = `productTypes:
  - { id: T, collection: C, browses: { default: { channels: [{ band: red }, { band: green }, { band: blue }] } } }
`;

it.each([
  ['a registered picture', [registered], ''],
  ['a configured picture', [], CONFIGURED],
])('%s takes its colours from rasters of different resolution', async (_, browses, types) => {
  const renderings = renderingsOf({ type: 'T', coverages, browses }, '', stack(types));
  const box = { crs: 'EPSG:32633', minX: 500_000, minY: 4_999_000, maxX: 501_000, maxY: 5_000_000 };
  const { rgba } = await drawMap(
    { box, widthPx: 50, heightPx: 50, resampling: 'bilinear', renderings },
    raster,
  );
  const at = (x: number) => [...rgba.subarray((25 * 50 + x) * 4, (25 * 50 + x) * 4 + 4)];
  expect(at(20)).toEqual([200, 100, 50, 255]);
  expect(at(48)[3]).toBe(0);
});

it('without one of its bands there is no such picture', () => {
  const two = coverages.slice(0, 2);
  expect(renderingsOf({ type: 'T', coverages: two, browses: [] }, '', stack(CONFIGURED))).toEqual([]);
});
