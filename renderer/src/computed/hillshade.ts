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
  const [perX, perY] = [exaggeration / (8 * pixelX), exaggeration / (8 * pixelY)];
  for (let y = 1, to = 0; y < heightPx - 1; y += 1) {
    for (let x = 1; x < widthPx - 1; x += 1, to += 1) {
      const at = y * widthPx + x;
      const centre = heights[at]!;
      const nw = orElse(heights[at - widthPx - 1]!, centre);
      const n = orElse(heights[at - widthPx]!, centre);
      const ne = orElse(heights[at - widthPx + 1]!, centre);
      const w = orElse(heights[at - 1]!, centre);
      const e = orElse(heights[at + 1]!, centre);
      const sw = orElse(heights[at + widthPx - 1]!, centre);
      const s = orElse(heights[at + widthPx]!, centre);
      const se = orElse(heights[at + widthPx + 1]!, centre);
      const dx = (ne + 2 * e + se - nw - 2 * w - sw) * perX;
      const dy = (nw + 2 * n + ne - sw - 2 * s - se) * perY;
      const light = (sinAltitude - dx * lightX - dy * lightY) / Math.sqrt(1 + dx * dx + dy * dy);
      out[to] = Number.isNaN(centre) ? NaN : Math.max(0, light) * 255;
    }
  }
  return out;
}

/** Where a neighbour has no height, the surface goes on level. */
const orElse = (value: number, other: number) => (value === value ? value : other);
