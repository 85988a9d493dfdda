import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { proj4Of } from '@pvs/core/crs/crs';
import { type Box, heightOf, widthOf } from '@pvs/core/geometry/box';
import { analysePicture } from './analyse-picture.ts';
import { flatten } from './flatten.ts';
import { geoTags } from './geo-tags.ts';
import type { PictureFormat } from './picture-format.ts';
import { LONG, SHORT, type Tag, tiffHeader, writeDirectory } from './tiff-directory.ts';

const deflateAsync = promisify(deflate);

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

/** The CRS is one with an EPSG code. */
function georeference(box: Box, widthPx: number, heightPx: number): Tag[] {
  const [pixelWidth, pixelHeight] = [widthOf(box) / widthPx, heightOf(box) / heightPx];
  return geoTags([box.minX, pixelWidth, 0, box.maxY, 0, -pixelHeight], box.crs, proj4Of(box.crs));
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
  const directory = writeDirectory(tags, at);
  const out = Buffer.alloc(at + directory.length);
  tiffHeader('classic', at).copy(out);
  for (const [i, strip] of strips.entries()) strip.copy(out, offsets[i]);
  directory.copy(out, at);
  return out;
}
