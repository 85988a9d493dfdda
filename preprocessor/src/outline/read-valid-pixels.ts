import type gdal from 'gdal-async';
import type { ValidPixels } from './close-gaps.ts';

/** Pixels along the longer edge: those of an overview that has so many, or up to twice as many. */
const LEAST_PX = 512;
/** GDAL's GMF_ALL_VALID: nothing says which pixels are no data. */
const ALL_VALID = 1;

/**
 * Which pixels of a raster are data, by nodata, mask or alpha band of an overview that is just fine enough: a pixel
 * is where one of its bands is. `nodata` counts for bands that say nothing themselves.
 */
export function readValidPixels(dataset: gdal.Dataset, nodata?: number): ValidPixels {
  const bands = dataset.bands
    .map(levelOf)
    .filter(({ colorInterpretation }) => colorInterpretation !== 'Alpha');
  const { x, y } = (bands[0] ?? dataset.bands.get(1)).size;
  const factor = Math.min(1, (2 * LEAST_PX) / Math.max(x, y));
  const [widthPx, heightPx] = [Math.ceil(x * factor), Math.ceil(y * factor)];
  const pixels = new Uint8Array(widthPx * heightPx);
  const read = (band: gdal.RasterBand) =>
    band.pixels.read(0, 0, x, y, undefined, { buffer_width: widthPx, buffer_height: heightPx }) as Uint8Array;
  for (const band of bands) {
    const mask = band.getMaskBand();
    markValid(pixels, {
      opacity: mask && band.getMaskFlags() !== ALL_VALID ? read(mask) : undefined,
      ...valuesThatCount(band, nodata, read),
    });
    // Further bands can add nothing.
    if (!pixels.includes(0)) break;
  }
  return { widthPx, heightPx, pixels };
}

/** The coarsest overview of a band that is fine enough, or the band itself. */
function levelOf(band: gdal.RasterBand): gdal.RasterBand {
  const overviews = Array.from({ length: band.overviews.count() }, (_, i) => band.overviews.get(i));
  const fine = overviews.filter(({ size }) => Math.max(size.x, size.y) >= LEAST_PX);
  return fine.reduce((coarsest, one) => (one.size.x < coarsest.size.x ? one : coarsest), band);
}

type Values = ArrayLike<number>;

/** Values where they themselves may mean no data: the type's nodata, and NaN, which is never data. */
function valuesThatCount(
  band: gdal.RasterBand,
  nodata: number | undefined,
  read: (band: gdal.RasterBand) => Values,
): { readonly values?: Values; readonly nodata?: number | undefined } {
  const saysNothing = band.getMaskFlags() === ALL_VALID;
  const isFloat = band.dataType?.startsWith('Float') === true;
  if (saysNothing && nodata !== undefined) return { values: read(band), nodata };
  return isFloat ? { values: read(band) } : {};
}

function markValid(
  pixels: Uint8Array,
  { opacity, values, nodata }: { opacity: Values | undefined; values?: Values; nodata?: number | undefined },
): void {
  for (let i = 0; i < pixels.length; i += 1) {
    if (opacity?.[i] === 0) continue;
    if (values && (!Number.isFinite(values[i]) || values[i] === nodata)) continue;
    pixels[i] = 1;
  }
}
