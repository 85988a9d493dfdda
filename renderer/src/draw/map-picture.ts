/** A drawn map: straight (not premultiplied) alpha, rows from north to south, four bytes a pixel. */
export interface MapPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgba: Uint8Array;
}

/** A part of a picture, pixels; `x1` and `y1` are exclusive. */
export interface PixelRect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export function transparentPicture(widthPx: number, heightPx: number): MapPicture {
  return { widthPx, heightPx, rgba: new Uint8Array(widthPx * heightPx * 4) };
}

export const wholeOf = ({ widthPx, heightPx }: Pick<MapPicture, 'widthPx' | 'heightPx'>): PixelRect => ({
  x0: 0,
  y0: 0,
  x1: widthPx,
  y1: heightPx,
});

/** True where nothing drawn below could show through: every pixel of the part is opaque. */
export function isOpaque({ rgba, widthPx }: MapPicture, part: PixelRect): boolean {
  for (let y = part.y0; y < part.y1; y++) {
    const end = (y * widthPx + part.x1) * 4;
    for (let o = (y * widthPx + part.x0) * 4 + 3; o < end; o += 4) if (rgba[o] !== 255) return false;
  }
  return true;
}

/** Puts a colour beneath the pixel at byte `o`: Porter and Duff's "destination over", straight alpha. */
export function blendUnder(
  rgba: Uint8Array | Uint8ClampedArray,
  o: number,
  r: number,
  g: number,
  b: number,
  a: number,
): void {
  const above = rgba[o + 3] as number;
  if (above === 255 || a === 0) return;
  if (above === 0) {
    rgba[o] = r;
    rgba[o + 1] = g;
    rgba[o + 2] = b;
    rgba[o + 3] = a;
    return;
  }
  const below = (a * (255 - above)) / 255;
  const alpha = above + below;
  rgba[o] = Math.round(((rgba[o] as number) * above + r * below) / alpha);
  rgba[o + 1] = Math.round(((rgba[o + 1] as number) * above + g * below) / alpha);
  rgba[o + 2] = Math.round(((rgba[o + 2] as number) * above + b * below) / alpha);
  rgba[o + 3] = Math.round(alpha);
}
