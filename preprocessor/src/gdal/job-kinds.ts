import { traceOutline } from '../outline/trace-outline.ts';
import { computeRaster } from '../pixels/compute-raster.ts';
import { measureRaster } from '../pixels/measure-raster.ts';
import { assembleRaster } from './assemble-raster.ts';
import { convertRaster } from './convert-raster.ts';
import { drawQuicklook } from './draw-quicklook.ts';
import type { GdalJob, GdalResults } from './gdal-job.ts';
import { inspectRaster } from './inspect-raster.ts';
import { listSubdatasets } from './list-subdatasets.ts';
import { readTags } from './read-tags.ts';
import { warpRaster } from './warp-raster.ts';

/** Carries out jobs of one kind, in the process that GDAL runs in. */
export type JobKind<Kind extends GdalJob['kind']> = (
  job: Extract<GdalJob, { kind: Kind }>,
  progress: (fraction: number) => void,
) => GdalResults[Kind] | Promise<GdalResults[Kind]>;

/** What GDAL can be asked to do. Adding a kind is its types in `gdal-job.ts`, a file and a line here. */
export const jobKinds: { readonly [Kind in GdalJob['kind']]: JobKind<Kind> } = {
  inspect: inspectRaster,
  list: listSubdatasets,
  tags: readTags,
  assemble: assembleRaster,
  convert: convertRaster,
  warp: warpRaster,
  compute: computeRaster,
  measure: measureRaster,
  outline: traceOutline,
  quicklook: drawQuicklook,
};
