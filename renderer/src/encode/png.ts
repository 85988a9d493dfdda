import { promisify } from 'node:util';
import { constants, crc32, deflate } from 'node:zlib';
import type { MapPicture } from '../draw/map-picture.ts';
import { analysePicture } from './analyse-picture.ts';
import { type EncodeOptions, flatten, type PictureFormat } from './picture-format.ts';

const deflateAsync = promisify(deflate) as (bytes: Uint8Array, options: object) => Promise<Buffer>;

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** PNG colour types (W3C PNG, third edition, §11.2.1). */
const GREY = 0;
const RGB = 2;
const PALETTE = 3;
const RGBA = 6;
const FILTER_UP = 2;
/**
 * Aerial imagery hardly repeats itself: after the Up filter, runs and Huffman codes get what there is to get at
 * half the time that searching for matches takes.
 */
const DEFLATE = { level: 1, strategy: constants.Z_RLE, memLevel: 9 };

/** PNG by hand: opaque pictures without their alpha, grey ones with one sample, empty ones of a few bytes. */
export const png: PictureFormat = {
  name: 'png',
  mediaType: 'image/png',
  extension: 'png',
  supportsTransparency: true,
  encode: encodePng,
};

async function encodePng(picture: MapPicture, options: EncodeOptions): Promise<Buffer> {
  const { widthPx, heightPx } = picture;
  const content = analysePicture(picture);
  if (options.transparent && content === 'empty') return encodeEmpty(widthPx, heightPx);
  if (options.transparent && content === 'mixed')
    return assemble(widthPx, heightPx, 8, RGBA, await compress(picture.rgba, widthPx * 4));
  const rgb = flatten(picture, options.background);
  return isGrey(rgb)
    ? assemble(widthPx, heightPx, 8, GREY, await compress(everyThird(rgb), widthPx))
    : assemble(widthPx, heightPx, 8, RGB, await compress(rgb, widthPx * 3));
}

/** One bit a pixel, all of the one palette entry that is transparent. */
async function encodeEmpty(widthPx: number, heightPx: number): Promise<Buffer> {
  const rows = Buffer.alloc((Math.ceil(widthPx / 8) + 1) * heightPx);
  const palette = [chunk('PLTE', Buffer.alloc(3)), chunk('tRNS', Buffer.alloc(1))];
  return assemble(widthPx, heightPx, 1, PALETTE, await deflateAsync(rows, { level: 9 }), palette);
}

/** Filters each row against the one above it and deflates them in another thread. */
function compress(samples: Uint8Array, rowBytes: number): Promise<Buffer> {
  const rows = samples.length / rowBytes;
  const filtered = Buffer.allocUnsafe(samples.length + rows);
  for (let row = 0, from = 0, to = 0; row < rows; row++) {
    filtered[to++] = FILTER_UP;
    const end = from + rowBytes;
    if (row === 0) {
      filtered.set(samples.subarray(0, rowBytes), to);
      to += rowBytes;
      from = end;
    }
    while (from < end) {
      filtered[to++] = (samples[from] as number) - (samples[from - rowBytes] as number);
      from++;
    }
  }
  return deflateAsync(filtered, { ...DEFLATE, chunkSize: Math.max(1024, filtered.length >> 1) });
}

function isGrey(rgb: Uint8Array): boolean {
  for (let p = 0; p < rgb.length; p += 3) if (rgb[p] !== rgb[p + 1] || rgb[p] !== rgb[p + 2]) return false;
  return true;
}

function everyThird(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let i = 0; i < grey.length; i++) grey[i] = rgb[i * 3] as number;
  return grey;
}

function assemble(
  widthPx: number,
  heightPx: number,
  bitDepth: number,
  colorType: number,
  data: Buffer,
  before: readonly Buffer[] = [],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header[8] = bitDepth;
  header[9] = colorType;
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), ...before, chunk('IDAT', data), chunk('IEND')]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const out = Buffer.allocUnsafe(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
  return out;
}
