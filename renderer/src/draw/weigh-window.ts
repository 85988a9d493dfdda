import type { DataType } from '@pvs/core/catalogue/product';

type Plane = Uint8Array | Float32Array;

const OPAQUE: Partial<Record<DataType, number>> = { uint16: 65_535, int16: 32_767, uint32: 4_294_967_295 };

/** Opacities of any sample type as 0–255. */
export function scaleOpacity(plane: Plane, type: DataType): Uint8Array {
  if (plane instanceof Uint8Array) return plane;
  const factor = 255 / (OPAQUE[type] ?? 255);
  const out = new Uint8ClampedArray(plane.length);
  for (let i = 0; i < plane.length; i++) out[i] = (plane[i] as number) * factor;
  return new Uint8Array(out.buffer);
}

/**
 * Sets the weight of pixels to 0 that have no data in all bands: the no-data value, or NaN. Answers undefined where
 * every pixel is valid and opaque.
 */
export function fillInvalid(
  data: Plane,
  bands: number,
  nodata: readonly (number | undefined)[],
  weights: Uint8Array | undefined,
): Uint8Array | undefined {
  let found = weights;
  const pixels = data.length / bands;
  const floats = data instanceof Float32Array;
  // Float32 samples never equal a value of more digits; NaN stands for "none", since it equals nothing.
  const values = Float64Array.from({ length: bands }, (_, b) => {
    const value = nodata[b] ?? Number.NaN;
    return floats ? Math.fround(value) : value;
  });
  const possible = floats || values.some((v) => Number.isInteger(v) && v >= 0 && v <= 255);
  const end = possible ? pixels : 0;
  for (let i = 0, o = 0; i < end; i++, o += bands) {
    let b = 0;
    while (b < bands && isInvalid(data[o + b] as number, values[b] as number)) b++;
    if (b < bands) continue;
    found ??= new Uint8Array(pixels).fill(255);
    found[i] = 0;
  }
  return found?.every((w) => w === 255) ? undefined : found;
}

const isInvalid = (value: number, nodata: number) => value === nodata || value !== value;

/** Bands times weight, then the weight, so that interpolating and dividing leaves invalid pixels out. */
export function premultiply(data: Plane, bands: number, weights: Uint8Array | undefined): Float32Array {
  const pixels = data.length / bands;
  const out = new Float32Array(pixels * (bands + 1));
  for (let i = 0, from = 0, to = 0; i < pixels; i++, from += bands, to += bands + 1) {
    const weight = weights ? (weights[i] as number) / 255 : 1;
    if (weight === 0) continue;
    for (let b = 0; b < bands; b++) {
      const value = data[from + b] as number;
      out[to + b] = value === value ? value * weight : 0;
    }
    out[to + bands] = weight;
  }
  return out;
}
