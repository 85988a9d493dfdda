import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRaster } from './testing/make-package.ts';
import { startPreprocessing, type TestPreprocessing } from './testing/start-preprocessing.ts';

const DATA = join(import.meta.dirname, '../../../shared/data/rasters');
const present = existsSync(DATA);
if (!present) process.stderr.write(`\nNOT TESTED: where real scenes land, since there is no ${DATA}\n`);

/** What a type is configured with, and what gdalwarp is told for the same. */
const METHODS = {
  ORDER1: [{ by: 'gcps', method: 'polynomial', order: 1 }, '-order 1'],
  ORDER2: [{ by: 'gcps', method: 'polynomial', order: 2 }, '-order 2'],
  ORDER3: [{ by: 'gcps', method: 'polynomial', order: 3 }, '-order 3'],
  TPS: [{ by: 'gcps', method: 'tps' }, '-tps'],
  RPC: [{ by: 'rpc' }, '-rpc -t_srs EPSG:4326'],
  HEIGHT: [{ by: 'rpc', heightM: 250 }, '-rpc -to RPC_HEIGHT=250 -t_srs EPSG:4326'],
  DEM: [{ by: 'rpc', dem: 'dem.tif' }, '-rpc -t_srs EPSG:4326'],
} as const;

const RPCS = [
  'gcp-rpc/PHR1B_P_201709281038393_SEN_PRG_FC_178609-001.tif',
  'gcp-rpc/gdal/byte_rpc.tif',
  'gcp-rpc/gdal/md_kompsat.tif',
  'gcp-rpc/gdal/md_ov.tif',
  'gcp-rpc/wv3_30.NTF',
];
const CASES: readonly (readonly [keyof typeof METHODS, string])[] = [
  ...(['ORDER1', 'ORDER2', 'ORDER3', 'TPS'] as const).map(
    (method) => [method, 'odc-geo/au-gcp.tif'] as const,
  ),
  ...(['ORDER3', 'TPS'] as const).map((method) => [method, 'rio-tiler/cog_gcps.tif'] as const),
  ['ORDER1', 'rio-tiler/cog_gcps_ovr.tif'],
  ['ORDER1', 'gcp-rpc/gdal/byte_gcp_pixelispoint.tif'],
  ...RPCS.map((file) => ['RPC', file] as const),
  ...(['HEIGHT', 'DEM'] as const).map((method) => [method, 'gcp-rpc/wv3_30.NTF'] as const),
];

let preprocessing: TestPreprocessing;
const table: string[] = [];
beforeAll(async () => {
  if (!present) return;
  const types = Object.entries(METHODS).map(([id, [georeference]]) => [id, { georeference }]);
  preprocessing = await startPreprocessing(Object.fromEntries(types) as Record<string, object>);
  // 100 m everywhere around the scene in Argentina.
  await makeRaster(join(preprocessing.storage, 'dem.tif'), {
    ...{ epsg: 4326, dataType: 'Float32', widthPx: 100, heightPx: 100 },
    transform: [-59, 0.01, 0, -34, 0, -0.01],
    value: 100,
  });
});
afterAll(() => {
  if (present) process.stdout.write(`\nWhere scenes land, beside gdalwarp (pixels)\n${table.join('\n')}\n`);
  return preprocessing?.stop();
});

describe.skipIf(!present)('a real scene', () => {
  it.each(CASES)('by %s lands where gdalwarp puts it: %s', async (method, file) => {
    const directory = join(DATA, dirname(file));
    const stem = basename(file).replace(/\.[^.]*$/, '');
    const names = (await readdir(directory)).filter((name) => name.includes(stem) && !name.endsWith('.vrt'));
    const files = await Promise.all(
      names.map(async (name) => [name, await readFile(join(directory, name))] as const),
    );
    const { datasets } = await preprocessing.make(method, Object.fromEntries(files));
    const height = method === 'DEM' ? ['-to', `RPC_DEM=${join(preprocessing.storage, 'dem.tif')}`] : [];
    const source = gdal.open(join(DATA, file));
    const theirs = gdal.warp(
      '/vsimem/theirs.tif',
      null,
      [source],
      [...METHODS[method][1].split(' '), ...height],
    );
    const difference = cornerDifference(datasets[0]!, theirs);
    table.push(`${method.padEnd(7)} ${file.padEnd(62)} ${difference.toFixed(3)}`);
    expect(difference).toBeLessThanOrEqual(1);
  });
});

/** The largest distance between corners, in pixels. */
function cornerDifference(ours: gdal.Dataset, theirs: gdal.Dataset): number {
  const corners = (dataset: gdal.Dataset) => {
    const [x, dx, , y, , dy] = dataset.geoTransform as unknown as number[];
    const { x: width, y: height } = dataset.rasterSize;
    return [x!, y!, x! + width * dx!, y! + height * dy!];
  };
  const pixel = Math.abs((theirs.geoTransform as unknown as number[])[1]!);
  const a = corners(ours);
  return Math.max(...corners(theirs).map((value, i) => Math.abs(value - a[i]!))) / pixel;
}
