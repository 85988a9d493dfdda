import type { Position, Ring } from '../geometry/footprint.ts';

/** Degrees of longitude between neighbours from which on readers cannot know which way around is meant. */
const LONGEST_STEP = 90;

/** A ring as `gml:posList` in EPSG:4326: latitude, longitude. Long edges get positions between their ends. */
export function gscPosList(ring: Ring): string {
  const dense = ring.flatMap((position, i) => [...between(ring[i - 1] ?? position, position), position]);
  return dense.map(([lon, lat]) => `${lat} ${lon}`).join(' ');
}

function between([fromLon, fromLat]: Position, [toLon, toLat]: Position): Position[] {
  const steps = Math.ceil(Math.abs(toLon - fromLon) / LONGEST_STEP);
  return Array.from({ length: Math.max(0, steps - 1) }, (_, i): Position => {
    const part = (i + 1) / steps;
    return [fromLon + (toLon - fromLon) * part, fromLat + (toLat - fromLat) * part];
  });
}
