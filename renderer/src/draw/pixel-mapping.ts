import type { Grid } from '@pvs/core/catalogue/product';
import { proj4Of, projector } from '@pvs/core/crs/crs';
import { type Box, heightOf, widthOf } from '@pvs/core/geometry/box';
import { gridOutline } from './grid-outline.ts';

/** A point in pixels, `[x, y]`, pixel corners at whole numbers. Not finite where a projection does not reach. */
export type PixelPoint = readonly [x: number, y: number];

/** The exact way from a pixel of the picture to a pixel of the source's full resolution, and back. */
export interface PixelMapping {
  toSource(x: number, y: number): PixelPoint;
  toPicture(x: number, y: number): PixelPoint;
  /** Points along the outline of the source, picture pixels. */
  outline(): PixelPoint[];
  /** Once round the Earth in source pixels, where the source's x axis is longitude and unrotated. */
  readonly sourcePeriodPx?: number;
  /** Once round the Earth in picture pixels, where the picture's x axis is longitude. */
  readonly picturePeriodPx?: number;
}

export interface PictureGrid {
  readonly box: Box;
  readonly widthPx: number;
  readonly heightPx: number;
}

export function createPixelMapping(picture: PictureGrid, grid: Grid): PixelMapping {
  const { box, widthPx, heightPx } = picture;
  const pictureProj4 = proj4Of(box.crs);
  const toGrid = projector(pictureProj4, grid.proj4);
  const toBox = projector(grid.proj4, pictureProj4);
  const [originX, scaleX, shearX, originY, shearY, scaleY] = grid.transform;
  const determinant = scaleX * scaleY - shearX * shearY;
  const [pixelX, pixelY] = [widthOf(box) / widthPx, heightOf(box) / heightPx];
  const [sourcePeriod, picturePeriod] = [periodOf(grid.proj4), periodOf(pictureProj4)];
  const northUp = shearX === 0 && shearY === 0;
  const toPixel = ([x, y]: PixelPoint): PixelPoint => [(x - box.minX) / pixelX, (box.maxY - y) / pixelY];
  return {
    toSource(x, y) {
      const [gridX, gridY] = toGrid(box.minX + x * pixelX, box.maxY - y * pixelY);
      const [dx, dy] = [gridX - originX, gridY - originY];
      return [(dx * scaleY - dy * shearX) / determinant, (dy * scaleX - dx * shearY) / determinant];
    },
    toPicture(x, y) {
      return toPixel(toBox(originX + x * scaleX + y * shearX, originY + x * shearY + y * scaleY));
    },
    outline() {
      const coordinates = gridOutline(grid, pictureProj4);
      return Array.from({ length: coordinates.length / 2 }, (_, i) =>
        toPixel([coordinates[2 * i]!, coordinates[2 * i + 1]!]),
      );
    },
    ...(sourcePeriod !== undefined && northUp ? { sourcePeriodPx: sourcePeriod / Math.abs(scaleX) } : {}),
    ...(picturePeriod === undefined ? {} : { picturePeriodPx: picturePeriod / pixelX }),
  };
}

/** Once round the Earth along x, in units of the CRS; undefined where x is no longitude. */
function periodOf(proj4: string): number | undefined {
  const name = /\+proj=(\w+)/.exec(proj4)?.[1];
  if (name === 'longlat' || name === 'latlong') return 360;
  if (name !== 'merc' && name !== 'eqc') return undefined;
  const fromLonLat = projector('+proj=longlat +datum=WGS84 +no_defs', proj4);
  // The projection's own seam may lie between two of these meridians, not between both pairs.
  const widths = [0, 90].map((lon) => Math.abs(fromLonLat(lon + 1, 0)[0] - fromLonLat(lon, 0)[0]));
  return Math.min(...widths) * 360;
}
