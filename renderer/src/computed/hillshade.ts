import { proj4Of, toLonLat } from '@pvs/core/crs/crs';
import { type Box, heightOf, widthOf } from '@pvs/core/geometry/box';
import type { HillshadeConfig } from '@pvs/core/config/browse-type';
import type { PictureGrid } from '../draw/pixel-mapping.ts';

const METERS_PER_DEGREE = 111_319.5;
const RADIANS = Math.PI / 180;

/** Width and height of a pixel on the ground in the middle of a view, metres. */
export function groundPixel({ box, widthPx, heightPx }: PictureGrid): readonly [number, number] {
  const [, latitude] = toLonLat(box.crs)((box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2);
  const narrowing = Math.max(0.01, Math.cos(latitude * RADIANS));
  const [x, y] = [widthOf(box) / widthPx, heightOf(box) / heightPx];
  const name = nameOf(box);
  if (name === 'longlat') return [x * METERS_PER_DEGREE * narrowing, y * METERS_PER_DEGREE];
  return name === 'merc' ? [x * narrowing, y * narrowing] : [x, y];
}

const nameOf = ({ crs }: Box) => /\+proj=(\w+)/.exec(proj4Of(crs))?.[1];

/**
 * Light on a surface, 0–255, of heights whose rows are `widthPx` long; the outermost pixels are neighbours only and
 * not part of the answer. By Horn's slopes, as gdaldem has them (Horn, Hill shading and the reflectance map, 1981).
 */
export function hillshade(
  heights: Float32Array,
  widthPx: number,
  [pixelX, pixelY]: readonly [number, number],
  { azimuth, altitude, exaggeration }: HillshadeConfig,
): Float32Array {
  const heightPx = heights.length / widthPx;
  const [sinAltitude, cosAltitude] = [Math.sin(altitude * RADIANS), Math.cos(altitude * RADIANS)];
  const [lightX, lightY] = [
    Math.sin(azimuth * RADIANS) * cosAltitude,
    Math.cos(azimuth * RADIANS) * cosAltitude,
  ];
  const out = new Float32Array((widthPx - 2) * (heightPx - 2));
  for (let y = 1, to = 0; y < heightPx - 1; y += 1) {
    for (let x = 1; x < widthPx - 1; x += 1, to += 1) {
      const at = y * widthPx + x;
      const centre = heights[at]!;
      const h = (offset: number) => (Number.isNaN(heights[at + offset]) ? centre : heights[at + offset]!);
      const [west, east] = [
        h(-widthPx - 1) + 2 * h(-1) + h(widthPx - 1),
        h(1 - widthPx) + 2 * h(1) + h(widthPx + 1),
      ];
      const [north, south] = [
        h(-widthPx - 1) + 2 * h(-widthPx) + h(1 - widthPx),
        h(widthPx - 1) + 2 * h(widthPx) + h(widthPx + 1),
      ];
      const [dx, dy] = [
        (exaggeration * (east - west)) / (8 * pixelX),
        (exaggeration * (north - south)) / (8 * pixelY),
      ];
      const light = (sinAltitude - dx * lightX - dy * lightY) / Math.sqrt(1 + dx * dx + dy * dy);
      out[to] = Number.isNaN(centre) ? NaN : Math.max(0, light) * 255;
    }
  }
  return out;
}
