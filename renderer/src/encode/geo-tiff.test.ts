import gdal from 'gdal-async';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { MapPicture } from '../draw/map-picture.ts';
import { geoTiff } from './geo-tiff.ts';
import { png8 } from './png8.ts';

/** More than one strip high; the left column is transparent. */
const [widthPx, heightPx] = [300, 400];
const picture: MapPicture = { widthPx, heightPx, rgba: new Uint8Array(widthPx * heightPx * 4) };
for (let i = 0; i < widthPx * heightPx; i += 1) {
  const x = i % widthPx;
  picture.rgba.set(x === 0 ? [0, 0, 0, 0] : [x % 200, Math.floor(i / widthPx) % 256, 7, 255], i * 4);
}
const utm = { crs: 'EPSG:32633', minX: 500_000, minY: 4_996_000, maxX: 503_000, maxY: 5_000_000 };
const lonLat = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 13, maxY: 44 };

test.each([
  [utm, true, 4],
  [lonLat, false, 3],
])('GDAL reads a GeoTIFF in %j, transparent %s, with %d bands', async (box, transparent, bands) => {
  const body = await geoTiff.encode(picture, { transparent, background: [9, 9, 9], box });
  const name = '/vsimem/picture.tif';
  gdal.vsimem.set(body, name);
  const dataset = gdal.open(name);
  expect(dataset.srs?.getAuthorityCode(null as unknown as string)).toBe(box.crs.replace('EPSG:', ''));
  expect(dataset.geoTransform).toEqual([
    ...[box.minX, (box.maxX - box.minX) / widthPx, 0],
    ...[box.maxY, 0, (box.minY - box.maxY) / heightPx],
  ]);
  const samples = dataset.bands.map((band) => band.pixels.read(0, 0, widthPx, heightPx));
  expect(samples).toHaveLength(bands);
  const at = (x: number, y: number) => samples.map((band) => band[y * widthPx + x]);
  expect(at(250, 399)).toEqual([50, 143, 7, ...(transparent ? [255] : [])]);
  expect(at(0, 10)).toEqual(transparent ? [0, 0, 0, 0] : [9, 9, 9]);
  dataset.close();
  gdal.vsimem.release(name);
});

test('PNG of 8 bits is a palette, with transparency where it is asked for', async () => {
  const body = await png8.encode(picture, { transparent: true });
  const metadata = await sharp(body).metadata();
  // Bit depth and colour type of the header (W3C PNG §11.2.1); 3 is a palette.
  expect([body[24], body[25], metadata.width, metadata.height]).toEqual([8, 3, widthPx, heightPx]);
  const { data } = await sharp(body).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  expect(data[3]).toBe(0);
  const o = (200 * widthPx + 100) * 4;
  expect(data[o + 3]).toBe(255);
  expect(Math.abs(data[o]! - picture.rgba[o]!)).toBeLessThan(24);
});
