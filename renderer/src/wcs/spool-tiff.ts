import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { CoverageAnswer, WrittenCoverage } from './coverage-format.ts';
import { inTurns } from './in-turns.ts';
import { SAMPLE_BYTES } from './plan-coverage.ts';
import { asSpoolError, checkSpoolRoom } from './spool-room.ts';
import { tileBlocks } from './tiff-block.ts';
import type { TiffImage } from './tiff-image.ts';
import { type ImagePlaces, placeTile, tiffHead, unplaced } from './tiff-layout.ts';
import { piecesOf } from './tiff-shape.ts';

/**
 * Writes blocks to a temporary file, the smallest image first, since what a TIFF begins with tells how large they
 * became; answers both. The file has no name: it is gone with the answer, or with the process.
 */
export async function spoolTiff(
  images: readonly TiffImage[],
  answer: CoverageAnswer,
): Promise<WrittenCoverage> {
  await checkSpoolRoom(mostBytes(images));
  const file = await openNameless();
  try {
    const places = new Map<TiffImage, ImagePlaces>();
    const inTurn = inTurns(answer.context);
    let dataBytes = 0;
    for (const image of images.toReversed()) {
      places.set(image, unplaced(image.shape, image.reader.hasMask));
      for (const { first, tiles } of piecesOf(image.plan, image.shape)) {
        const tileByTile = await inTurn(tiles, async () => {
          const read = await image.reader.read(tiles);
          return Promise.all(read.map((tile, i) => tileBlocks(tile, tiles[i]!, image.plan, answer.encoding)));
        });
        for (const [i, blocks] of tileByTile.entries()) {
          const sizes = blocks.map(({ length }) => length);
          dataBytes = placeTile(places.get(image)!, image.shape, first + i, sizes, dataBytes);
        }
        await file.appendFile(Buffer.concat(tileByTile.flat()));
      }
    }
    const head = tiffHead(
      images.flatMap((image) => image.directories(places.get(image)!)),
      dataBytes,
    );
    return { body: streamOf(head, file), sizeBytes: head.length + dataBytes };
  } catch (error) {
    await file.close();
    throw asSpoolError(error);
  }
}

/** What does not compress is a little larger than it was. */
const OVERHEAD = 1.05;

function mostBytes(images: readonly TiffImage[]): number {
  const bytes = images.map(
    ({ plan: { grid, bands, dataType } }) =>
      grid.widthPx * grid.heightPx * bands.length * SAMPLE_BYTES[dataType],
  );
  return Math.ceil(OVERHEAD * bytes.reduce((sum, one) => sum + one, 0));
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `pvs-coverage-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

function streamOf(head: Buffer, file: FileHandle): Readable {
  async function* all() {
    yield head;
    yield* file.createReadStream({ start: 0, autoClose: false, highWaterMark: 1024 ** 2 });
  }
  const body = Readable.from(all(), { objectMode: false });
  body.once('close', () => void file.close());
  return body;
}
