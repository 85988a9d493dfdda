import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { parseSidecar } from '@pvs/core/catalogue/sidecar';
import { prefixOf } from '@pvs/core/storage/product-keys';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rasterDriver } from './rasters/raster-driver.ts';
import { gdalKnowsInt8 } from './testing/gdal-version.ts';
import { makeReport, makeTar } from './testing/make-package.ts';
import { startPreprocessor, type TestPreprocessor } from './testing/start-preprocessor.ts';

const DATA = join(import.meta.dirname, '../../../shared/data/rasters');
const present = existsSync(DATA);
if (!present) process.stderr.write(`\nNOT TESTED: real rasters, since there is no ${DATA}\n`);

/** Rasters that cannot become a product, and why; every other one has to. */
const REFUSED: Readonly<Record<string, string>> = {
  // Pictures.
  'cogeotiff/big.endian.tiff': 'NotGeoreferenced',
  'cogeotiff/big_cog.tiff': 'NotGeoreferenced',
  'cogeotiff/rgba8_cog.tiff': 'NotGeoreferenced',
  'cogeotiff/rgba8_cog_big.tiff': 'NotGeoreferenced',
  'cogeotiff/rgba8_tiled.tiff': 'NotGeoreferenced',
  'gdal/3_13bit_and_1bit.jp2': 'NotGeoreferenced',
  'gdal/stefan_full_rgba.jp2': 'NotGeoreferenced',
  'rasterio/float_nan.tif': 'NotGeoreferenced',
  'rasterio/rotated.tif': 'NotGeoreferenced',
  'gtiff-reader/invalid_GeogAngularUnitSizeGeoKey.tif': 'NotGeoreferenced',
  // Two ground control points, and a sensor model in a file of another name.
  'gcp-rpc/gdal/byte_gcp.tif': 'NotGeoreferenced',
  'gdal/byte_2gcps.jp2': 'NotGeoreferenced',
  'gcp-rpc/phr_ventoux/right_image.tif': 'NotGeoreferenced',
  // The corners of a whole disc lie beside the Earth, and Mars is another one.
  'rasterio/goes.tif': 'NotGeoreferenced',
  'rio-tiler/cog_hirise_mars.tif': 'NotGeoreferenced',
  // Complex numbers.
  'sar/spacenet6-capella/sar_hh.tif': 'UnsupportedRaster',
  'sar/spacenet6-capella/sar_vv.tif': 'UnsupportedRaster',
  // Signed bytes, some of them negative.
  ...(gdalKnowsInt8 ? {} : { 'cogeotiff/model_transformation.tif': 'UnsupportedRaster' }),
};

interface RealRaster {
  /** Below the data directory. */
  readonly file: string;
  readonly id: string;
}

let preprocessor: TestPreprocessor;
let rasters: readonly RealRaster[] = [];
beforeAll(async () => {
  if (!present) return;
  preprocessor = await startPreprocessor();
  rasters = await packages();
  await preprocessor.run(rasters.map(({ id }) => id));
}, 180_000);
afterAll(() => preprocessor?.stop());

/** Of a group with hundreds a few say enough. */
const PER_GROUP = 8;
/** Half a gigapixel of nothing, which takes half a minute. */
const SLOW = 'gdal/single_block_32769_16385.jp2';

/** Some of each group, spread over their names. */
function sample(files: readonly string[]): string[] {
  const groups = Map.groupBy(files, (file) => file.split('/')[0] ?? '');
  return [...groups.values()].flatMap((group) => {
    const step = Math.max(1, group.length / PER_GROUP);
    return group.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  });
}

/** A package of each raster and of what lies beside it under its name. */
async function packages(): Promise<RealRaster[]> {
  const files = await readdir(DATA, { recursive: true, withFileTypes: true });
  const paths = files.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const candidates: string[] = [];
  for (const path of paths.sort()) {
    const isSide = /\.(ovr|msk)$/.test(path) || path.endsWith(SLOW);
    if (!isSide && (await rasterDriver(path))) candidates.push(posix.relative(DATA, path));
  }
  const found: RealRaster[] = [];
  for (const file of sample(candidates)) {
    const path = join(DATA, file);
    const name = basename(path);
    const stem = name.replace(/\.[^.]*$/, '');
    const beside = paths.filter((other) => join(other, '..') === join(path, '..') && other !== path);
    const own = beside.filter(
      (other) => basename(other).startsWith(name) || /_(RPC|rpc)\.|\.(RPB|tfw)$/.test(other),
    );
    const taken = own.filter((other) => basename(other).includes(stem));
    const id = `${file.replaceAll('/', '-')}.tar`;
    const contents = await Promise.all(
      [path, ...taken].map(async (one) => [basename(one), await readFile(one)] as const),
    );
    const report = makeReport(`R_${found.length}`);
    await makeTar(join(preprocessor.storage, id), { 'report.xml': report, ...Object.fromEntries(contents) });
    found.push({ file, id });
  }
  return found;
}

describe.skipIf(!present)('every raster of the test data', () => {
  it('comes to the outcome that is known', async () => {
    const outcomes: Record<string, string> = {};
    const groups = new Map<string, string[]>();
    for (const { file, id } of rasters) {
      const { code } = await preprocessor.problem(id);
      if (code) outcomes[file] = code;
      const group = file.split('/')[0] ?? '';
      groups.set(group, [...(groups.get(group) ?? []), code ?? 'COG']);
    }
    const table = [...groups].map(([group, all]) => {
      const counts = [...new Set(all)].map((one) => `${all.filter((other) => other === one).length} ${one}`);
      return `${group.padEnd(28)} ${counts.join(', ')}`;
    });
    process.stdout.write(`\nPackages of real rasters\n${table.join('\n')}\n`);
    expect(outcomes).toEqual(REFUSED);
  });

  it('in place keeps its georeference, data type, nodata and colours', async () => {
    let compared = 0;
    for (const { file, id } of rasters) {
      if (REFUSED[file]) continue;
      const source = gdal.open(join(DATA, file));
      const prefix = prefixOf(id);
      const list = (await readdir(join(preprocessor.storage, prefix))).find((name) =>
        name.endsWith('.coverages.json'),
      );
      const key = join(preprocessor.storage, prefix, list ?? '');
      const [coverage] = parseSidecar(await readFile(key), file).coverages;
      const cog = gdal.open(join(preprocessor.storage, coverage?.objectKey ?? ''));
      if (!source.srs || source.geoTransform?.length !== 6 || source.getGCPs().length > 0) continue;
      compared += 1;
      const facts = (dataset: gdal.Dataset) => ({
        file,
        transform: dataset.geoTransform,
        size: dataset.rasterSize,
        bands: dataset.bands.map((band) => [band.dataType, band.noDataValue, band.colorInterpretation]),
      });
      expect(facts(cog)).toEqual(facts(source));
      expect(cog.srs?.isSame(source.srs)).toBe(true);
    }
    expect(compared).toBeGreaterThan(50);
  });
});
