import { projector, requireCrs } from '../crs/crs.ts';
import type { Edge } from './area.ts';
import type { Position } from './footprint.ts';

/** Halvings of one edge at most: a quarter of the Earth in pieces of some metres. */
const MAX_DEPTH = 20;

/**
 * Edges that are straight in longitude and latitude as they run in a CRS, in pieces no further than `tolerance` units
 * from it. What has no place in the CRS is left out.
 */
export function projectEdges(edges: readonly Edge[], crs: string, tolerance: number): Edge[] {
  const project = projector(requireCrs('EPSG:4326').proj4, requireCrs(crs).proj4);
  const result: Edge[] = [];
  const add = (from: Position, to: Position, start: Position, end: Position, depth: number): void => {
    const middle: Position = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const place = project(...middle);
    const bend = Math.hypot(place[0] - (start[0] + end[0]) / 2, place[1] - (start[1] + end[1]) / 2);
    // An S passes through the middle of its ends: the first halving is made in any case.
    if (depth < MAX_DEPTH && (bend > tolerance || (depth === 0 && bend > 0))) {
      add(from, middle, start, place, depth + 1);
      add(middle, to, place, end, depth + 1);
    } else if ([...start, ...end].every(Number.isFinite)) result.push([start, end]);
  };
  for (const [from, to] of edges) add(from, to, project(...from), project(...to), 0);
  return result;
}
