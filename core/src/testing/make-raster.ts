import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import gdal from 'gdal-async';

/** GDAL's GMF_PER_DATASET: one mask for all bands. */
const PER_DATASET = 2;

export interface RasterRecipe {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: number;
  /** GDAL's name, e.g. `Byte`. */
  readonly type: string;
  readonly epsg: number;
  readonly transform: readonly [number, number, number, number, number, number];
  readonly value: (x: number, y: number, band: number) => number;
  readonly nodata?: number;
  /** Writes an internal mask: true where there is data. */
  readonly mask?: (x: number, y: number) => boolean;
  /** The last band is opacity. */
  readonly alpha?: boolean;
  readonly driver: 'GTiff' | 'COG';
  readonly options: readonly string[];
}

/** Writes a small raster with GDAL, an implementation that is not ours. */
export function makeRaster(root: string, key: string, recipe: RasterRecipe): void {
  const path = join(root, key);
  mkdirSync(dirname(path), { recursive: true });
  gdal.config.set('GDAL_TIFF_INTERNAL_MASK', 'YES');
  const draft = recipe.driver === 'COG' ? `/vsimem/${Math.random().toString(36).slice(2)}.tif` : path;
  writeDraft(draft, recipe);
  if (draft === path) return;
  const source = gdal.open(draft);
  const options = recipe.options.flatMap((option) => ['-co', option]);
  gdal.translate(path, source, ['-of', 'COG', ...options]).close();
  source.close();
  gdal.vsimem.release(draft);
}

function writeDraft(path: string, recipe: RasterRecipe): void {
  const { widthPx, heightPx, bands } = recipe;
  const options = recipe.driver === 'GTiff' ? [...recipe.options] : [];
  const photometric =
    bands - (recipe.alpha ? 1 : 0) === 3 && !options.some((o) => o.startsWith('PHOTOMETRIC'));
  if (photometric) options.push('PHOTOMETRIC=RGB');
  if (recipe.alpha) options.push('ALPHA=YES');
  const dataset = gdal.open(path, 'w', 'GTiff', widthPx, heightPx, bands, recipe.type, options);
  dataset.srs = gdal.SpatialReference.fromEPSG(recipe.epsg);
  dataset.geoTransform = [...recipe.transform];
  for (let b = 1; b <= bands; b++) {
    const band = dataset.bands.get(b);
    if (recipe.nodata !== undefined) band.noDataValue = recipe.nodata;
    const values = new Float64Array(widthPx * heightPx);
    for (let i = 0; i < values.length; i++)
      values[i] = recipe.value(i % widthPx, Math.floor(i / widthPx), b - 1);
    band.pixels.write(0, 0, widthPx, heightPx, values);
  }
  if (recipe.mask) {
    const { mask } = recipe;
    const first = dataset.bands.get(1);
    first.createMaskBand(PER_DATASET);
    const values = new Uint8Array(widthPx * heightPx);
    for (let i = 0; i < values.length; i++) values[i] = mask(i % widthPx, Math.floor(i / widthPx)) ? 255 : 0;
    first.getMaskBand()!.pixels.write(0, 0, widthPx, heightPx, values);
  }
  dataset.flush();
  dataset.close();
}

/**
 * Values that vary smoothly with some texture, within `[low, high]`, different for each band.
 * @param grain share of that range by which neighbours differ without any order
 */
export function texture(low: number, high: number, grain = 0.25) {
  return (x: number, y: number, band: number) => {
    const wave = Math.sin(x / (17 + 3 * band)) * Math.cos(y / (13 + 2 * band)) * 0.35;
    const dice = ((((x * 7919) ^ (y * 104729) ^ (band * 31)) >>> 3) % 97) / 97;
    return low + (high - low) * Math.min(1, Math.max(0, 0.5 + wave + (dice - 0.5) * grain));
  };
}
