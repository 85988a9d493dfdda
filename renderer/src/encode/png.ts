import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import type { MapPicture } from '../draw/map-picture.ts';
import { analysePicture } from './analyse-picture.ts';
import { compressRows } from './compress-rows.ts';
import { WHITE } from './flatten.ts';
import type { EncodeOptions, PictureFormat } from './picture-format.ts';

const deflateAsync = promisify(deflate) as (bytes: Uint8Array, options: object) => Promise<Buffer>;

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** PNG colour types (W3C PNG, third edition, §11.2.1). */
const GREY = 0;
const RGB = 2;
const PALETTE = 3;
const RGBA = 6;

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
  const { content, isGrey } = analysePicture(picture);
  const { transparent, background } = options;
  if (transparent && content === 'empty') return encodeEmpty(widthPx, heightPx);
  const isFlattened = !transparent && content !== 'opaque';
  const hasAlpha = transparent && content === 'mixed';
  const [red, green, blue] = background ?? WHITE;
  const staysGrey = isGrey && (!isFlattened || (red === green && green === blue));
  const samples = hasAlpha ? 4 : staysGrey ? 1 : 3;
  const colorType = hasAlpha ? RGBA : samples === 1 ? GREY : RGB;
  const data = await compressRows(picture, { samples, background, isFlattened });
  return assemble(widthPx, heightPx, 8, colorType, data);
}

/** One bit a pixel, all of the one palette entry that is transparent. */
async function encodeEmpty(widthPx: number, heightPx: number): Promise<Buffer> {
  const rows = Buffer.alloc((Math.ceil(widthPx / 8) + 1) * heightPx);
  const palette = [chunk('PLTE', [Buffer.alloc(3)]), chunk('tRNS', [Buffer.alloc(1)])];
  return assemble(widthPx, heightPx, 1, PALETTE, [await deflateAsync(rows, { level: 9 })], palette);
}

function assemble(
  widthPx: number,
  heightPx: number,
  bitDepth: number,
  colorType: number,
  data: readonly Buffer[],
  before: readonly Buffer[] = [],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header[8] = bitDepth;
  header[9] = colorType;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', [header]),
    ...before,
    chunk('IDAT', data),
    chunk('IEND', []),
  ]);
}

function chunk(type: string, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const out = Buffer.allocUnsafe(length + 12);
  out.writeUInt32BE(length, 0);
  out.write(type, 4, 'latin1');
  let at = 8;
  for (const part of parts) at += part.copy(out, at);
  out.writeUInt32BE(crc32(out.subarray(4, at)), at);
  return out;
}
