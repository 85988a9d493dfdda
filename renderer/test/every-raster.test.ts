import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, describe, expect, it } from 'vitest';
import { isPvsError, messageOf } from '@pvs/core/errors';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { drawMap } from '../src/draw/draw-map.ts';
import type { Rendering } from '../src/draw/rendering.ts';
import { shownBands } from '@pvs/core/catalogue/pictures-of';
import { createRasterAccess } from '../src/raster/raster-access.ts';
import { boxAround, compare, describeCoverage, warpWithGdal } from './gdal-reference.ts';

const root = resolve(import.meta.dirname, '../../../shared/data/rasters');
const isThere = existsSync(root);
if (!isThere) process.stderr.write(`SKIPPED: the rasters that maps are compared on are not at ${root}\n`);
const files = isThere
  ? readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tiff?$/i.test(name))
      .toSorted()
  : [];

/** Grey levels of mean absolute difference to gdalwarp inside the footprint. */
const MAX_MEAN_DIFFERENCE = 2;
const MOST_PX = 400;
/** How far pictures reach beyond the source, in its size: for its edges, and for what is inside. */
const AROUND = 0.03;
const WITHIN = -0.15;

/** Edges lie within a pixel of GDAL's but for this share: corners of cells, and outlines across single pixels. */
const MAX_STRAY_SHARE = 0.01;

/** What differs, and why. */
const different: readonly (readonly [files: RegExp, why: string])[] = [
  [
    /small_world|tiff_with_subifds|world\.rgb|cog_fullearth|goes/,
    'maps of the whole world go on beyond 180°, where gdalwarp ends',
  ],
  [/_extmask|external_mask/, 'masks in files of their own (.msk) are not read'],
  [/RGBA\.uint16/, 'an opacity band of 16 bits that says 255 is nearly transparent; gdalwarp copies it'],
  [/test_esri_wkt/, 'it has four pixels'],
];

/** What differs and should not; nobody has found out why yet. */
const unexplained =
  /cci-soilmoisture|ycbcr_with_mask|model_transformation|compound_with_Vertical|crosses_dateline|au-3577|float_raster_with|internal_mask|test_tiled/;

/** Rows of the table: what became of a raster in a CRS. */
const table: string[] = [];
afterAll(() => {
  if (table.length > 0)
    process.stdout.write(`${['raster, CRS, mean difference, strays', ...table].join('\n')}\n`);
});

const raster = createRasterAccess({
  store: directoryStore(root),
  blockCacheBytes: 1e8,
  headerCacheEntries: 300,
});

describe.skipIf(!isThere)('maps of every raster agree with gdalwarp', () => {
  it.each(files)('%s', { timeout: 120_000 }, async (key) => {
    const shown = describeShown(key);
    if (typeof shown === 'string') {
      table.push(`${key}: no layer shows it: ${shown}`);
      return;
    }
    for (const crs of ['EPSG:3857', 'EPSG:4326', shown.utm]) {
      const row = await compareIn(key, crs, shown.rendering);
      const why = different.find(([names]) => names.test(key))?.[1];
      const note = why ?? (unexplained.test(key) ? 'DIFFERS AND IS NOT EXPLAINED' : '');
      table.push(`${key}, ${crs}, ${row.text}${note === '' ? '' : `, ${note}`}`);
      if (note !== '') continue;
      expect(row.strayShare, `${crs}: pixels that only one of them shows`).toBeLessThanOrEqual(
        MAX_STRAY_SHARE,
      );
      expect(row.meanDifference, crs).toBeLessThanOrEqual(MAX_MEAN_DIFFERENCE);
    }
  });
});

interface Shown {
  readonly rendering: Rendering;
  /** The UTM zone of its middle. */
  readonly utm: string;
}

/** How a layer shows a raster that nobody configured, or why none can. */
function describeShown(key: string): Shown | string {
  const dataset = openQuietly(key);
  if (typeof dataset === 'string') return dataset;
  const { srs, geoTransform } = dataset;
  if (!srs || !geoTransform) return 'it has no georeference';
  const { x, y } = dataset.rasterSize;
  const [originX, dx, , originY, , dy] = geoTransform as unknown as number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const middle = lonLatOf(srs, originX + (dx * x) / 2, originY + (dy * y) / 2);
  if (typeof middle === 'string') return middle;
  const { x: lon, y: lat } = middle;
  const zone = Math.min(60, Math.max(1, Math.floor((lon + 180) / 6) + 1));
  const coverage = describeCoverage(root, key);
  const bands = shownBands(coverage);
  const channels = bands.map((band) => {
    const [min, max] = coverage.dataType === 'uint8' ? [0, 255] : rangeOf(dataset, band);
    return { band, min, max };
  });
  const alphaBand = coverage.bands.findIndex(({ color }) => color === 'alpha');
  dataset.close();
  return {
    rendering: { coverage, channels, ...(alphaBand < 0 ? {} : { alphaBand }) },
    utm: `EPSG:${(lat < 0 ? 32700 : 32600) + zone}`,
  };
}

/** Moons and Mars have no way to the longitudes of the Earth. */
function lonLatOf(srs: gdal.SpatialReference, x: number, y: number): gdal.xyz | string {
  try {
    const wgs84 = gdal.SpatialReference.fromUserInput('OGC:CRS84');
    return new gdal.CoordinateTransformation(srs, wgs84).transformPoint(x, y);
  } catch (error) {
    return `GDAL does not find it on the Earth: ${messageOf(error).slice(0, 100)}`;
  }
}

function openQuietly(key: string): gdal.Dataset | string {
  try {
    return gdal.open(join(root, key));
  } catch (error) {
    return `GDAL does not open it: ${messageOf(error)}`;
  }
}

function rangeOf(dataset: gdal.Dataset, band: number): readonly [number, number] {
  try {
    const { min, max } = dataset.bands.get(band + 1).computeStatistics(false);
    return [min, max > min ? max : min + 1];
  } catch {
    return [0, 1];
  }
}

async function compareIn(key: string, crs: string, rendering: Rendering) {
  try {
    // Where a picture shows what is outside of the source, gdalwarp 3.6 takes its kernel's width from a ratio that
    // counts the outside: colours are compared inside.
    const { strayPx, insidePx } = await drawBoth(key, crs, rendering, AROUND);
    const { meanDifference } = await drawBoth(key, crs, rendering, WITHIN);
    const strayShare = strayPx / Math.max(1, insidePx);
    return { meanDifference, strayShare, text: `${meanDifference.toFixed(2)}, ${strayPx} of ${insidePx}` };
  } catch (error) {
    // What is not read says so by its name.
    if (!isPvsError(error, 'SourceUnavailable')) throw error;
    return { meanDifference: 0, strayShare: 0, text: `refused: ${error.message}` };
  }
}

async function drawBoth(key: string, crs: string, rendering: Rendering, grow: number) {
  const { widthPx: w, heightPx: h } = rendering.coverage.grid;
  const shrink = Math.max(1, Math.max(w, h) / MOST_PX) / (1 + 2 * grow);
  const [widthPx, heightPx] = [w, h].map((n) => Math.max(1, Math.round(n / shrink))) as [number, number];
  const picture = { box: boxAround(root, key, crs, grow), widthPx, heightPx };
  const drawn = await drawMap({ ...picture, resampling: 'bilinear', renderings: [rendering] }, raster);
  const reference = warpWithGdal(root, rendering, picture, 'bilinear', ['-wo', 'UNIFIED_SRC_NODATA=YES']);
  return compare(drawn, reference);
}
