/** A part of a grid, in pixels from its upper left. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Squares are whole blocks of the file they are written to. */
const BLOCK_PX = 256;

export interface WindowLimits {
  /** Of one window. */
  readonly windowBytes: number;
  /** Of all bands together. */
  readonly bytesPerPixel: number;
  /** True where the source is stored in strips over its full width. */
  readonly inStrips: boolean;
}

/**
 * The windows that cover a grid, row by row, each of a bounded size. For a source in strips they are as wide as the
 * grid, if a row is not too large for one: a square would decode as many strips for a fraction of their pixels.
 */
export function windowsOf(widthPx: number, heightPx: number, limits: WindowLimits): Window[] {
  const pixels = limits.windowBytes / limits.bytesPerPixel;
  const square = Math.max(1, Math.floor(Math.sqrt(pixels) / BLOCK_PX)) * BLOCK_PX;
  const stepX = limits.inStrips ? Math.max(1, Math.min(widthPx, Math.floor(pixels))) : square;
  const stepY = limits.inStrips ? Math.max(1, Math.floor(pixels / stepX)) : square;
  const columns = Math.ceil(widthPx / stepX);
  return Array.from({ length: columns * Math.ceil(heightPx / stepY) }, (_, i) => {
    const [x, y] = [(i % columns) * stepX, Math.floor(i / columns) * stepY];
    return { x, y, widthPx: Math.min(stepX, widthPx - x), heightPx: Math.min(stepY, heightPx - y) };
  });
}
