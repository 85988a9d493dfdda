import gdal from 'gdal-async';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addScene, removeScene, type TestScene } from '@pvs/core/testing/add-scene';
import { texture } from '@pvs/core/testing/make-raster';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import { rangeBox } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { rgbaOf, startCache, type TestCache } from './start-cache.ts';

/** Four tiles each way of zoom 10, and so two of zoom 9 and one of zoom 8. */
const RANGE = { zoom: 10, minColumn: 540, maxColumn: 543, minRow: 384, maxRow: 387 };
const MERCATOR = findTileMatrixSet('WebMercatorQuad')!;
const SIZE_PX = 1024;
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));

const shade = texture(20, 235);
const aligned = (collection: string, ...options: string[]): TestScene => ({
  ...{ identifier: collection, collection, time: '2018', sizePx: SIZE_PX, box: rangeBox(MERCATOR, RANGE) },
  color: (x, y) => [shade(x, y, 0), shade(x, y, 1), shade(x, y, 2)],
  options: ['BLOCKSIZE=256', ...options],
});

let cache: TestCache;
let files: Map<string, Buffer>;

beforeAll(async () => {
  cache = await startCache(`
stack: test
title: Test
collections: [{ id: JPEG }, { id: WEBP }, { id: MASKED }, { id: SHIFTED }, { id: PLAIN }]
cache: { metatile: 4 }
`);
  const { stack } = cache;
  const jpeg = aligned('JPEG', 'COMPRESS=JPEG', 'QUALITY=90');
  const scenes: TestScene[] = [
    jpeg,
    aligned('WEBP', 'COMPRESS=WEBP', 'QUALITY=80'),
    // One tile of zoom 10 is hidden in part.
    { ...jpeg, identifier: 'MASKED', collection: 'MASKED', mask: (x, y) => x > 100 || y > 100 },
    { ...jpeg, identifier: 'SHIFTED', collection: 'SHIFTED', box: shifted(jpeg.box, 30) },
    aligned('PLAIN', 'COMPRESS=DEFLATE'),
  ];
  files = new Map();
  for (const scene of scenes) {
    const { coverages } = await addScene(stack, scene);
    const object = await stack.store.readWhole(coverages[0]!.objectKey, 1e8);
    files.set(scene.identifier, object!.body);
  }
}, 240_000);

afterAll(() => cache.stop());

const shifted = (box: TestScene['box'], by: number) => ({ ...box, minX: box.minX + by, maxX: box.maxX + by });

const tileOf = async (layer: string, z: number, x: number, y: number, extension: string) => {
  const { statusCode, rawPayload } = await cache.get(
    `/cache/tiles/${layer}/WebMercatorQuad/${z}/${x}/${y}.${extension}`,
  );
  expect(statusCode).toBe(200);
  return rawPayload;
};

/** The greatest difference of two samples. */
const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

/** Whether a tile ends with bytes of the file. */
const isPassed = (body: Buffer, product: string) => files.get(product)!.includes(body.subarray(-1000));

/** What GDAL reads of a block of full resolution, three samples a pixel. */
function readBlock(product: string, column: number, row: number): number[] {
  const path = `/vsimem/${product}.tif`;
  gdal.vsimem.set(files.get(product)!, path);
  const dataset = gdal.open(path);
  const bands = [1, 2, 3].map((n) => dataset.bands.get(n).pixels.read(column * 256, row * 256, 256, 256));
  dataset.close();
  return Array.from({ length: 256 * 256 * 3 }, (_, i) => bands[i % 3]![Math.floor(i / 3)]!);
}

describe('a tile that is a block of a COG', () => {
  test.each([
    ['jpg', 'JPEG', 'jpeg'],
    ['mixed', 'JPEG', 'jpeg'],
    ['webp', 'WEBP', 'webp'],
  ])('as .%s of %s is that block, and shows what GDAL reads of it', async (extension, layer, format) => {
    for (const [column, row] of [
      [0, 0],
      [2, 1],
      [3, 3],
    ] as const) {
      const body = await tileOf(layer, 10, 540 + column, 384 + row, extension);
      expect(isPassed(body, layer)).toBe(true);
      const { data, info } = await sharp(body).raw().toBuffer({ resolveWithObject: true });
      expect([(await sharp(body).metadata()).format, info.width, info.height, info.channels]).toEqual([
        format,
        256,
        256,
        3,
      ]);
      const expected = readBlock(layer, column, row);
      // libjpeg and libwebp differ by a level between versions.
      expect(farthest(data, expected)).toBeLessThanOrEqual(2);
    }
  });

  test('may be of an overview', async () => {
    for (const [z, x, y] of [
      [9, 271, 192],
      [8, 135, 96],
    ] as const) {
      expect(isPassed(await tileOf('JPEG', z, x, y, 'jpg'), 'JPEG')).toBe(true);
    }
  });

  test('is drawn in another format, with the same picture', async () => {
    const png = await tileOf('JPEG', 10, 541, 385, 'png');
    const [a, b] = [await rgbaOf(png), await rgbaOf(await tileOf('JPEG', 10, 541, 385, 'jpg'))];
    expect(isPassed(png, 'JPEG')).toBe(false);
    expect(farthest(a, b)).toBeLessThanOrEqual(1);
  });

  test.each([
    ['is not opaque', 'MASKED', 540, 384, false],
    ['has a mask that hides none of it', 'MASKED', 541, 384, true],
    ['lies beside the grid', 'SHIFTED', 541, 385, false],
    ['is compressed in another way', 'PLAIN', 541, 385, false],
  ])('%s: it is passed on or drawn', async (_, layer, column, row, isExpected) => {
    const body = await tileOf(layer, 10, column, row, 'jpg');
    expect((await sharp(body).metadata()).format).toBe('jpeg');
    expect(isPassed(body, layer)).toBe(isExpected);
  });

  test('is drawn where another product lies on it, and passed on where that lies below', async () => {
    const corner = rangeBox(MERCATOR, {
      zoom: 12,
      minColumn: 2164,
      maxColumn: 2164,
      minRow: 1540,
      maxRow: 1540,
    });
    const other = { ...aligned('JPEG'), identifier: 'OTHER', box: corner, sizePx: 64, options: [] };
    const answers: boolean[] = [];
    for (const time of ['2019', '2017']) {
      await addScene(cache.stack, { ...other, time });
      answers.push(isPassed(await tileOf('JPEG', 10, 541, 385, 'jpg'), 'JPEG'));
    }
    await removeScene(cache.stack, 'OTHER');
    expect(answers).toEqual([false, true]);
  });

  test.skipIf(CHROMIUM === undefined)('is read by a browser as by others', async () => {
    const body = await tileOf('JPEG', 10, 542, 386, 'jpg');
    const browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
    const page = await browser.newPage();
    const source = `data:image/jpeg;base64,${body.toString('base64')}`;
    const pixels: number[] = await page.evaluate(`(async () => {
      const image = new Image();
      image.src = '${source}';
      await image.decode();
      const context = new OffscreenCanvas(256, 256).getContext('2d');
      context.drawImage(image, 0, 0);
      return [...context.getImageData(0, 0, 256, 256).data];
    })()`);
    await browser.close();
    const expected = await rgbaOf(body);
    expect(farthest(pixels, expected)).toBeLessThanOrEqual(2);
  });
});
