import type { GeoreferenceConfig } from '@pvs/core/config/preprocessing';
import { invalidInput } from '@pvs/core/errors';
import type { Job } from '@pvs/core/queue/stage';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import type { DataPatterns } from './data-patterns.ts';
import { checkRaster } from './check-raster.ts';
import { inspectSource } from './inspect-source.ts';
import { isGeoreferenced, planGeoreference } from './plan-georeference.ts';
import { rasterDriver } from './raster-driver.ts';
import type { RasterSource } from './raster-source.ts';
import { matchesAny, selectFiles } from './select-files.ts';

/**
 * The rasters among a package's files that match the patterns, else all that are georeferenced and not previews or
 * masks by their name.
 * @throws InvalidInput `DataMissing` for none, `NotGeoreferenced` where none has a place, and what refuses one
 */
export async function findRasters(
  context: PreprocessContext,
  state: Pick<PreprocessState, 'files'>,
  job: Job,
  { take, leave }: DataPatterns = { leave: [] },
  georeference?: GeoreferenceConfig,
): Promise<RasterSource[]> {
  const found = await rasterFiles(state.files);
  const candidates = [...found.keys()].filter((file) => !matchesAny(file, leave)).sort();
  const chosen = selectFiles(candidates, take);
  if (chosen.length === 0) throw dataMissing(state.files, take);
  const sources: RasterSource[] = [];
  for (const file of chosen) {
    const raster = found.get(file);
    if (raster) sources.push({ file, raster, info: await inspectSource(context, raster, job), parts: [] });
  }
  // What a type names may get its place from a document, see `placeByTiePoints`.
  const taken = take ? sources : sources.filter((source) => isGeoreferenced(source, georeference));
  const [first] = sources;
  // Says what is wrong with the first where none is in place.
  if (taken.length === 0 && first) planGeoreference(first, georeference);
  for (const { file, info } of taken) checkRaster(file, info, context.config.limits.packageBytes);
  return taken;
}

async function rasterFiles(files: ReadonlyMap<string, string>) {
  const rasters = new Map<string, RasterSource['raster']>();
  for (const [file, path] of files) {
    const driver = await rasterDriver(path);
    if (driver) rasters.set(file, { path, driver });
  }
  return rasters;
}

function dataMissing(files: ReadonlyMap<string, string>, patterns?: readonly string[]) {
  const names = [...files.keys()];
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  const expected = patterns ? ` that match ${patterns.join(', ')}` : '';
  return invalidInput(
    `no raster files${expected}: the package holds ${shown}; allowed are GeoTIFF, JPEG 2000, PNG, JPEG and NITF by their content`,
    { code: 'DataMissing', detail: { files: names.slice(0, 20) } },
  );
}
