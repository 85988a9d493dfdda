/** Pixels that are data (1) or not (0), row by row. */
export interface ValidPixels {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixels: Uint8Array;
}

/**
 * Fills gaps of up to twice `reachPx` (a morphological closing with a square): what is convex stays as it is, nothing
 * that was data is lost, and what noise there is becomes areas. Time goes with pixels, whatever the reach.
 */
export function closeGaps({ widthPx, heightPx, pixels }: ValidPixels, reachPx: number): ValidPixels {
  if (reachPx === 0) return { widthPx, heightPx, pixels };
  // Room around, so that a gap between data and an edge of the raster stays one.
  const [width, height] = [widthPx + 2 * reachPx, heightPx + 2 * reachPx];
  const room = new Uint8Array(width * height);
  const at = (row: number) => (row + reachPx) * width + reachPx;
  for (let row = 0; row < heightPx; row += 1) {
    room.set(pixels.subarray(row * widthPx, (row + 1) * widthPx), at(row));
  }
  const all = 2 * reachPx + 1;
  const wider = countAlong(countAlong(room, width, reachPx, 1), height, reachPx, 1);
  const closed = countAlong(countAlong(wider, width, reachPx, all), height, reachPx, all);
  const inside = new Uint8Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row += 1) {
    inside.set(closed.subarray(at(row), at(row) + widthPx), row * widthPx);
  }
  return { widthPx, heightPx, pixels: inside };
}

/** Where a window along the row holds at least so many pixels of data; rows become columns, so that two go both ways. */
function countAlong(pixels: Uint8Array, width: number, reachPx: number, least: number): Uint8Array {
  const height = pixels.length / width;
  const out = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y += 1) {
    const row = pixels.subarray(y * width, (y + 1) * width);
    let count = 0;
    for (let x = 0; x < reachPx; x += 1) count += row[x] ?? 0;
    for (let x = 0; x < width; x += 1) {
      count += row[x + reachPx] ?? 0;
      count -= row[x - reachPx - 1] ?? 0;
      out[x * height + y] = count >= least ? 1 : 0;
    }
  }
  return out;
}
