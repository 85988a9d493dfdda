/**
 * Measures what drawing and encoding a 256-pixel tile takes: `node renderer/test/measure-drawing.ts`. Figures are
 * processor milliseconds of this machine; only ratios within one run mean anything.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { drawMap } from '../src/draw/draw-map.ts';
import type { MapPicture } from '../src/draw/map-picture.ts';
import type { Rendering } from '../src/draw/rendering.ts';
import { pictureFormats } from '../src/encode/index.ts';
import { createRasterAccess } from '../src/raster/raster-access.ts';
import { describeCoverage } from './describe-coverage.ts';
import { makeRaster, texture } from '@pvs/core/testing/make-raster';

const SIZE = 4096;
const TILES = 120;
const ROUNDS = 4;
const GROUND = { x: 500_000, y: 5_300_000, pixelM: 10 };

const root = mkdtempSync(join(tmpdir(), 'pvs-measure-'));
const print = (line: string) => process.stdout.write(`${line}\n`);

async function cpuMsOf(count: number, work: (i: number) => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) await work(i);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / count;
}

/** The best of some rounds: other work on the machine only ever adds. */
async function bestOf(count: number, work: (i: number) => Promise<unknown>): Promise<string> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await cpuMsOf(count, work));
  return Math.min(...rounds).toFixed(2);
}

/** Boxes of tiles within the scene in Web Mercator, `ratio` source pixels for a tile pixel. */
function tileBox(i: number, ratio: number) {
  const [lonM, latM] = [1_669_800, 6_086_000];
  const stretch = 1.49;
  const side = 256 * GROUND.pixelM * ratio * stretch;
  const room = Math.max(0, (SIZE - 256 * ratio) * GROUND.pixelM * stretch * 0.8);
  const [minX, maxY] = [lonM + ((i * 7919) % 97) * (room / 97), latM - ((i * 104_729) % 89) * (room / 89)];
  return { crs: 'EPSG:3857', minX, maxX: minX + side, minY: maxY - side, maxY };
}

async function measureDrawing(name: string, rendering: Rendering): Promise<MapPicture | undefined> {
  const store = directoryStore(root);
  const raster = createRasterAccess({ store, blockCacheBytes: 6e8, headerCacheEntries: 10 });
  let picture: MapPicture | undefined;
  const drawAt = (ratio: number) => async (i: number) => {
    const size = { widthPx: 256, heightPx: 256, resampling: 'bilinear' as const };
    picture = await drawMap({ box: tileBox(i, ratio), ...size, renderings: [rendering] }, raster);
  };
  const cold = (await cpuMsOf(TILES, drawAt(0.9))).toFixed(2);
  const figures = [];
  for (const ratio of [0.9, 1.3, 1.8]) figures.push(`${ratio}: ${await bestOf(TILES, drawAt(ratio))}`);
  print(`${name.padEnd(28)} first ${cold}; warm, by source pixels a tile pixel: ${figures.join('  ')}`);
  return picture;
}

async function measureEncoding(picture: MapPicture): Promise<void> {
  for (const format of pictureFormats) {
    let sizeBytes = 0;
    const ms = await bestOf(TILES, async () => {
      sizeBytes = (await format.encode(picture, { transparent: true })).length;
    });
    print(`${format.name.padEnd(28)} ${ms}, ${Math.round(sizeBytes / 1000)} kB`);
  }
}

const recipe = {
  widthPx: SIZE,
  heightPx: SIZE,
  bands: 3,
  type: 'Byte',
  epsg: 32633,
  transform: [GROUND.x, GROUND.pixelM, 0, GROUND.y, 0, -GROUND.pixelM],
  value: texture(1, 255),
  driver: 'COG',
} as const;

try {
  makeRaster(root, 'deflate.tif', { ...recipe, nodata: 0, options: ['COMPRESS=DEFLATE', 'PREDICTOR=YES'] });
  makeRaster(root, 'jpeg.tif', { ...recipe, options: ['COMPRESS=JPEG', 'QUALITY=85'] });
  makeRaster(root, 'uint16.tif', {
    ...recipe,
    type: 'UInt16',
    value: texture(1, 4000),
    options: ['COMPRESS=DEFLATE', 'PREDICTOR=YES'],
  });
  const channels = (max: number, count = 3) =>
    Array.from({ length: count }, (_, band) => ({ band, min: 0, max }));
  const of = (key: string) => describeCoverage(root, key);
  const picture = await measureDrawing('3 bytes, DEFLATE, nodata', {
    coverage: of('deflate.tif'),
    channels: channels(255),
  });
  await measureDrawing('3 bytes, JPEG', { coverage: of('jpeg.tif'), channels: channels(255) });
  await measureDrawing('1 byte', { coverage: of('deflate.tif'), channels: channels(255, 1) });
  await measureDrawing('3 of uint16, DEFLATE', { coverage: of('uint16.tif'), channels: channels(4000) });
  if (picture) await measureEncoding(picture);
} finally {
  rmSync(root, { recursive: true });
}
