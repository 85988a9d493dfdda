/** A closed ring of longitudes and latitudes in degrees; the first point is repeated as the last. */
export type Ring = readonly (readonly number[])[];

/** As far south as Web Mercator goes. */
const mercatorSouth = -85.06;

/**
 * The ring without jumps at the antimeridian, as a flat map needs it: longitudes go on beyond 180 instead. It
 * begins west of 180. A ring around the pole (Antarctica) is closed along the map's lower edge.
 */
export function unwrapRing(ring: Ring): number[][] {
  let turns = 0;
  const points = ring.map(([lon = 0, lat = 0], index) => {
    const step = lon - (ring[index - 1]?.[0] ?? lon);
    if (step > 180) turns -= 1;
    if (step < -180) turns += 1;
    return [lon + turns * 360, lat];
  });
  const west = points.reduce((min, [lon = 0]) => Math.min(min, lon), Infinity);
  const shift = Math.floor((west + 180) / 360) * -360;
  const unwrapped = points.map(([lon = 0, lat = 0]) => [lon + shift, lat]);
  if (turns === 0) return unwrapped;
  const [first = [], last = []] = [unwrapped[0], unwrapped.at(-1)];
  return [...unwrapped, [last[0] ?? 0, mercatorSouth], [first[0] ?? 0, mercatorSouth], first];
}
