import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cogSchema } from '@pvs/core/config/cog';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gdalKnowsInt8 } from '../testing/gdal-version.ts';
import { makeRaster } from '../testing/make-package.ts';
import { convertRaster } from './convert-raster.ts';
import { inspectRaster } from './inspect-raster.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pvs-signed-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const signed = (name: string, value: number) =>
  makeRaster(join(scratch, name), { value, options: ['PIXELTYPE=SIGNEDBYTE'] });
const typeOf = (path: string) =>
  inspectRaster({ kind: 'inspect', raster: { path, driver: 'GTiff' } }).bands[0];

test.skipIf(gdalKnowsInt8)('signed bytes are no bytes where some are negative', async () => {
  expect(await signed('plus.tif', 127).then(typeOf)).toMatchObject({ dataType: 'Byte' });
  // 200 is how -56 is stored.
  expect(await signed('minus.tif', 200).then(typeOf)).toMatchObject({ dataType: 'SignedByte' });
});

test('a COG of signed bytes is described as what it is', async () => {
  const path = await signed('in.tif', 100);
  const job = {
    kind: 'convert',
    georeference: { by: 'transform' },
    cog: cogSchema.parse({}),
    scratch,
  } as const;
  const output = join(scratch, 'out.tif');
  const rasters = [{ path, driver: 'GTiff' as const }];
  const cog = await convertRaster({ ...job, rasters, output }, () => undefined);
  expect(cog).toMatchObject({ dataType: 'int8', bands: [{ statistics: { min: 100, max: 100 } }] });
});
