import type { Assembly } from './plan-assembly.ts';

/** Pixels as red, green, blue and alpha, row by row. */
export interface Canvas {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgba: Uint8Array;
}

/**
 * The part of a canvas that a window shows, as a picture of the given size: bilinear between the centres of pixels,
 * colours weighed by their alpha. Transparent beyond the canvas.
 */
export function resampleWindow(
  canvas: Canvas,
  { x0, y0, x1, y1 }: Assembly['window'],
  widthPx: number,
  heightPx: number,
): Canvas {
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  const columns = axis(x0, x1, widthPx);
  const rows = axis(y0, y1, heightPx);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      mixPixel(canvas, columns[x]!, rows[y]!, rgba, (y * widthPx + x) * 4);
    }
  }
  return { widthPx, heightPx, rgba };
}

/** Where the centres of pixels lie on the canvas, from the centre of its first pixel. */
const axis = (from: number, to: number, count: number) =>
  Float64Array.from({ length: count }, (_, i) => from + ((i + 0.5) * (to - from)) / count - 0.5);

function mixPixel(canvas: Canvas, x: number, y: number, into: Uint8Array, at: number): void {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - column, y - row];
  let [r, g, b, alpha] = [0, 0, 0, 0];
  for (let i = 0; i < 4; i += 1) {
    const [dx, dy] = [i & 1, i >> 1];
    const [px, py] = [column + dx, row + dy];
    if (px < 0 || py < 0 || px >= canvas.widthPx || py >= canvas.heightPx) continue;
    const offset = (py * canvas.widthPx + px) * 4;
    const weight = (dx === 0 ? 1 - right : right) * (dy === 0 ? 1 - down : down) * canvas.rgba[offset + 3]!;
    r += canvas.rgba[offset]! * weight;
    g += canvas.rgba[offset + 1]! * weight;
    b += canvas.rgba[offset + 2]! * weight;
    alpha += weight;
  }
  if (alpha <= 0) return;
  into[at] = Math.round(r / alpha);
  into[at + 1] = Math.round(g / alpha);
  into[at + 2] = Math.round(b / alpha);
  into[at + 3] = Math.round(alpha);
}
