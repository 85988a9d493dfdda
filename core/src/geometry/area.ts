import { boxAround, type Box } from './box.ts';
import type { PolygonRings, Position } from './footprint.ts';
import { ringContains } from './ring.ts';
import type { SearchGeometry } from './search-geometry.ts';

/** A straight piece of a boundary; of a point, both ends are the same. */
export type Edge = readonly [Position, Position];

/** A geometry as what intersecting needs: its edges, and whether a place is inside. Planar, longitude and latitude. */
export interface Area {
  readonly box: Box;
  readonly edges: readonly Edge[];
  contains(position: Position): boolean;
}

export function areaOf(geometry: SearchGeometry): Area {
  const polygons = polygonsOf(geometry);
  const edges = polygons.length > 0 ? polygons.flat().flatMap(edgesOf) : linesOf(geometry).flatMap(edgesOf);
  return {
    box: boxAround('EPSG:4326', edges.flat())!,
    edges,
    contains: (position) => polygons.some((rings) => holds(rings, position)),
  };
}

/** The boundary of what an area and a box share: the area's edges within the box, and the box's within the area. */
export function sharedBoundary(area: Area, box: Box): Edge[] {
  const near = area.edges.filter((edge) => mayMeet(edge, box));
  const within = near.map((edge) => clipEdge(edge, box)).filter((edge) => edge !== undefined);
  return [...within, ...sidesOf(box).flatMap((side) => partsInside(side, near, area))];
}

/** The part of an edge that lies in a box or on its sides (Liang and Barsky); undefined for none. */
export function clipEdge([[ax, ay], [bx, by]]: Edge, box: Box): Edge | undefined {
  let [from, to] = [0, 1];
  const [dx, dy] = [bx - ax, by - ay];
  for (const [step, room] of [
    [-dx, ax - box.minX],
    [dx, box.maxX - ax],
    [-dy, ay - box.minY],
    [dy, box.maxY - ay],
  ] as const) {
    if (step === 0 && room < 0) return undefined;
    if (step < 0) from = Math.max(from, room / step);
    if (step > 0) to = Math.min(to, room / step);
    if (from > to) return undefined;
  }
  const at = (t: number): Position => [ax + t * dx, ay + t * dy];
  return [from === 0 ? [ax, ay] : at(from), to === 1 ? [bx, by] : at(to)];
}

const holds = ([outer = [], ...holes]: PolygonRings, position: Position) =>
  ringContains(outer, position) && !holes.some((hole) => ringContains(hole, position));

function polygonsOf(geometry: SearchGeometry): readonly PolygonRings[] {
  if (geometry.type === 'Polygon') return [geometry.coordinates];
  return geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
}

function linesOf(geometry: SearchGeometry): readonly (readonly Position[])[] {
  if (geometry.type === 'Point') return [[geometry.coordinates]];
  if (geometry.type === 'MultiPoint') return geometry.coordinates.map((position) => [position]);
  if (geometry.type === 'LineString') return [geometry.coordinates];
  return geometry.type === 'MultiLineString' ? geometry.coordinates : [];
}

function edgesOf(line: readonly Position[]): Edge[] {
  if (line.length === 1) return [[line[0]!, line[0]!]];
  return line.slice(1).map((end, i): Edge => [line[i]!, end]);
}

const mayMeet = ([[ax, ay], [bx, by]]: Edge, box: Box) =>
  Math.min(ax, bx) <= box.maxX &&
  Math.max(ax, bx) >= box.minX &&
  Math.min(ay, by) <= box.maxY &&
  Math.max(ay, by) >= box.minY;

function sidesOf({ minX, minY, maxX, maxY }: Box): Edge[] {
  const corners: Position[] = [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
  ];
  return corners.map((corner, i): Edge => [corner, corners[(i + 1) % 4]!]);
}

/** The parts of a side of a box that lie inside an area, whose edges about that box are `near`. */
function partsInside([from, to]: Edge, near: readonly Edge[], area: Area): Edge[] {
  const cuts = near
    .map((edge) => crossingOf([from, to], edge))
    .filter((t) => t !== undefined)
    .sort((a, b) => a - b);
  const at = (t: number): Position => [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
  const stops = [0, ...cuts, 1];
  return stops.slice(1).flatMap((end, i): Edge[] => {
    const start = stops[i]!;
    return end > start && area.contains(at((start + end) / 2)) ? [[at(start), at(end)]] : [];
  });
}

/** Where an edge crosses a side, as a share of the side's length; undefined where it does not. */
function crossingOf([[px, py], [qx, qy]]: Edge, [[ax, ay], [bx, by]]: Edge): number | undefined {
  const [dx, dy, ex, ey] = [qx - px, qy - py, bx - ax, by - ay];
  const cross = dx * ey - dy * ex;
  if (cross === 0) return undefined;
  const t = ((ax - px) * ey - (ay - py) * ex) / cross;
  const u = ((ax - px) * dy - (ay - py) * dx) / cross;
  return t > 0 && t < 1 && u >= 0 && u <= 1 ? t : undefined;
}
