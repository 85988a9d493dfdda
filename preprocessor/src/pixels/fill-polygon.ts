import type { PixelWindow } from './pixel-reader.ts';

/** A closed ring in pixels from the upper left of the raster. */
export type PixelRing = readonly (readonly [column: number, row: number])[];

/**
 * Marks the pixels of a window whose centres lie inside a polygon: its rings cross a row an odd number of times to
 * the left of them (the even-odd rule, as GDAL's rasterize does it). Time goes with edges and rows, not with pixels
 * times edges.
 */
export function fillPolygon(out: Uint8Array, window: PixelWindow, rings: readonly PixelRing[]): void {
  const { x, y, widthPx, heightPx, columns, rows } = window;
  const columnOf = (at: number) => ((at - x) * columns) / widthPx;
  const crossings: number[][] = Array.from({ length: rows }, () => []);
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 1) {
      const from = ring[i];
      const to = ring[(i + 1) % ring.length];
      if (from && to) addCrossings(from, to);
    }
  }
  crossings.forEach((row, at) => fillRow(out.subarray(at * columns, (at + 1) * columns), row));

  function addCrossings([x0, y0]: PixelRing[number], [x1, y1]: PixelRing[number]): void {
    if (y0 === y1) return;
    const [top, bottom] = [Math.min(y0, y1), Math.max(y0, y1)].map(
      (at) => ((at - y) * rows) / heightPx - 0.5,
    );
    const first = Math.max(0, Math.ceil(top ?? 0));
    const end = Math.min(rows, Math.ceil(bottom ?? 0));
    for (let row = first; row < end; row += 1) {
      const at = y + ((row + 0.5) * heightPx) / rows;
      crossings[row]?.push(columnOf(x0 + ((at - y0) * (x1 - x0)) / (y1 - y0)));
    }
  }
}

function fillRow(row: Uint8Array, crossings: number[]): void {
  crossings.sort((a, b) => a - b);
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const from = Math.max(0, Math.ceil((crossings[i] ?? 0) - 0.5));
    const to = Math.min(row.length, Math.ceil((crossings[i + 1] ?? 0) - 0.5));
    if (to > from) row.fill(255, from, to);
  }
}
