import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CogConfig, cogSchema } from '@pvs/core/config/cog';
import { pythonWithClients, runPython } from '@pvs/core/testing/python-clients';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convertRaster } from '../gdal/convert-raster.ts';
import { makeRaster } from '../testing/make-package.ts';

const python = await pythonWithClients();
const rasters = join(import.meta.dirname, '../../../../shared/data/rasters');
const hasRasters = existsSync(rasters);
// oxlint-disable-next-line no-console -- a skipped check must not look like a passed one
if (!hasRasters) console.warn(`real rasters are not there (${rasters}): COGs of them are not validated`);

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pvs-rio-cogeo-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function convert(path: string, given: Partial<CogConfig>, name: string): Promise<string> {
  const output = join(scratch, name);
  const cog = cogSchema.parse(given);
  const job = {
    kind: 'convert',
    rasters: [{ path, driver: 'GTiff' }],
    georeference: { by: 'transform' },
  } as const;
  await convertRaster({ ...job, cog, output, scratch }, () => undefined);
  return output;
}

/** What rio-cogeo says of each file: valid or not, and its errors. */
const validate = (paths: readonly string[]) =>
  runPython<[boolean, string[]][]>(
    python!,
    `import json, sys
from rio_cogeo import cog_validate
print(json.dumps([cog_validate(path, quiet=True)[:2] for path in sys.argv[1:]]))`,
    ...paths,
  );

const valid = [true, []];
const LAYOUTS: readonly Partial<CogConfig>[] = [
  {},
  { blockSizePx: 256, compression: 'ZSTD' },
  { compression: 'LZW', overviewResampling: 'nearest' },
  { compression: 'LERC', maxError: 1 },
  { compression: 'JPEG', quality: 80 },
  { compression: 'WEBP' },
  { compression: 'NONE' },
  { alignedTo: 'WebMercatorQuad', blockSizePx: 256 },
  { crs: 'EPSG:4326' },
];

describe.runIf(python)('rio-cogeo finds no fault with', () => {
  test('COGs of every layout', async () => {
    const path = await makeRaster(join(scratch, 'in.tif'), {
      widthPx: 1300,
      heightPx: 900,
      bands: 3,
      colors: ['Red', 'Green', 'Blue'],
    });
    const outputs: string[] = [];
    for (const [i, layout] of LAYOUTS.entries()) outputs.push(await convert(path, layout, `layout-${i}.tif`));
    expect(await validate(outputs)).toEqual(LAYOUTS.map(() => valid));
  });

  test.runIf(hasRasters)(
    'COGs of real rasters that can be placed',
    async () => {
      const outputs: string[] = [];
      for (const [i, path] of smallTiffs().entries()) {
        try {
          outputs.push(await convert(path, {}, `real-${i}.tif`));
        } catch {
          // What is broken, or of complex numbers, is refused: other tests say by which name.
          continue;
        }
      }
      expect(outputs.length).toBeGreaterThan(40);
      expect(await validate(outputs)).toEqual(outputs.map(() => valid));
    },
    180_000,
  );

  test('COGs of rasters that are a few pixels wide or high', async () => {
    const sizes = [
      [3, 20_000],
      [20_000, 2],
      [1, 1],
    ] as const;
    const outputs: string[] = [];
    for (const [widthPx, heightPx] of sizes) {
      const path = await makeRaster(join(scratch, `${widthPx}.tif`), { widthPx, heightPx });
      outputs.push(await convert(path, {}, `narrow-${widthPx}.tif`));
    }
    expect(await validate(outputs)).toEqual(outputs.map(() => valid));
  });
});

/** Up to eight of each group, none larger than two megabytes. */
function smallTiffs(): string[] {
  return readdirSync(rasters).flatMap((group) =>
    readdirSync(join(rasters, group), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tiff?$/i.test(name))
      .map((name) => join(rasters, group, name))
      .filter((path) => statSync(path).size < 2 * 1024 ** 2)
      .slice(0, 8),
  );
}
