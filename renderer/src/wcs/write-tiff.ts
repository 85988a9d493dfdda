import { Readable } from 'node:stream';
import type { CoverageFormat } from './coverage-format.ts';
import { coverageBytes } from './read-coverage.ts';
import { layOutTiff } from './tiff-layout.ts';

/** Samples as they are, with their place and what the bands are, streamed. */
export const tiffCoverage: CoverageFormat = {
  mediaType: 'image/tiff',
  aliases: ['image/tiff;application=geotiff', 'image/geotiff', 'image/x-geotiff', 'tiff', 'geotiff'],
  extension: 'tif',
  async write({ cog, plan, read, context }) {
    const layout = layOutTiff(plan, cog.levels[0].image.palette);
    const body = await streamOf(coverageBytes(read, plan, layout, context));
    return { body, sizeBytes: layout.totalBytes };
  },
};

/** Done when the first samples are there: what is wrong with a raster is then still answered as an error. */
async function streamOf(bytes: AsyncGenerator<Buffer>): Promise<Readable> {
  const head = await bytes.next();
  const first = await bytes.next();
  async function* all() {
    if (!head.done) yield head.value;
    if (!first.done) yield first.value;
    yield* bytes;
  }
  return Readable.from(all(), { objectMode: false });
}
