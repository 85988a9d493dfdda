const COLOR = 0xffffff;
const OPAQUE = 0xff000000 | 0;

/**
 * Writes the weight of each packed pixel into its highest byte and premultiplies the others with it, in place: 0
 * where all bands have their no-data value or `weights` says so. Answers whether any pixel weighs less than 255;
 * where none does weights are left unset.
 */
export function weighPacked(
  pixels: Int32Array,
  nodata: readonly (number | undefined)[],
  weights: Uint8Array | undefined,
): boolean {
  const [red = 0, green = 0, blue = 0] = nodata;
  // No pixel of 24 bits is -1.
  const none = nodata.length === 3 && nodata.every(isByte) ? red | (green << 8) | (blue << 16) : -1;
  if (!weights) {
    if (none === -1 || !hasPixel(pixels, none)) return false;
    for (let i = 0; i < pixels.length; i++) {
      const color = (pixels[i] as number) & COLOR;
      pixels[i] = color === none ? 0 : color | OPAQUE;
    }
    return true;
  }
  for (let i = 0; i < pixels.length; i++) {
    const color = (pixels[i] as number) & COLOR;
    const weight = weights[i] as number;
    if (weight === 0 || color === none) pixels[i] = 0;
    else pixels[i] = weight === 255 ? color | OPAQUE : premultiplied(color, weight);
  }
  return true;
}

const isByte = (v: number | undefined) => v !== undefined && Number.isInteger(v) && v >= 0 && v <= 255;

function hasPixel(pixels: Int32Array, color: number): boolean {
  for (let i = 0; i < pixels.length; i++) if (((pixels[i] as number) & COLOR) === color) return true;
  return false;
}

function premultiplied(color: number, weight: number): number {
  const scale = (shift: number) => Math.round((((color >>> shift) & 255) * weight) / 255) << shift;
  return scale(0) | scale(8) | scale(16) | (weight << 24);
}
