import type { DataType } from '@pvs/core/catalogue/product';

const OPAQUE: Partial<Record<DataType, number>> = { uint16: 65_535, int16: 32_767, uint32: 4_294_967_295 };

/** Opacities of any sample type as 0–255. */
export function scaleOpacity(plane: Uint8Array | Float32Array, type: DataType): Uint8Array {
  if (plane instanceof Uint8Array) return plane;
  const factor = 255 / (OPAQUE[type] ?? 255);
  const out = new Uint8ClampedArray(plane.length);
  for (let i = 0; i < plane.length; i++) out[i] = (plane[i] as number) * factor;
  return new Uint8Array(out.buffer);
}

/** True where some pixel of one band of bytes has no data or is not opaque. */
export function isGreyWeighted(
  bytes: Uint8Array,
  nodata: number | undefined,
  weights: Uint8Array | undefined,
): boolean {
  return (nodata !== undefined && bytes.includes(nodata)) || weights?.some((w) => w < 255) === true;
}

/** One band of bytes as floats, with a place for the weight after each. */
export function greyToFloats(bytes: Uint8Array): Float32Array {
  const plane = new Float32Array(bytes.length * 2);
  for (let i = 0; i < bytes.length; i++) plane[i * 2] = bytes[i] as number;
  return plane;
}

/**
 * Sets the weight, 0 to 1, that follows the bands of each pixel and premultiplies the bands with it, in place. It
 * is 0 where all bands have their no-data value or NaN, else what `weights` says, 0–255. Answers false where no
 * pixel weighs anything.
 */
export function weighFloats(
  plane: Float32Array,
  bands: number,
  nodata: readonly (number | undefined)[],
  weights: Uint8Array | undefined,
): boolean {
  // Float32 samples never equal a value of more digits; NaN stands for "none", since it equals nothing.
  const none = Float32Array.from({ length: bands }, (_, b) => nodata[b] ?? Number.NaN);
  return bands === 3 ? weighThree(plane, none, weights) : weighOne(plane, none[0] as number, weights);
}

function weighThree(plane: Float32Array, none: Float32Array, weights: Uint8Array | undefined): boolean {
  const [noRed, noGreen, noBlue] = none as unknown as [number, number, number];
  let any = false;
  for (let i = 0, o = 0; o < plane.length; i++, o += 4) {
    const red = plane[o] as number;
    const green = plane[o + 1] as number;
    const blue = plane[o + 2] as number;
    // What is not equal to itself is NaN.
    const voidRed = red === noRed || red !== red;
    const voidGreen = green === noGreen || green !== green;
    const voidBlue = blue === noBlue || blue !== blue;
    const isVoid = voidRed && voidGreen && voidBlue;
    const weight = isVoid ? 0 : weights ? (weights[i] as number) / 255 : 1;
    plane[o + 3] = weight;
    if (weight !== 0) any = true;
    if (weight === 1 && !voidRed && !voidGreen && !voidBlue) continue;
    plane[o] = weight === 0 || red !== red ? 0 : red * weight;
    plane[o + 1] = weight === 0 || green !== green ? 0 : green * weight;
    plane[o + 2] = weight === 0 || blue !== blue ? 0 : blue * weight;
  }
  return any;
}

function weighOne(plane: Float32Array, none: number, weights: Uint8Array | undefined): boolean {
  let any = false;
  for (let i = 0, o = 0; o < plane.length; i++, o += 2) {
    const value = plane[o] as number;
    const weight = value === none || value !== value ? 0 : weights ? (weights[i] as number) / 255 : 1;
    plane[o] = weight === 0 ? 0 : value * weight;
    plane[o + 1] = weight;
    if (weight !== 0) any = true;
  }
  return any;
}
