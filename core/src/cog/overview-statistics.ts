import { GeoTIFF, type GeoTIFFImage } from 'geotiff';
import type { BandStatistics } from '../catalogue/product.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { StoreSource } from './store-source.ts';

/** Pixels of the coarsest overview above which a file is not looked into: it has no pyramid. */
const MOST_PIXELS = 4_000_000;

/**
 * Statistics of each band, from the coarsest overview: what a picture is stretched by. Undefined for bands without a
 * value, and none at all where the file has no overview of bearable size.
 */
export async function overviewStatistics(
  store: ObjectStore,
  key: string,
  sizeBytes: number,
  nodata: number | undefined,
): Promise<readonly (BandStatistics | undefined)[]> {
  const tiff = await GeoTIFF.fromSource(new StoreSource(store, key, sizeBytes));
  const coarsest = await coarsestImage(tiff);
  if (coarsest.getWidth() * coarsest.getHeight() > MOST_PIXELS) return [];
  const bands = (await coarsest.readRasters()) as unknown as readonly ArrayLike<number>[];
  return Array.from(bands, (band) => statisticsOf(band, nodata));
}

async function coarsestImage(tiff: GeoTIFF): Promise<GeoTIFFImage> {
  const first = await tiff.getImage(0);
  let coarsest = first;
  for (let i = 1; i < (await tiff.getImageCount()); i += 1) {
    const image = await tiff.getImage(i);
    const isOverview = image.getSamplesPerPixel() === first.getSamplesPerPixel() && isReduced(image);
    if (isOverview && image.getWidth() < coarsest.getWidth()) coarsest = image;
  }
  return coarsest;
}

/** TIFF NewSubfileType 1: a reduced version, and no mask. */
const isReduced = (image: GeoTIFFImage) => Number(image.fileDirectory.getValue('NewSubfileType') ?? 0) === 1;

function statisticsOf(band: ArrayLike<number>, nodata: number | undefined): BandStatistics | undefined {
  const values = Float64Array.from(band)
    .filter((value) => Number.isFinite(value) && value !== nodata)
    .sort();
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const at = (part: number) => values[Math.round((values.length - 1) * part)]!;
  return { min: at(0), max: at(1), mean, stdDev: Math.sqrt(variance), p2: at(0.02), p98: at(0.98) };
}
