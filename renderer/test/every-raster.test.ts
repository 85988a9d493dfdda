import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isPvsError } from '@pvs/core/errors';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { drawMap } from '../src/draw/draw-map.ts';
import type { PictureGrid } from '../src/draw/pixel-mapping.ts';
import type { Rendering } from '../src/draw/rendering.ts';
import { createRasterAccess } from '../src/raster/raster-access.ts';
import { boxAround } from './box-around.ts';
import { type Agreement, compare, warpWithGdal } from './gdal-reference.ts';
import { kernelInTheMiddle } from './kernel-in-the-middle.ts';
import { showUnconfigured } from './show-unconfigured.ts';

const root = resolve(import.meta.dirname, '../../../shared/data/rasters');
const isThere = existsSync(root);
if (!isThere) process.stderr.write(`SKIPPED: the rasters that maps are compared on are not at ${root}\n`);
const files = isThere
  ? readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tiff?$/i.test(name))
      .toSorted()
  : [];

/** Grey levels of mean absolute difference to gdalwarp: of colours inside the footprint, of opacities everywhere. */
const MAX_MEAN_DIFFERENCE = 2;
/** Edges lie within a pixel of GDAL's but for this share: corners of cells, and outlines across single pixels. */
const MAX_STRAY_SHARE = 0.01;
const MOST_PX = 400;
/** Smaller rasters are enlarged: in a picture of one pixel there is nothing but edges (see shrunk-edges.test.ts). */
const LEAST_PX = 8;
/** How far pictures reach beyond the source, in its size: for its edges, and for what is inside. */
const AROUND = 0.03;
const WITHIN = -0.15;

/** Why a picture may differ from gdalwarp's own: with `options` it does not. */
interface Reason {
  readonly files: RegExp;
  readonly why: string;
  readonly options: (picture: PictureGrid, rendering: Rendering) => readonly string[];
}

const REASONS: readonly Reason[] = [
  {
    files: /au-3577\.tif|small_world_pct/,
    why: 'gdalwarp may place pixels an eighth of one aside, and neighbours are unlike; with -et 0',
    options: () => ['-et', '0'],
  },
  {
    files: /float_raster_with/,
    why: 'of a few turned pixels gdalwarp counts those inside for the width of its kernel; with the width in the middle',
    options: (picture, { coverage }) => kernelInTheMiddle(picture, coverage.grid),
  },
];
const needed = new Set<Reason>();

/** What no layer shows, and what is refused by its name. */
const NOT_SHOWN =
  /^it has no georeference$|missing codec (JXL|JP2000|of code 44510)|^GDAL does not find it on the Earth/;
const REFUSED =
  /compressed with LZMA \(34925\)|samples of 64 bits in TIFF sample format [156]; allowed are integers/;

/** Rows of the table: what became of a raster in a CRS. */
const table: string[] = [];
afterAll(() => {
  if (table.length === 0) return;
  const head = 'raster, CRS, mean difference, strays of pixels inside, opacity';
  process.stdout.write(`${[head, ...table].join('\n')}\n`);
});

const raster = createRasterAccess({
  store: directoryStore(root),
  blockCacheBytes: 1e8,
  headerCacheEntries: 300,
});

describe.skipIf(!isThere)('maps of every raster agree with gdalwarp', () => {
  it.each(files)('%s', { timeout: 120_000 }, async (key) => {
    const shown = showUnconfigured(root, key);
    if (typeof shown === 'string') {
      table.push(`${key}: no layer shows it: ${shown}`);
      expect(shown).toMatch(NOT_SHOWN);
      return;
    }
    for (const crs of ['EPSG:3857', 'EPSG:4326', shown.utm]) await checkIn(key, crs, shown.rendering);
  });

  it('and every reason to differ is needed', () => {
    expect(REASONS.filter((reason) => !needed.has(reason)).map(({ why }) => why)).toEqual([]);
  });
});

/** What of two comparisons counts: edges of the one around the source, colours of the one inside. */
interface Row {
  readonly around: Agreement;
  readonly meanDifference: number;
}

async function checkIn(key: string, crs: string, rendering: Rendering): Promise<void> {
  const note = (text: string) => table.push(`${key}, ${crs}, ${text}`);
  try {
    const plain = await compareIn(key, crs, rendering);
    const reason = agrees(plain) ? undefined : REASONS.find(({ files }) => files.test(key));
    const row = reason ? await compareIn(key, crs, rendering, reason) : plain;
    if (reason) needed.add(reason);
    note(`${textOf(row)}${reason ? ` (${textOf(plain)} without): ${reason.why}` : ''}`);
    expect(agrees(row), `${crs}: ${textOf(row)}`).toBe(true);
  } catch (error) {
    if (!isPvsError(error, 'SourceUnavailable')) throw error;
    note(`refused: ${error.message}`);
    expect(error.message).toMatch(REFUSED);
  }
}

const agrees = ({ around: { strayPx, insidePx, meanOpacityDifference }, meanDifference }: Row) =>
  strayPx <= MAX_STRAY_SHARE * Math.max(1, insidePx) &&
  meanDifference <= MAX_MEAN_DIFFERENCE &&
  // Pixels of an outline that the two weigh differently are edges.
  (insidePx > 0 || meanOpacityDifference <= MAX_MEAN_DIFFERENCE);

const textOf = ({ around: { strayPx, insidePx, meanOpacityDifference }, meanDifference }: Row) =>
  `${meanDifference.toFixed(2)}, ${strayPx} of ${insidePx}, ${meanOpacityDifference.toFixed(2)}`;

async function compareIn(key: string, crs: string, rendering: Rendering, reason?: Reason): Promise<Row> {
  // Where a picture shows what is outside of the source, gdalwarp 3.6 takes its kernel's width from a ratio that
  // counts the outside: colours are compared inside.
  const around = await drawBoth(key, crs, rendering, AROUND, reason);
  const { meanDifference } = await drawBoth(key, crs, rendering, WITHIN, reason);
  return { around, meanDifference };
}

async function drawBoth(key: string, crs: string, rendering: Rendering, grow: number, reason?: Reason) {
  const { widthPx: w, heightPx: h } = rendering.coverage.grid;
  const longest = Math.max(w, h);
  const shrink = Math.min(longest / LEAST_PX, Math.max(1, longest / MOST_PX)) / (1 + 2 * grow);
  const [widthPx, heightPx] = [w, h].map((n) => Math.max(1, Math.round(n / shrink))) as [number, number];
  const picture = { box: boxAround(root, key, crs, grow), widthPx, heightPx };
  const drawn = await drawMap({ ...picture, resampling: 'bilinear', renderings: [rendering] }, raster);
  const options = reason?.options(picture, rendering) ?? [];
  const all = ['-wo', 'UNIFIED_SRC_NODATA=YES', ...options];
  return compare(drawn, warpWithGdal(root, rendering, picture, 'bilinear', all));
}
