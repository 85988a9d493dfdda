import type { ImageFileDirectory } from 'geotiff';
import type { Grid } from '../catalogue/product.ts';

/** GeoTIFF key identifiers and values (OGC 19-008r4 §7). */
const MODEL_TYPE = 1024;
const RASTER_TYPE = 1025;
const GEODETIC_CRS = 2048;
const PROJECTED_CRS = 3072;
const PROJECTED = 1;
const PIXEL_IS_POINT = 2;
/** What the registry's codes end at; 32767 means one that is described instead. */
const MAX_EPSG = 32_766;

export interface GeoKeys {
  readonly epsg?: number;
  /** Positions are those of the middle of pixels. */
  readonly isPoint: boolean;
}

export function geoKeysOf(image: ImageFileDirectory): GeoKeys {
  const directory = numbersAt(image, 'GeoKeyDirectory');
  const keys = new Map<number, number>();
  // Four values a key: its identifier, where its value is (0: here), how many there are, the value.
  for (let i = 4; i + 3 < directory.length; i += 4)
    if (directory[i + 1] === 0) keys.set(directory[i]!, directory[i + 3]!);
  const code = keys.get(keys.get(MODEL_TYPE) === PROJECTED ? PROJECTED_CRS : GEODETIC_CRS);
  return {
    isPoint: keys.get(RASTER_TYPE) === PIXEL_IS_POINT,
    ...(code !== undefined && code > 0 && code <= MAX_EPSG ? { epsg: code } : {}),
  };
}

/** From a matrix, or from one tie point and the size of a pixel. */
export function transformOf(image: ImageFileDirectory, { isPoint }: GeoKeys): Grid['transform'] | undefined {
  const shift = isPoint ? 0.5 : 0;
  const [a = NaN, b = NaN, , d = NaN, e = NaN, f = NaN, , h = NaN] = numbersAt(image, 'ModelTransformation');
  if (!Number.isNaN(h)) return movedBy([d, a, b, h, e, f], shift);
  const [width, height] = numbersAt(image, 'ModelPixelScale');
  const [column = NaN, row = NaN, , x = NaN, y = NaN] = numbersAt(image, 'ModelTiepoint');
  if (width === undefined || height === undefined || Number.isNaN(y)) return undefined;
  return movedBy([x - column * width, width, 0, y + row * height, 0, -height], shift);
}

const movedBy = ([x, a, b, y, d, e]: Grid['transform'], pixels: number): Grid['transform'] => [
  x - pixels * (a + b),
  a,
  b,
  y - pixels * (d + e),
  d,
  e,
];

function numbersAt(
  image: ImageFileDirectory,
  tag: 'GeoKeyDirectory' | 'ModelTransformation' | 'ModelPixelScale' | 'ModelTiepoint',
): number[] {
  return image.hasTag(tag) ? [...(image.getValue(tag) ?? [])].map(Number) : [];
}
