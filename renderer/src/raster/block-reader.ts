import type { ObjectStore } from '@pvs/core/storage/object-store';
import { LRUCache } from 'lru-cache';
import { coalesceRanges } from './coalesce-ranges.ts';
import type { Cog, CogFile, CogImage, Samples } from './cog.ts';
import { decodeBlock } from './decode-block.ts';
import { asRasterError, rasterCorrupt } from './raster-error.ts';

/** One block of one image of a COG. */
export interface BlockAddress {
  readonly image: CogImage;
  /** See `blockIndexOf`. */
  readonly index: number;
}

/** Decoded blocks, in the order asked for; undefined for sparse ones. */
export type ReadBlocks = (
  cog: Cog,
  blocks: readonly BlockAddress[],
) => Promise<readonly (Samples | undefined)[]>;

/**
 * Reads blocks through a cache of decoded ones, bounded in bytes. A block that several drawings want at once is
 * read and decoded once; blocks close together in the file come in one request.
 */
export function createBlockReader(store: ObjectStore, cacheBytes: number): ReadBlocks {
  const cache = new LRUCache<string, Samples>({
    maxSize: Math.max(1, cacheBytes),
    sizeCalculation: (samples) => samples.byteLength + 256,
  });
  const flights = new Map<string, Promise<Samples | undefined>>();
  return (cog, blocks) => {
    const prefix = prefixOf(store, cog);
    const keys = blocks.map(
      ({ image, index }) => `${image.file ? prefixOf(store, image.file) : prefix}${image.directory}/${index}`,
    );
    const missing = keys.flatMap((key, i) => (cache.has(key) || flights.has(key) ? [] : [i]));
    if (missing.length > 0) {
      const load = loadFromFiles(
        store,
        cog,
        missing.map((i) => blocks[i] as BlockAddress),
      );
      for (const [position, i] of missing.entries()) {
        const key = keys[i] as string;
        const flight = load
          .then((loads) => loads[position])
          .then((samples) => {
            if (samples) cache.set(key, samples);
            return samples;
          })
          .finally(() => flights.delete(key));
        flights.set(key, flight);
      }
    }
    return Promise.all(keys.map((key) => cache.get(key) ?? flights.get(key)));
  };
}

const prefixOf = (store: ObjectStore, { key, etag }: CogFile) => `${store.url}\n${key}\n${etag}\n`;

type Loads = readonly (Promise<Samples> | undefined)[];

/** Overviews and masks may be in files beside the raster. */
async function loadFromFiles(store: ObjectStore, cog: Cog, blocks: readonly BlockAddress[]): Promise<Loads> {
  const files = new Set(blocks.map(({ image }) => image.file ?? cog));
  if (files.size <= 1) return loadBlocks(store, [...files][0] ?? cog, blocks);
  const loads: (Promise<Samples> | undefined)[] = blocks.map(() => undefined);
  const each = [...files].map(async (file) => {
    const own = blocks.flatMap(({ image }, i) => ((image.file ?? cog) === file ? [i] : []));
    const loaded = await loadBlocks(
      store,
      file,
      own.map((i) => blocks[i]!),
    );
    for (const [position, i] of own.entries()) loads[i] = loaded[position];
  });
  await Promise.all(each);
  return loads;
}

/** Each block is a promise of its own, so that the first ones are decoded while others are still on the way. */
async function loadBlocks(store: ObjectStore, cog: CogFile, blocks: readonly BlockAddress[]): Promise<Loads> {
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
  const loads: (Promise<Samples> | undefined)[] = blocks.map(() => undefined);
  for (const merged of coalesceRanges(stored.map((i) => ranges[i]!))) {
    const bytes = readWhole(store, cog, merged.offset, merged.length);
    for (const member of merged.members) {
      const i = stored[member] as number;
      const { offset, length } = ranges[i]!;
      const { image, index } = blocks[i]!;
      const from = offset - merged.offset;
      const load = bytes.then((all) => decodeBlock(cog.key, image, index, all.subarray(from, from + length)));
      // Whoever waits sees the failure; until then it must not count as unhandled.
      load.catch(() => undefined);
      loads[i] = load;
    }
  }
  return loads;
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
