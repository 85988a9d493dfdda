import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { proj4Of } from '@pvs/core/crs/crs';
import { type Box, heightOf, widthOf } from '@pvs/core/geometry/box';
import { analysePicture } from './analyse-picture.ts';
import { flatten } from './flatten.ts';
import type { PictureFormat } from './picture-format.ts';

const deflateAsync = promisify(deflate);

/** Types of TIFF 6.0 §2, with their sizes. */
const SHORT = 3;
const LONG = 4;
const DOUBLE = 12;
const SIZES: Readonly<Record<number, number>> = { [SHORT]: 2, [LONG]: 4, [DOUBLE]: 8 };
/** Rows are compressed together in strips of about this size. */
const STRIP_BYTES = 1 << 18;

/** The picture with its place (OGC 19-008r4), compressed with DEFLATE; three or four samples a pixel. */
export const geoTiff: PictureFormat = {
  name: 'tiff',
  mediaType: 'image/tiff',
  requestedAs: ['image/tiff', 'image/geotiff'],
  extension: 'tif',
  supportsTransparency: true,
  async encode(picture, { transparent, background, box }) {
    const { widthPx, heightPx } = picture;
    const hasOpacity = transparent && analysePicture(picture).content !== 'opaque';
    const samples = hasOpacity ? 4 : 3;
    const pixels = hasOpacity ? picture.rgba : flatten(picture, background);
    const rowBytes = widthPx * samples;
    const rows = Math.max(1, Math.min(heightPx, Math.floor(STRIP_BYTES / rowBytes)));
    const strips = await Promise.all(
      Array.from({ length: Math.ceil(heightPx / rows) }, (_, i) =>
        deflateAsync(pixels.subarray(i * rows * rowBytes, (i + 1) * rows * rowBytes)),
      ),
    );
    return assemble(strips, [
      ...[...size(widthPx, heightPx, samples), [278, LONG, [rows]] as Tag],
      ...(box ? georeference(box, widthPx, heightPx) : []),
    ]);
  },
};

type Tag = readonly [number: number, type: number, values: readonly number[]];

const size = (widthPx: number, heightPx: number, samples: number): Tag[] => [
  [256, LONG, [widthPx]],
  [257, LONG, [heightPx]],
  [258, SHORT, Array.from({ length: samples }, () => 8)],
  // Adobe's DEFLATE; RGB.
  [259, SHORT, [8]],
  [262, SHORT, [2]],
  [277, SHORT, [samples]],
  [284, SHORT, [1]],
  // Opacity that is not multiplied into the colours.
  ...(samples === 4 ? ([[338, SHORT, [2]]] as Tag[]) : []),
];

/** Scale, tie point and keys: the CRS is one with an EPSG code. */
function georeference(box: Box, widthPx: number, heightPx: number): Tag[] {
  const code = Number(box.crs.replace('EPSG:', ''));
  const isGeographic = /\+proj=longlat/.test(proj4Of(box.crs));
  return [
    [33550, DOUBLE, [widthOf(box) / widthPx, heightOf(box) / heightPx, 0]],
    [33922, DOUBLE, [0, 0, 0, box.minX, box.maxY, 0]],
    [
      34735,
      SHORT,
      [
        ...[1, 1, 0, 3],
        ...[1024, 0, 1, isGeographic ? 2 : 1],
        ...[1025, 0, 1, 1],
        ...[isGeographic ? 2048 : 3072, 0, 1, code],
      ],
    ],
  ];
}

/** Header, strips, directory, and the values that do not fit into it. */
function assemble(strips: readonly Buffer[], given: readonly Tag[]): Buffer {
  const offsets: number[] = [];
  let at = 8;
  for (const strip of strips) {
    offsets.push(at);
    // Values are read from even addresses.
    at += strip.length + (strip.length % 2);
  }
  const tags = [...given, [273, LONG, offsets], [279, LONG, strips.map(({ length }) => length)]] as Tag[];
  const directory = writeDirectory(
    tags.toSorted(([a], [b]) => a - b),
    at,
  );
  const out = Buffer.alloc(at + directory.length);
  out.write('II', 'latin1');
  out.writeUInt16LE(42, 2);
  out.writeUInt32LE(at, 4);
  for (const [i, strip] of strips.entries()) strip.copy(out, offsets[i]);
  directory.copy(out, at);
  return out;
}

function writeDirectory(tags: readonly Tag[], at: number): Buffer {
  const head = Buffer.alloc(2 + tags.length * 12 + 4);
  head.writeUInt16LE(tags.length);
  const behind: Buffer[] = [];
  let next = at + head.length;
  for (const [i, [number, type, values]] of tags.entries()) {
    const o = 2 + i * 12;
    const bytes = writeValues(type, values);
    head.writeUInt16LE(number, o);
    head.writeUInt16LE(type, o + 2);
    head.writeUInt32LE(values.length, o + 4);
    if (bytes.length <= 4) bytes.copy(head, o + 8);
    else {
      head.writeUInt32LE(next, o + 8);
      behind.push(bytes);
      next += bytes.length;
    }
  }
  return Buffer.concat([head, ...behind]);
}

function writeValues(type: number, values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * SIZES[type]!);
  for (const [i, value] of values.entries()) {
    if (type === SHORT) bytes.writeUInt16LE(value, i * 2);
    else if (type === LONG) bytes.writeUInt32LE(value, i * 4);
    else bytes.writeDoubleLE(value, i * 8);
  }
  return bytes;
}
