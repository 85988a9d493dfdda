import type { SearchGeometry } from '../../geometry/search-geometry.ts';
import { type Bounds, boundsOf } from '../search/search-way.ts';
import { innerBounds, isRectangle } from '../search/wanted-place.ts';
import type { CountableProducts } from './counted-columns.ts';

/** Whether the footprint of a row's product meets a place: `unclear` where its box alone cannot tell. */
export type RowPlace = (row: number) => 'met' | 'missed' | 'unclear';

/**
 * By the boxes of footprints. What is of one part and overlaps a searched box, but reaches no further than its sides
 * in one direction, lies across it; what remains are those at the corners, and in places that are no boxes.
 */
export function rowPlace(geometry: SearchGeometry, { counted }: CountableProducts): RowPlace {
  const boxes = partsOf(geometry).map(searchedBox);
  const { places } = counted;
  return (row) => {
    const at = CORNERS * row;
    const lies = { west: places[at]!, south: places[at + 1]!, east: places[at + 2]!, north: places[at + 3]! };
    let isMissed = true;
    for (const { outer, inner } of boxes) {
      if (!overlaps(lies, outer)) continue;
      if (inner && counted.isWhole(row) && liesAcross(lies, inner)) return 'met';
      isMissed = false;
    }
    return isMissed ? 'missed' : 'unclear';
  };
}

const CORNERS = 4;

/** A box over the antimeridian is two. */
function searchedBox(part: SearchGeometry): { readonly outer: Bounds; readonly inner?: Bounds } {
  const outer = boundsOf(part);
  return isRectangle(part, outer) ? { outer, inner: innerBounds(outer) } : { outer };
}

/** Never where a product has no footprint: its box is not of numbers. */
const overlaps = (lies: Bounds, box: Bounds) =>
  lies.west <= box.east && lies.east >= box.west && lies.south <= box.north && lies.north >= box.south;

const liesAcross = (lies: Bounds, box: Bounds) =>
  overlaps(lies, box) &&
  ((lies.west >= box.west && lies.east <= box.east) || (lies.south >= box.south && lies.north <= box.north));

const partsOf = (geometry: SearchGeometry): readonly SearchGeometry[] =>
  geometry.type === 'MultiPolygon'
    ? geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }))
    : [geometry];
