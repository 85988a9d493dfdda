import { join } from 'node:path';
import gdal from 'gdal-async';
import { messageOf } from '@pvs/core/errors';
import { shownBands } from '@pvs/core/catalogue/pictures-of';
import { lonLatOf } from '@pvs/preprocessor/gdal/lon-lat-of';
import type { Rendering } from '../src/draw/rendering.ts';
import { describeCoverage } from './describe-coverage.ts';

export interface Shown {
  readonly rendering: Rendering;
  /** The UTM zone of its middle. */
  readonly utm: string;
}

/** How a layer shows a raster that nobody configured, or why none can. */
export function showUnconfigured(root: string, key: string): Shown | string {
  const dataset = openQuietly(join(root, key));
  if (typeof dataset === 'string') return dataset;
  const utm = zoneOf(dataset);
  if (!utm.startsWith('EPSG:')) return utm;
  const coverage = describeCoverage(root, key);
  const channels = shownBands(coverage).map((band) => {
    const [min, max] = coverage.dataType === 'uint8' ? [0, 255] : rangeOf(dataset, band, coverage.dataType);
    return { band, min, max };
  });
  const alphaBand = coverage.bands.findIndex(({ color }) => color === 'alpha');
  dataset.close();
  return { rendering: { coverage, channels, ...(alphaBand < 0 ? {} : { alphaBand }) }, utm };
}

function openQuietly(path: string): gdal.Dataset | string {
  try {
    return gdal.open(path);
  } catch (error) {
    return `GDAL does not open it: ${messageOf(error)}`;
  }
}

function zoneOf({ srs, geoTransform, rasterSize }: gdal.Dataset): string {
  if (!srs || !geoTransform) return 'it has no georeference';
  const [x0, dx, rx, y0, ry, dy] = geoTransform as unknown as Rendering['coverage']['grid']['transform'];
  const [column, row] = [rasterSize.x / 2, rasterSize.y / 2];
  try {
    const [lon, lat] = lonLatOf(srs)(x0 + column * dx + row * rx, y0 + column * ry + row * dy);
    // Beyond 180° the zones begin anew.
    const zone = (((Math.floor((lon + 180) / 6) % 60) + 60) % 60) + 1;
    return `EPSG:${(lat < 0 ? 32700 : 32600) + zone}`;
  } catch (error) {
    // Moons and Mars have no way to the longitudes of the Earth.
    return `GDAL does not find it on the Earth: ${messageOf(error).slice(0, 100)}`;
  }
}

/** Not GDAL's statistics, which it would write beside the raster. */
function rangeOf(dataset: gdal.Dataset, band: number, dataType: string): readonly [number, number] {
  // GDAL 3.6 reads bytes with a sign without it.
  if (dataType === 'int8') return [-128, 127];
  const { x, y } = dataset.rasterSize;
  const { noDataValue, pixels } = dataset.bands.get(band + 1);
  let [min, max] = [Infinity, -Infinity];
  for (const sample of pixels.read(0, 0, x, y) as Iterable<number> & ArrayLike<number>) {
    if (sample === noDataValue || !Number.isFinite(sample)) continue;
    if (sample < min) min = sample;
    if (sample > max) max = sample;
  }
  if (min > max) return [0, 1];
  return [min, max > min ? max : min + 1];
}
