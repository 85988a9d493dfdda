import { boxAround, type Box } from './box.ts';
import { splitAtAntimeridian } from './build-footprint.ts';
import type { Footprint } from './footprint.ts';
import { checkPosition, invalidFootprint } from './ring.ts';

const GEOGRAPHIC = 'EPSG:4326';

/**
 * The boxes around a footprint in EPSG:4326: one, or two where it crosses the antimeridian, the eastern hemisphere's
 * (which ends at 180) first. They are what to search and to zoom to, where one box would span the world.
 */
export function footprintBoxes(footprint: Footprint): readonly Box[] {
  const boxes = footprint.coordinates.flatMap(([outer = []]) => boxAround(GEOGRAPHIC, outer) ?? []);
  if (boxes.length === 1) return boxes;
  const gap = widestGap(boxes);
  const reachesBothEdges = boxes.some((b) => b.minX === -180) && boxes.some((b) => b.maxX === 180);
  const groups =
    gap !== undefined && reachesBothEdges
      ? [boxes.filter((b) => b.minX > gap), boxes.filter((b) => b.minX <= gap)]
      : [boxes];
  return groups.flatMap((group) => unite(group) ?? []);
}

function unite(boxes: readonly Box[]): Box | undefined {
  return boxAround(
    GEOGRAPHIC,
    boxes.flatMap((b) => [[b.minX, b.minY] as const, [b.maxX, b.maxY] as const]),
  );
}

/** A longitude in the middle of the widest stretch that no box covers. */
function widestGap(boxes: readonly Box[]): number | undefined {
  let widest = 0;
  let gap: number | undefined;
  let reach = Infinity;
  for (const box of [...boxes].sort((a, b) => a.minX - b.minX)) {
    if (box.minX - reach > widest) {
      widest = box.minX - reach;
      gap = (box.minX + reach) / 2;
    }
    reach = reach === Infinity ? box.maxX : Math.max(reach, box.maxX);
  }
  return gap;
}

/**
 * The footprint of a box in EPSG:4326. A `minX` larger than `maxX` crosses the antimeridian (RFC 7946 §5.2), as do
 * longitudes beyond ±180.
 * @throws InvalidInput `InvalidFootprint` for another CRS, values out of range or no area
 */
export function footprintFromBox(box: Box): Footprint {
  if (box.crs !== GEOGRAPHIC) {
    throw invalidFootprint(`footprint from a box in ${box.crs}: allowed is ${GEOGRAPHIC}`, box.crs);
  }
  const [minX, minY] = checkPosition(box.minX, box.minY);
  const [right, maxY] = checkPosition(box.maxX, box.maxY);
  const maxX = Math.min(right < minX ? right + 360 : right, minX + 360);
  const corners = [
    [minX, minY] as const,
    [maxX, minY] as const,
    [maxX, maxY] as const,
    [minX, maxY] as const,
  ];
  const coordinates = maxX > minX && maxY > minY ? splitAtAntimeridian([corners]) : [];
  if (coordinates.length === 0) {
    throw invalidFootprint(`box ${box.minX} ${box.minY} ${box.maxX} ${box.maxY} has no area`, box);
  }
  return { type: 'MultiPolygon', coordinates };
}
