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
  const { widthPx, heightPx, rgba } = picture;
  const content = analysePicture(picture);
  if (options.transparent && content === 'empty') return encodeEmpty(widthPx, heightPx);
  if (options.transparent && content === 'mixed')
    return assemble(widthPx, heightPx, 8, RGBA, await compress(filterUp(rgba, widthPx, 4, 4)));
  const [colors, stride] = content === 'opaque' ? [rgba, 4] : [flatten(picture, options.background), 3];
  const samples = isGrey(colors, stride) ? 1 : 3;
  const data = await compress(filterUp(colors, widthPx, stride, samples));
  return assemble(widthPx, heightPx, 8, samples === 1 ? GREY : RGB, data);
}

/** One bit a pixel, all of the one palette entry that is transparent. */
async function encodeEmpty(widthPx: number, heightPx: number): Promise<Buffer> {
  const rows = Buffer.alloc((Math.ceil(widthPx / 8) + 1) * heightPx);
  const palette = [chunk('PLTE', Buffer.alloc(3)), chunk('tRNS', Buffer.alloc(1))];
  return assemble(widthPx, heightPx, 1, PALETTE, await deflateAsync(rows, { level: 9 }), palette);
}

/** The first `samples` of each pixel's `stride` bytes, each row less the one above it. */
function filterUp(pixels: Uint8Array, widthPx: number, stride: number, samples: number): Buffer {
  const rowLength = widthPx * stride;
  const rows = pixels.length / rowLength;
  const filtered = Buffer.allocUnsafe((widthPx * samples + 1) * rows);
  for (let row = 0, to = 0; row < rows; row++) {
    filtered[to++] = FILTER_UP;
    const end = (row + 1) * rowLength;
    for (let from = row * rowLength; from < end; from += stride) {
      for (let s = from; s < from + samples; s++)
        filtered[to++] = (pixels[s] as number) - (row === 0 ? 0 : (pixels[s - rowLength] as number));
    }
  }
  return filtered;
}

/** In another thread, and in few pieces. */
const compress = (filtered: Buffer) =>
  deflateAsync(filtered, { ...DEFLATE, chunkSize: Math.max(1024, filtered.length >> 1) });

function isGrey(pixels: Uint8Array, stride: number): boolean {
  for (let p = 0; p < pixels.length; p += stride)
    if (pixels[p] !== pixels[p + 1] || pixels[p] !== pixels[p + 2]) return false;
  return true;
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
