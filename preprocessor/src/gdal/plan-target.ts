import { requireCrs } from '@pvs/core/crs/crs';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import type gdal from 'gdal-async';
import { type AlignedGrid, alignGrid } from '../cog/align-grid.ts';
import type { ConvertJob } from './gdal-job.ts';
import { naturalGrid } from './natural-grid.ts';
import { nativeCrs } from './transformer-arguments.ts';

/** Where pixels go: a CRS (absent: the one they are in), and a grid where one is prescribed. */
export interface Target {
  readonly code?: string;
  readonly grid?: AlignedGrid;
}

/** GDAL's names of tile matrix sets; it has none for WorldCRS84Quad. */
const GDAL_NAMES: Readonly<Record<string, string>> = { WebMercatorQuad: 'GoogleMapsCompatible' };

/** Where the configuration wants the pixels of a conversion. */
export function planTarget(
  { cog, georeference }: Pick<ConvertJob, 'cog' | 'georeference'>,
  sources: readonly gdal.Dataset[],
): Target {
  const tms = cog.alignedTo === undefined ? undefined : findTileMatrixSet(cog.alignedTo);
  if (tms) {
    const { box, resolution } = naturalGrid(sources, georeference, tms.crs);
    return { code: tms.crs, grid: alignGrid(tms, cog.blockSizePx, box, resolution) };
  }
  if (cog.crs !== 'native') return { code: requireCrs(cog.crs).code };
  const code = nativeCrs(georeference);
  return code === undefined ? {} : { code };
}

/** The tiling scheme to note in the file, where GDAL knows it. */
export function tilingSchemeOf({ alignedTo = '' }: ConvertJob['cog'], { grid }: Target) {
  const name = GDAL_NAMES[alignedTo];
  return grid && name !== undefined ? { name, zoom: grid.zoom } : undefined;
}
