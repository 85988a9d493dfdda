import type { ObjectStore } from '@pvs/core/storage/object-store';
import { coalesceRanges } from './coalesce-ranges.ts';
import type { CogFile, CogImage } from './cog.ts';
import { asRasterError, rasterCorrupt } from './raster-error.ts';

/** One block of one image of a COG. */
export interface BlockAddress {
  readonly image: CogImage;
  /** See `blockIndexOf`. */
  readonly index: number;
}

/**
 * Blocks as they are in the file, undefined for sparse ones; those close together in the file come in one request.
 * Each is a promise of its own, so that the first ones are used while others are still on the way.
 */
export async function readBlockBytes(
  store: ObjectStore,
  cog: CogFile,
  blocks: readonly BlockAddress[],
): Promise<readonly (Promise<Buffer> | undefined)[]> {
  const ranges = await Promise.all(
    blocks.map(async ({ image, index }) => {
      const { offsets, byteCounts } = await image.loadBlockIndex();
      return { offset: offsets[index] ?? 0, length: byteCounts[index] ?? 0 };
    }),
  ).catch((cause: unknown) => {
    throw asRasterError(cog.key, cause);
  });
  // GDAL writes 0 for both; a byte count of 0 alone marks a block that was left out.
  const stored = ranges.flatMap((range, i) => (range.length > 0 ? [i] : []));
  const reads: (Promise<Buffer> | undefined)[] = blocks.map(() => undefined);
  for (const merged of coalesceRanges(stored.map((i) => ranges[i]!))) {
    const bytes = readWhole(store, cog, merged.offset, merged.length);
    // Whoever waits sees the failure; until then it must not count as unhandled.
    bytes.catch(() => undefined);
    for (const member of merged.members) {
      const i = stored[member] as number;
      const { offset, length } = ranges[i]!;
      const from = offset - merged.offset;
      const read = bytes.then((all) => all.subarray(from, from + length));
      read.catch(() => undefined);
      reads[i] = read;
    }
  }
  return reads;
}

async function readWhole(store: ObjectStore, cog: CogFile, offset: number, length: number): Promise<Buffer> {
  if (offset + length > cog.sizeBytes)
    throw rasterCorrupt(
      cog.key,
      `blocks end at byte ${offset + length}, the file has ${cog.sizeBytes}: it is cut`,
    );
  try {
    const bytes = await store.readRange(cog.key, offset, length);
    if (bytes.length === length) return bytes;
    throw rasterCorrupt(cog.key, `${bytes.length} of ${length} bytes were read at byte ${offset}: it is cut`);
  } catch (cause) {
    throw asRasterError(cog.key, cause);
  }
}
