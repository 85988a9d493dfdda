import type { Position } from '@pvs/core/geometry/footprint';

/** Half axes in metres. */
export interface Ellipsoid {
  readonly a: number;
  readonly b: number;
}

export const WGS84: Ellipsoid = { a: 6378137, b: 6356752.314245179 };

/** Geocentric coordinates in metres of a point on the ellipsoid (EPSG guidance note 7-2, method 9602). */
export function toGeocentric([lon, lat]: Position, { a, b }: Ellipsoid): readonly [number, number, number] {
  const [lambda, phi] = [(lon * Math.PI) / 180, (lat * Math.PI) / 180];
  const e2 = 1 - (b * b) / (a * a);
  const normal = a / Math.sqrt(1 - e2 * Math.sin(phi) ** 2);
  return [
    normal * Math.cos(phi) * Math.cos(lambda),
    normal * Math.cos(phi) * Math.sin(lambda),
    normal * (1 - e2) * Math.sin(phi),
  ];
}
