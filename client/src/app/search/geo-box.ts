/** A box in degrees. It crosses the antimeridian where `west > east` (RFC 7946 §5.2). */
export interface GeoBox {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/**
 * A map extent, whose longitudes may lie in any copy of the world, as a box within ±180 and ±90; undefined
 * where it shows nearly the whole world's width, because then a box would hardly narrow anything down.
 */
export function normaliseBox({ west, south, east, north }: GeoBox): GeoBox | undefined {
  if (east - west >= 300) return undefined;
  return {
    west: wrapLongitude(west),
    south: Math.max(-90, south),
    east: wrapLongitude(east),
    north: Math.min(90, north),
  };
}

/** True where the two boxes touch. */
export function boxesTouch(a: GeoBox, b: GeoBox): boolean {
  if (a.south > b.north || b.south > a.north) return false;
  return rangesOf(a).some(([w1, e1]) => rangesOf(b).some(([w2, e2]) => w1 <= e2 && w2 <= e1));
}

/** As searches take it: `west,south,east,north`, to about a metre. */
export function formatBox({ west, south, east, north }: GeoBox): string {
  return [west, south, east, north].map((degrees) => Number(degrees.toFixed(5))).join(',');
}

function rangesOf({ west, east }: GeoBox): [number, number][] {
  if (west <= east) return [[west, east]];
  return [
    [west, 180],
    [-180, east],
  ];
}

/** Into [-180, 180]; 180 itself stays. */
function wrapLongitude(degrees: number): number {
  return Math.abs(degrees) <= 180 ? degrees : ((((degrees + 180) % 360) + 360) % 360) - 180;
}
