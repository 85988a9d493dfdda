import type { Position, Ring } from './footprint.ts';

/** Degrees of longitude between neighbours from which on readers cannot know which way around is meant. */
const LONGEST_STEP = 90;

/** A ring whose long edges have positions between their ends, so that nobody takes the way around the Earth for one. */
export function splitLongEdges(ring: Ring): Position[] {
  return ring.flatMap((position, i) => [...between(ring[i - 1] ?? position, position), position]);
}

function between([fromLon, fromLat]: Position, [toLon, toLat]: Position): Position[] {
  const steps = Math.ceil(Math.abs(toLon - fromLon) / LONGEST_STEP);
  return Array.from({ length: Math.max(0, steps - 1) }, (_, i): Position => {
    const part = (i + 1) / steps;
    return [fromLon + (toLon - fromLon) * part, fromLat + (toLat - fromLat) * part];
  });
}
