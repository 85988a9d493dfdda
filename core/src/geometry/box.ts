/**
 * An axis-aligned rectangle in a CRS, always x (east, longitude) then y (north, latitude): the axis order of
 * requests and documents is settled where they are read and written (`crs/axis-order.ts`), nowhere else.
 */
export interface Box {
  /** Normalised code, e.g. `EPSG:4326`; see `crs/crs.ts`. Units are the CRS's own. */
  readonly crs: string;
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

export const widthOf = (box: Box) => box.maxX - box.minX;
export const heightOf = (box: Box) => box.maxY - box.minY;

/** True where the two rectangles of one CRS share area (touching edges do not count). */
export function boxesOverlap(a: Box, b: Box): boolean {
  return a.minX < b.maxX && b.minX < a.maxX && a.minY < b.maxY && b.minY < a.maxY;
}

/** The shared area of two rectangles of one CRS, or undefined where they share none. */
export function intersectBoxes(a: Box, b: Box): Box | undefined {
  if (!boxesOverlap(a, b)) return undefined;
  return {
    crs: a.crs,
    minX: Math.max(a.minX, b.minX),
    minY: Math.max(a.minY, b.minY),
    maxX: Math.min(a.maxX, b.maxX),
    maxY: Math.min(a.maxY, b.maxY),
  };
}

/** The rectangle with `margin` units more on every side. */
export const growBox = ({ crs, minX, minY, maxX, maxY }: Box, margin: number): Box => ({
  crs,
  minX: minX - margin,
  minY: minY - margin,
  maxX: maxX + margin,
  maxY: maxY + margin,
});

/** The smallest rectangle around the points, each `[x, y]`; undefined for none. */
export function boxAround(crs: string, points: Iterable<readonly [number, number]>): Box | undefined {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  return minX <= maxX ? { crs, minX, minY, maxX, maxY } : undefined;
}

/** The smallest rectangle around all given ones, which share a CRS; undefined for none. */
export function uniteBoxes(boxes: readonly Box[]): Box | undefined {
  const first = boxes[0];
  if (!first) return undefined;
  return boxAround(
    first.crs,
    boxes.flatMap((b) => [[b.minX, b.minY] as const, [b.maxX, b.maxY] as const]),
  );
}
