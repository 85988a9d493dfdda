import type { PixelWindow } from './pixel-reader.ts';

/** Pixels worked on at once: a band of them takes 8 MB at most, whatever the size of the raster. */
const WINDOW_PX = 1024 * 1024;
const EDGE_PX = 1024;

/**
 * The windows a raster is worked through in: squares along its tiles, or rows across it where its files are laid out
 * in rows, which squares would read over and over; parts of rows where they are very long.
 */
export function* windowsOf(
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  inRows: boolean,
): Generator<PixelWindow> {
  const columns = inRows ? Math.min(widthPx, WINDOW_PX) : EDGE_PX;
  const rows = inRows ? Math.floor(WINDOW_PX / columns) : EDGE_PX;
  for (let y = 0; y < heightPx; y += rows) {
    for (let x = 0; x < widthPx; x += columns) {
      const size = { widthPx: Math.min(columns, widthPx - x), heightPx: Math.min(rows, heightPx - y) };
      yield { x, y, ...size, columns: size.widthPx, rows: size.heightPx };
    }
  }
}
