import gdal from 'gdal-async';
import { proj4Of } from '@pvs/core/crs/crs';
import type { Grid } from '@pvs/core/catalogue/product';
import type { PictureGrid } from '../src/draw/pixel-mapping.ts';

/**
 * gdalwarp's XSCALE and YSCALE as they are in the middle of a picture, by GDAL's projection: picture pixels for a source
 * pixel, along the axes of the source. The window around a turned pixel is wider than the pixel.
 */
export function kernelInTheMiddle({ box, widthPx, heightPx }: PictureGrid, grid: Grid): string[] {
  const srsOf = (proj4: string) => gdal.SpatialReference.fromProj4(proj4);
  const toGrid = new gdal.CoordinateTransformation(srsOf(proj4Of(box.crs)), srsOf(grid.proj4));
  const [x0, dx, rx, y0, ry, dy] = grid.transform;
  const sourceOf = (column: number, row: number) => {
    const { x, y } = toGrid.transformPoint(
      box.minX + ((box.maxX - box.minX) * column) / widthPx,
      box.maxY - ((box.maxY - box.minY) * row) / heightPx,
    );
    const [east, north] = [x - x0, y - y0];
    return [
      (east * dy - north * rx) / (dx * dy - rx * ry),
      (north * dx - east * ry) / (dx * dy - rx * ry),
    ] as const;
  };
  const [u, v] = sourceOf(widthPx / 2, heightPx / 2);
  const [rightU, rightV] = sourceOf(widthPx / 2 + 1, heightPx / 2);
  const [belowU, belowV] = sourceOf(widthPx / 2, heightPx / 2 + 1);
  const scales = [Math.abs(rightU - u) + Math.abs(belowU - u), Math.abs(rightV - v) + Math.abs(belowV - v)];
  return scales.flatMap((scale, i) => ['-wo', `${'XY'[i]}SCALE=${Math.min(1, 1 / scale)}`]);
}
