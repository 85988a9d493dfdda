/** A closed ring: longitude and latitude of each point in degrees, in turn; the first point is repeated as the last. */
export type FlatRing = readonly number[];

/** As far south as Web Mercator goes. */
export const mercatorSouth = -85.06;

/**
 * The ring without jumps at the antimeridian, as a flat map needs it: longitudes go on beyond 180 instead. It
 * begins west of 180. A ring around the pole (Antarctica) is closed along the map's lower edge.
 */
export function unwrapRing(ring: FlatRing): FlatRing {
  const unwrapped = [...ring];
  let turns = 0;
  let west = ring[0] ?? 0;
  for (let at = 2; at < ring.length; at += 2) {
    const step = ring[at]! - ring[at - 2]!;
    if (step > 180) turns -= 1;
    if (step < -180) turns += 1;
    unwrapped[at]! += turns * 360;
    west = Math.min(west, unwrapped[at]!);
  }
  const shift = Math.floor((west + 180) / 360) * -360;
  if (shift !== 0) for (let at = 0; at < ring.length; at += 2) unwrapped[at]! += shift;
  if (turns === 0) return unwrapped;
  const [firstLon = 0, firstLat = 0] = unwrapped;
  const lastLon = unwrapped.at(-2) ?? 0;
  return [...unwrapped, lastLon, mercatorSouth, firstLon, mercatorSouth, firstLon, firstLat];
}
