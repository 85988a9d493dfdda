import type { Ring } from '../geometry/footprint.ts';
import { splitLongEdges } from '../geometry/split-long-edges.ts';

/** A ring as `gml:posList` in EPSG:4326: latitude, longitude. Long edges get positions between their ends. */
export function gscPosList(ring: Ring): string {
  return splitLongEdges(ring)
    .map(([lon, lat]) => `${lat} ${lon}`)
    .join(' ');
}
