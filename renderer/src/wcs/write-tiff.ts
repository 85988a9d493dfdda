import { Readable } from 'node:stream';
import type { CoverageAnswer, CoverageFormat, WrittenCoverage } from './coverage-format.ts';
import { cogImages } from './cog-images.ts';
import { coverageReader } from './read-coverage.ts';
import { spoolTiff } from './spool-tiff.ts';
import { tileBlocks } from './tiff-block.ts';
import { tiffCompressions, uncompressed } from './tiff-compression.ts';
import { checkTiffEncoding, type TiffEncoding } from './tiff-encoding.ts';
import { tiffImage, type TiffImage } from './tiff-image.ts';
import { placeUncompressed, tiffHead } from './tiff-layout.ts';
import { piecesOf } from './tiff-shape.ts';
import { inTurns } from './in-turns.ts';

/** Samples as they are, with their place and what the bands are: streamed, or compressed and then streamed. */
export const tiffCoverage: CoverageFormat = {
  name: 'GeoTIFF',
  mediaType: 'image/tiff',
  aliases: ['image/tiff;application=geotiff', 'image/geotiff', 'image/x-geotiff', 'tiff'],
  extension: 'tif',
  compression: uncompressed,
  write(answer) {
    const { found, cog, plan, encoding, context } = answer;
    checkTiffEncoding(encoding, plan);
    const image = tiffImage(answer, plan, coverageReader(found, cog, plan, context), false);
    return encoding.compression === uncompressed ? streamTiff(image, answer) : spoolTiff([image], answer);
  },
};

/** A GeoTIFF in tiles with overviews, the directories first (OGC 21-026). */
export const cogCoverage: CoverageFormat = {
  name: 'COG',
  mediaType: 'image/tiff;application=geotiff;profile=cloud-optimized',
  aliases: ['image/tiff;profile=cloud-optimized'],
  extension: 'tif',
  compression: tiffCompressions.find(({ name }) => name === 'Deflate')!,
  write(answer) {
    const encoding: TiffEncoding = { ...answer.encoding, isTiled: true };
    checkTiffEncoding(encoding, answer.plan);
    const tiled = { ...answer, encoding };
    return spoolTiff(cogImages(tiled), tiled);
  },
};

/** The size is known before a pixel is read: what the file begins with tells where all blocks are. */
async function streamTiff(image: TiffImage, answer: CoverageAnswer): Promise<WrittenCoverage> {
  const { places, dataBytes } = placeUncompressed(image.plan, image.shape, image.reader.hasMask);
  const head = tiffHead(image.directories(places), dataBytes);
  const body = await streamOf(head, blocksOf(image, answer));
  return { body, sizeBytes: head.length + dataBytes };
}

async function* blocksOf(
  { plan, shape, reader }: TiffImage,
  { encoding, context }: CoverageAnswer,
): AsyncGenerator<Buffer> {
  const inTurn = inTurns(context);
  for (const { tiles } of piecesOf(plan, shape)) {
    yield await inTurn(tiles, async () => {
      const read = await reader.read(tiles);
      const blocks = await Promise.all(read.map((tile, i) => tileBlocks(tile, tiles[i]!, plan, encoding)));
      return Buffer.concat(blocks.flat());
    });
  }
}

/** Done when the first samples are there: what is wrong with a raster is then still answered as an error. */
async function streamOf(head: Buffer, blocks: AsyncGenerator<Buffer>): Promise<Readable> {
  const first = await blocks.next();
  async function* all() {
    yield head;
    if (!first.done) yield first.value;
    yield* blocks;
  }
  return Readable.from(all(), { objectMode: false });
}
