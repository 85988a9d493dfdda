/** How much of each pixel lines cover, 0–255. Lines that meet or cross do not add up. */
export class StrokeMask {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly coverage: Uint8Array;
  readonly #radius: number;

  constructor(widthPx: number, heightPx: number, strokeWidthPx: number) {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.coverage = new Uint8Array(widthPx * heightPx);
    this.#radius = strokeWidthPx / 2;
  }

  /** Strokes a straight line with round ends, clipped to the picture. Not finite ends draw nothing. */
  line(x0: number, y0: number, x1: number, y1: number): void {
    const margin = this.#radius + 1;
    const clipped = clipLine([x0, y0, x1, y1], -margin, this.widthPx + margin, this.heightPx + margin);
    if (!clipped) return;
    const [ax, ay, bx, by] = clipped;
    const [dx, dy] = [bx - ax, by - ay];
    if (Math.abs(dx) >= Math.abs(dy)) this.#sweep(ax, ay, bx, by, false);
    else this.#sweep(ay, ax, by, bx, true);
  }

  /** Walks along the longer axis `u` and colours, at each step, the pixels near the line along the other, `v`. */
  #sweep(u0: number, v0: number, u1: number, v1: number, steep: boolean): void {
    const margin = this.#radius + 1;
    const slope = u1 === u0 ? 0 : (v1 - v0) / (u1 - u0);
    const [first, last] = [Math.floor(Math.min(u0, u1) - margin), Math.ceil(Math.max(u0, u1) + margin)];
    const half = margin * Math.hypot(1, slope) + Math.abs(slope) * margin;
    const maxU = steep ? this.heightPx : this.widthPx;
    const maxV = steep ? this.widthPx : this.heightPx;
    const lengthSquared = (u1 - u0) ** 2 + (v1 - v0) ** 2;
    for (let u = Math.max(0, first); u < Math.min(maxU, last); u++) {
      const centre = v0 + (Math.max(Math.min(u + 0.5, Math.max(u0, u1)), Math.min(u0, u1)) - u0) * slope;
      const from = Math.max(0, Math.floor(centre - half));
      const to = Math.min(maxV, Math.ceil(centre + half));
      for (let v = from; v < to; v++) {
        const [pu, pv] = [u + 0.5 - u0, v + 0.5 - v0];
        const dot = pu * (u1 - u0) + pv * (v1 - v0);
        const t = lengthSquared === 0 ? 0 : Math.max(0, Math.min(1, dot / lengthSquared));
        const distance = Math.hypot(pu - t * (u1 - u0), pv - t * (v1 - v0));
        this.#cover(steep ? u * this.widthPx + v : v * this.widthPx + u, this.#radius + 0.5 - distance);
      }
    }
  }

  #cover(pixel: number, share: number): void {
    const value = Math.round(Math.max(0, Math.min(1, share)) * 255);
    if (value > (this.coverage[pixel] as number)) this.coverage[pixel] = value;
  }
}

type Line = readonly [x0: number, y0: number, x1: number, y1: number];

/** The part of a line within a rectangle that starts at `min` on both axes (Liang and Barsky). */
function clipLine(line: Line, min: number, maxX: number, maxY: number): Line | undefined {
  const [x0, y0, x1, y1] = line;
  if (!line.every(Number.isFinite)) return undefined;
  const [dx, dy] = [x1 - x0, y1 - y0];
  let [enter, leave] = [0, 1];
  for (const [p, q] of [
    [-dx, x0 - min],
    [dx, maxX - x0],
    [-dy, y0 - min],
    [dy, maxY - y0],
  ] as const) {
    if (p === 0) {
      if (q < 0) return undefined;
    } else if (p < 0) enter = Math.max(enter, q / p);
    else leave = Math.min(leave, q / p);
  }
  return enter > leave ? undefined : [x0 + dx * enter, y0 + dy * enter, x0 + dx * leave, y0 + dy * leave];
}
