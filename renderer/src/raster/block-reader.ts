import type { ObjectStore } from '@pvs/core/storage/object-store';
import { LRUCache } from 'lru-cache';
import type { Cog, CogFile, Samples } from './cog.ts';
import { decodeBlock } from './decode-block.ts';
import { type BlockAddress, readBlockBytes } from './read-block-bytes.ts';

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

/** See {@link readBlockBytes}. */
async function loadBlocks(store: ObjectStore, cog: CogFile, blocks: readonly BlockAddress[]): Promise<Loads> {
  const reads = await readBlockBytes(store, cog, blocks);
  return reads.map((read, i) => {
    const { image, index } = blocks[i]!;
    const load = read?.then((bytes) => decodeBlock(cog.key, image, index, bytes));
    load?.catch(() => undefined);
    return load;
  });
}
