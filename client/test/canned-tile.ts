import { cannedProducts } from './canned-products.ts';
import type { CannedProduct } from './canned-products.ts';
import { encodePng } from './png.ts';
import type { Pixel } from './png.ts';

const clear: Pixel = [0, 0, 0, 0];

/** A Web Mercator tile of canned products in the time (`start--end`): hilly green inside footprints, else clear. */
export function drawTile(layer: string, z: number, x: number, y: number, time: string | undefined): Buffer {
  const [start, end] = (time ?? '0000--9999').split('--');
  const [west, east] = [longitude(z, x), longitude(z, x + 1)];
  const [north, south] = [latitude(z, y), latitude(z, y + 1)];
  const products = cannedProducts.filter(
    ({ identifier, bbox, beginTime, endTime }) =>
      (layer.startsWith('ALPS') || layer === identifier) &&
      bbox[0] < east && bbox[2] > west && bbox[1] < north && bbox[3] > south &&
      beginTime <= `${end ?? ''}~` && endTime >= (start ?? ''), // prettier-ignore
  );
  // A sample for four pixels by four: the tests are about requests, not about pictures.
  const samples = Array.from({ length: 64 * 64 }, (_, index) => {
    const [lon, lat] = [
      longitude(z, x + ((index % 64) + 0.5) / 64),
      latitude(z, y + (Math.floor(index / 64) + 0.5) / 64),
    ];
    return products.some((product) => isInside(product, lon, lat)) ? ground(lon, lat) : clear;
  });
  return encodePng(256, (px, py) => samples[(py >> 2) * 64 + (px >> 2)] ?? clear);
}

function isInside({ ring }: CannedProduct, lon: number, lat: number): boolean {
  return ring.slice(1).every(([toX, toY], index) => {
    const [fromX, fromY] = ring[index] ?? [0, 0];
    return (toX - fromX) * (lat - fromY) - (toY - fromY) * (lon - fromX) >= 0;
  });
}

function ground(lon: number, lat: number): Pixel {
  const ridge =
    Math.abs(Math.sin(lon * 9 + Math.sin(lat * 14) * 1.6)) * Math.abs(Math.cos(lat * 17 + Math.sin(lon * 7)));
  const grain = Math.sin(lon * 640) * Math.cos(lat * 710) * 9;
  if (ridge > 0.82) return [232, 236, 240, 255];
  return [62 + ridge * 120 + grain, 88 + ridge * 80 + grain, 58 + ridge * 92 + grain, 255].map(
    Math.round,
  ) as unknown as Pixel;
}

const longitude = (z: number, x: number) => (x / 2 ** z) * 360 - 180;
const latitude = (z: number, y: number) =>
  (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** z))) * 180) / Math.PI;
