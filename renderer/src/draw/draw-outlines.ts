import { projector, proj4Of } from '@pvs/core/crs/crs';
import { type Box, heightOf, widthOf } from '@pvs/core/geometry/box';
import type { Footprint, Position, Ring } from '@pvs/core/geometry/footprint';
import type { MapPicture } from './map-picture.ts';
import { over } from './over.ts';
import { StrokeMask } from './stroke-mask.ts';

const LON_LAT = '+proj=longlat +datum=WGS84 +no_defs';
/** Edges are straight in longitude and latitude; what a projection makes of them is drawn in steps of this. */
const STEP_DEG = 0.25;
const MAX_STEPS = 64;

type Rgb = readonly [red: number, green: number, blue: number];

/**
 * Draws the outlines of footprints over a picture of the box, antialiased, in its CRS. The seams of footprints that
 * were split at the antimeridian are left out. Answers a new picture.
 */
export function drawOutlines(
  picture: MapPicture,
  footprints: readonly Footprint[],
  box: Box,
  color: Rgb,
  widthPx: number,
): MapPicture {
  const toPixels = toPixelsOf(box, picture);
  const mask = new StrokeMask(picture.widthPx, picture.heightPx, widthPx);
  for (const ring of footprints.flatMap((f) => f.coordinates.flat())) strokeRing(ring, toPixels, mask);
  return over(paint(mask, color), picture);
}

/** All places of a position in the picture: maps of longitudes may show it a turn further east or west. */
export type ToPixels = (position: Position) => readonly (readonly [x: number, y: number])[];

export function toPixelsOf(
  box: Box,
  { widthPx, heightPx }: Pick<MapPicture, 'widthPx' | 'heightPx'>,
): ToPixels {
  const project = projector(LON_LAT, proj4Of(box.crs));
  const [scaleX, scaleY] = [widthPx / widthOf(box), heightPx / heightOf(box)];
  const [origin] = project(0, 0);
  const turn = box.crs === 'EPSG:4326' || box.crs === 'EPSG:3857' ? (project(1, 0)[0] - origin) * 360 : 0;
  const turns = turn === 0 ? [0] : [0, turn, -turn];
  return ([lon, lat]) => {
    // A pole is infinitely far away in Mercator.
    const [x, y] = project(lon, box.crs === 'EPSG:3857' ? Math.max(-89.5, Math.min(89.5, lat)) : lat);
    return turns.map((t) => [(x + t - box.minX) * scaleX, (box.maxY - y) * scaleY]);
  };
}

function strokeRing(ring: Ring, toPixels: ToPixels, mask: StrokeMask): void {
  for (const [i, from] of ring.entries()) {
    const to = ring[i + 1];
    if (!to || isSeam(from, to)) continue;
    const steps = Math.ceil(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])) / STEP_DEG);
    const count = Math.max(1, Math.min(MAX_STEPS, steps));
    let before = toPixels(from);
    for (let k = 1; k <= count; k++) {
      const t = k / count;
      const after = toPixels([from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t]);
      for (const [turn, start] of before.entries()) {
        const end = after[turn] ?? start;
        mask.line(start[0], start[1], end[0], end[1]);
      }
      before = after;
    }
  }
}

const isSeam = (a: Position, b: Position) => Math.abs(a[0]) === 180 && a[0] === b[0];

function paint({ widthPx, heightPx, coverage }: StrokeMask, [red, green, blue]: Rgb): MapPicture {
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  for (let i = 0, o = 0; i < coverage.length; i++, o += 4) {
    if (coverage[i] === 0) continue;
    rgba[o] = red;
    rgba[o + 1] = green;
    rgba[o + 2] = blue;
    rgba[o + 3] = coverage[i] as number;
  }
  return { widthPx, heightPx, rgba };
}
