import { type Box, heightOf, widthOf } from '@pvs/core/geometry/box';
import { requireCrs } from '@pvs/core/crs/crs';
import gdal from 'gdal-async';
import type { TargetGrid } from '../cog/align-grid.ts';
import type { Georeference } from './gdal-job.ts';
import { transformerArguments } from './transformer-arguments.ts';

/** Pixels of the picture that shows where rasters lie; its pixels themselves do not matter. */
const THUMBNAIL_PX = '256';

/** Where rasters lie in another CRS, and the resolution that keeps what they show, in its units per pixel. */
export interface NaturalGrid extends TargetGrid {
  readonly resolution: number;
}

/** What gdalwarp would choose for rasters in a CRS if it were asked for nothing but the CRS. */
export function naturalGrid(
  sources: readonly gdal.Dataset[],
  georeference: Georeference,
  code: string,
): NaturalGrid {
  const [only] = sources;
  if (sources.length === 1 && only && georeference.by === 'transform') {
    return suggestedGrid(only, georeference.crs, code);
  }
  return warpedGrid(sources, georeference, code);
}

function suggestedGrid(source: gdal.Dataset, override: string | undefined, code: string): NaturalGrid {
  const own = override === undefined ? source.srs : gdal.SpatialReference.fromUserInput(override);
  if (!own) throw new Error('a raster without a CRS cannot be placed by its geotransform');
  const target = gdal.SpatialReference.fromUserInput(requireCrs(code).code);
  const { rasterSize, geoTransform } = gdal.suggestedWarpOutput({
    src: source,
    s_srs: own,
    t_srs: target,
    maxError: 0,
  });
  const { x: widthPx, y: heightPx } = rasterSize;
  const box = boxOf(code, geoTransform, rasterSize);
  return { box, widthPx, heightPx, resolution: geoTransform[1] ?? NaN };
}

/** The binding suggests nothing for RPCs, splines or several rasters. */
function warpedGrid(sources: readonly gdal.Dataset[], georeference: Georeference, code: string): NaturalGrid {
  const thumbnail = gdal.warp(
    'thumbnail',
    null,
    [...sources],
    [
      ...['-of', 'MEM', '-r', 'near', '-ts', THUMBNAIL_PX, '0', '-t_srs', code],
      ...transformerArguments(georeference),
    ],
  );
  try {
    const box = boxOf(code, thumbnail.geoTransform ?? [], thumbnail.rasterSize);
    const pixels = sources.reduce((sum, { rasterSize: { x, y } }) => sum + x * y, 0);
    const [width, height] = [widthOf(box), heightOf(box)];
    const resolution = Math.sqrt((width * height) / pixels);
    const [widthPx, heightPx] = [width, height].map((length) => Math.max(1, Math.round(length / resolution)));
    return { box, resolution, widthPx: widthPx ?? 1, heightPx: heightPx ?? 1 };
  } finally {
    thumbnail.close();
  }
}

function boxOf(crs: string, transform: readonly number[], { x, y }: { x: number; y: number }): Box {
  const [minX = NaN, dx = NaN, , maxY = NaN, , dy = NaN] = transform;
  return { crs, minX, maxX: minX + x * dx, minY: maxY + y * dy, maxY };
}
