import type { Position } from './footprint.ts';

/** A little less than from a pole to the equator, so that a circle never holds both poles. */
export const MAX_RADIUS_M = 10_000_000;

/** WGS 84 (EPSG::7030). */
const A = 6_378_137;
const F = 1 / 298.257223563;
const B = A * (1 - F);

const CORNERS = 128;
/** A chord of the circle lies inside it by this part of its radius; corners are set out by as much. */
const SET_OUT = 1 / Math.cos(Math.PI / CORNERS);
const RADIANS = Math.PI / 180;

/**
 * The positions, counter-clockwise and open, of a ring around all that is within `radiusM` metres of the centre: it
 * is nowhere smaller than the circle and at most 0.03 % larger.
 */
export function geodesicCircle(centre: Position, radiusM: number): Position[] {
  return Array.from({ length: CORNERS }, (_, i) =>
    destination(centre, (-360 * i) / CORNERS, radiusM * SET_OUT),
  );
}

/**
 * Where one arrives from a position after `distanceM` metres towards `azimuth` (degrees clockwise from north), on
 * the ellipsoid (T. Vincenty, Direct and Inverse Solutions of Geodesics, Survey Review 176, 1975).
 */
export function destination([lon, lat]: Position, azimuth: number, distanceM: number): Position {
  const sinAz = Math.sin(azimuth * RADIANS);
  const cosAz = Math.cos(azimuth * RADIANS);
  const tanU = (1 - F) * Math.tan(lat * RADIANS);
  const cosU = 1 / Math.sqrt(1 + tanU * tanU);
  const sinU = tanU * cosU;
  const sigma1 = Math.atan2(tanU, cosAz);
  const sinAlpha = cosU * sinAz;
  const cos2Alpha = 1 - sinAlpha * sinAlpha;
  const { sigma, cos2M } = arcLength(distanceM, sigma1, cos2Alpha);
  const [sin, cos] = [Math.sin(sigma), Math.cos(sigma)];
  const cross = sinU * sin - cosU * cos * cosAz;
  const newLat = Math.atan2(sinU * cos + cosU * sin * cosAz, (1 - F) * Math.hypot(sinAlpha, cross));
  const lambda = Math.atan2(sin * sinAz, cosU * cos - sinU * sin * cosAz);
  const c = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
  const bend = sigma + c * sin * (cos2M + c * cos * (2 * cos2M * cos2M - 1));
  const newLon = lon + (lambda - (1 - c) * F * sinAlpha * bend) / RADIANS;
  return [((((newLon + 180) % 360) + 360) % 360) - 180, newLat / RADIANS];
}

/** The angle on the auxiliary sphere, by iteration. */
function arcLength(distanceM: number, sigma1: number, cos2Alpha: number) {
  const u2 = (cos2Alpha * (A * A - B * B)) / (B * B);
  const k1 = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
  const k2 = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
  const start = distanceM / (B * k1);
  let sigma = start;
  let cos2M = 0;
  for (let i = 0; i < 20; i += 1) {
    cos2M = Math.cos(2 * sigma1 + sigma);
    const [sin, cos] = [Math.sin(sigma), Math.cos(sigma)];
    const inner =
      cos * (2 * cos2M * cos2M - 1) - (k2 / 6) * cos2M * (4 * sin * sin - 3) * (4 * cos2M * cos2M - 3);
    const next = start + k2 * sin * (cos2M + (k2 / 4) * inner);
    if (Math.abs(next - sigma) < 1e-12) return { sigma: next, cos2M };
    sigma = next;
  }
  return { sigma, cos2M };
}
