import { join, posix } from 'node:path';
import type { PreprocessState } from '../preprocess-state.ts';
import { tiePointsAuxiliary } from './auxiliary.ts';
import { isGeoreferenced, planGeoreference } from './plan-georeference.ts';
import type { PlacedRaster, RasterSource } from './raster-source.ts';
import { writeAuxiliary } from './write-auxiliary.ts';

/** Fewer say nothing about how an image is bent. */
const MIN_POINTS = 4;

/**
 * A raster without a place of its own that has one in the document named like it, as images of Sentinel-1 have in
 * their annotation; undefined for any other. The place is written beside the raster as ground control points.
 */
export async function placeByTiePoints(
  { documents, files, sources, workDir }: PreprocessState,
  source: RasterSource,
): Promise<PlacedRaster | undefined> {
  const { file, raster, info, parts } = source;
  if (isGeoreferenced(source)) return undefined;
  const points = documents.find((document) => stemOf(document.file) === stemOf(file))?.tiePoints ?? [];
  if (points.length < MIN_POINTS) return undefined;
  const tied = { ...info, gcpCount: points.length, gcpCrs: 'EPSG:4326' };
  const directory = join(workDir, 'placed', String(sources.indexOf(source)));
  return {
    file,
    raster: await writeAuxiliary(raster, file, files, tiePointsAuxiliary(points), directory),
    georeference: planGeoreference({ file, info: tied, parts }),
  };
}

const stemOf = (file: string) =>
  posix
    .basename(file)
    .replace(/\.[^.]*$/, '')
    .toLowerCase();
