import { readFile, stat } from 'node:fs/promises';
import type { MaskConfig } from '@pvs/core/config/preprocessing';
import { invalidInput, limitExceeded } from '@pvs/core/errors';
import type { Footprint } from '@pvs/core/geometry/footprint';
import type { Job } from '@pvs/core/queue/stage';
import type { RasterFile } from '../gdal/gdal-job.ts';
import { planRaster } from '../plan/plan-raster.ts';
import type { PlannedRaster } from '../pixels/pixel-plan.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import { checkRaster } from '../rasters/check-raster.ts';
import { inspectSource } from '../rasters/inspect-source.ts';
import { planGeoreference } from '../rasters/plan-georeference.ts';
import { rasterDriver } from '../rasters/raster-driver.ts';
import { matchesAny } from '../rasters/select-files.ts';
import { maskPolygons } from './mask-polygons.ts';

/** A mask before it has a grid. */
export type FoundMask =
  | { readonly kind: 'raster'; readonly raster: PlannedRaster }
  | { readonly kind: 'polygons'; readonly polygons: Footprint['coordinates'] };

const MAX_VECTOR_BYTES = 128 * 1024 ** 2;

/**
 * The mask that a configuration means; undefined where the package has none and need not.
 * @throws InvalidInput `MaskMissing`, `InvalidMask`
 */
export async function findMask(
  context: PreprocessContext,
  { files }: Pick<PreprocessState, 'files'>,
  type: string,
  config: MaskConfig,
  job: Job,
): Promise<FoundMask | undefined> {
  const found = [...files].filter(([file]) => matchesAny(file, config.files)).sort();
  const [first] = found;
  if (!first) {
    if (!config.required) return undefined;
    throw invalidInput(
      `the package has no file for the mask '${type}': none of its ${files.size} matches ${config.files.join(', ')}`,
      { code: 'MaskMissing', detail: { mask: type, files: [...files.keys()].slice(0, 20) } },
    );
  }
  const [file, path] = first;
  const driver = await rasterDriver(path);
  if (driver && found.length === 1) {
    return { kind: 'raster', raster: await readRaster(context, file, { path, driver }, config, job) };
  }
  if (driver)
    throw invalidMask(`${type} is one raster, and ${found.map(([one]) => one).join(', ')} match`, file);
  const polygons: Footprint['coordinates'][number][] = [];
  for (const one of found) polygons.push(...(await readPolygons(one, config)));
  return { kind: 'polygons', polygons };
}

async function readRaster(
  context: PreprocessContext,
  file: string,
  raster: RasterFile,
  { band }: MaskConfig,
  job: Job,
): Promise<PlannedRaster> {
  const info = await inspectSource(context, raster, job);
  checkRaster(file, info, context.config.limits.packageBytes);
  if (planGeoreference({ file, info, parts: [] }).by !== 'transform') {
    throw invalidMask('it has no geotransform', file);
  }
  const planned = planRaster({ file, raster, info });
  const { length } = planned.bands;
  if (band > length) throw invalidMask(`it has ${length} bands, number ${band} was asked for`, file);
  return { ...planned, node: { op: 'select', input: planned.node, bands: [band - 1] } };
}

async function readPolygons([file, path]: readonly [string, string], { classes }: MaskConfig) {
  const { size } = await stat(path);
  if (size <= MAX_VECTOR_BYTES) return maskPolygons(await readFile(path), file, classes);
  throw limitExceeded(`the mask ${file} has ${size} bytes: allowed are ${MAX_VECTOR_BYTES}`);
}

const invalidMask = (why: string, file: string) =>
  invalidInput(`the mask ${file} cannot be used: ${why}`, { code: 'InvalidMask', detail: { file } });
