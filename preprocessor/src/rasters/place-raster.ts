import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GeoreferenceConfig } from '@pvs/core/config/preprocessing';
import { invalidInput } from '@pvs/core/errors';
import type { Position } from '@pvs/core/geometry/footprint';
import type { Job } from '@pvs/core/queue/stage';
import type { XmlFragment } from '@pvs/core/xml/xml-template';
import type { Georeference } from '../gdal/gdal-job.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import { cornersAuxiliary, geolocationAuxiliary, transformAuxiliary } from './auxiliary.ts';
import { cornersOfFootprint } from './corner-points.ts';
import { fetchDem } from './fetch-dem.ts';
import { planGeoreference } from './plan-georeference.ts';
import type { PlacedRaster, RasterSource } from './raster-source.ts';
import { findTiePoints } from './find-tie-points.ts';
import { parseWorldFile, worldFileNames } from './world-file.ts';
import { writeAuxiliary } from './write-auxiliary.ts';

const MAX_WORLD_FILE_BYTES = 4096;

/** Decides how a raster gets its place, and writes beside it what GDAL needs to know for that. */
export async function placeRaster(
  context: PreprocessContext,
  state: PreprocessState,
  source: RasterSource,
  configured: GeoreferenceConfig | undefined,
  job: Job,
): Promise<PlacedRaster> {
  const planned = planGeoreference(source, configured);
  const georeference =
    configured?.by === 'rpc' ? await withHeights(context, state, configured, job) : planned;
  const auxiliary = configured && (await auxiliaryOf(context, configured, source, state, job));
  const directory = join(state.workDir, 'placed', String(state.sources.indexOf(source)));
  const { file } = source;
  const raster = auxiliary
    ? await writeAuxiliary(source.raster, file, state.files, auxiliary, directory)
    : source.raster;
  return { file, raster, georeference };
}

async function withHeights(
  context: PreprocessContext,
  { workDir }: PreprocessState,
  { dem, heightM }: Extract<GeoreferenceConfig, { by: 'rpc' }>,
  job: Job,
): Promise<Georeference> {
  return {
    by: 'rpc',
    ...(dem !== undefined && { dem: await fetchDem(context, dem, join(workDir, 'dem'), job) }),
    ...(heightM !== undefined && { heightM }),
  };
}

async function auxiliaryOf(
  context: PreprocessContext,
  configured: GeoreferenceConfig,
  source: RasterSource,
  state: PreprocessState,
  job: Job,
): Promise<XmlFragment | undefined> {
  switch (configured.by) {
    case 'transform': {
      const { transform } = source.info;
      const { crs } = configured;
      return transform && crs !== undefined ? transformAuxiliary(transform, crs) : undefined;
    }
    case 'world-file': {
      const [name, path] = worldFileOf(source.file, state.files);
      const { size } = await stat(path);
      const text = size <= MAX_WORLD_FILE_BYTES ? await readFile(path, 'latin1') : '';
      return transformAuxiliary(parseWorldFile(text, name), configured.crs);
    }
    case 'corners': {
      const corners: readonly Position[] =
        configured.corners ?? cornersOfFootprint(state.metadata?.footprint, source.file);
      return cornersAuxiliary(corners, source.info);
    }
    case 'geolocation': {
      const { longitude, latitude, stepPx, stepLines = stepPx } = configured;
      const x = await findTiePoints(context, longitude, source, state, job);
      const y = await findTiePoints(context, latitude, source, state, job);
      return geolocationAuxiliary(x, y, { px: stepPx, lines: stepLines });
    }
    default:
      return undefined;
  }
}

function worldFileOf(file: string, files: ReadonlyMap<string, string>): readonly [string, string] {
  const names = worldFileNames(file);
  const lower = new Set(names.map((name) => name.toLowerCase()));
  const found = [...files].find(([path]) => lower.has(path.toLowerCase()));
  if (found) return found;
  throw invalidInput(
    `${file} is not georeferenced: there is no world file beside it; expected ${names.join(', ')}`,
    {
      code: 'NotGeoreferenced',
      detail: { file },
    },
  );
}
