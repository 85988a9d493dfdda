import { invalidInput } from '@pvs/core/errors';
import type { Footprint, Position } from '@pvs/core/geometry/footprint';

/**
 * The four corners of a footprint in the order of an image whose first row lies north: upper left, upper right,
 * lower right, lower left. Which corner the first pixel is at, a footprint does not say.
 * @throws InvalidInput `NotGeoreferenced` for a footprint that has not four corners
 */
export function cornersOfFootprint(footprint: Footprint | undefined, file: string): Position[] {
  const [polygon, ...others] = footprint?.coordinates ?? [];
  const ring = others.length === 0 && polygon?.length === 1 ? polygon[0] : undefined;
  const corners = (ring ?? []).filter((point, i, all) => i === 0 || !isSame(point, all[0]));
  if (corners.length !== 4) {
    const given = ring ? `${corners.length} corners` : footprint ? 'several parts' : 'none';
    throw invalidInput(
      `${file} is to be placed by the corners of its footprint, which has ${given}: expected one polygon of four corners, or \`corners\` in the configuration`,
      { code: 'NotGeoreferenced', detail: { file } },
    );
  }
  const clockwise = isClockwise(corners) ? corners : corners.toReversed();
  const northWest = clockwise.reduce(
    (best, [lon, lat], i) => (lat - lon > rank(clockwise[best]) ? i : best),
    0,
  );
  return [...clockwise.slice(northWest), ...clockwise.slice(0, northWest)];
}

const rank = (point: Position | undefined) => (point ? point[1] - point[0] : -Infinity);

const isSame = (a: Position, b: Position | undefined) => a[0] === b?.[0] && a[1] === b[1];

const isClockwise = (points: readonly Position[]) =>
  points.reduce((area, [x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length] ?? [x, y];
    return area + (nextX - x) * (nextY + y);
  }, 0) > 0;
