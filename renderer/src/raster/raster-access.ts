import type { Coverage } from '@pvs/core/catalogue/product';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { LRUCache } from 'lru-cache';
import { createBlockReader, type ReadBlocks } from './block-reader.ts';
import type { Cog } from './cog.ts';
import { openCog } from './open-cog.ts';
import { type BlockAddress, readBlockBytes } from './read-block-bytes.ts';

export interface RasterAccessOptions {
  readonly store: ObjectStore;
  /** Bound of the decoded blocks kept in memory. */
  readonly blockCacheBytes: number;
  /** How many files' directories are kept. */
  readonly headerCacheEntries: number;
}

/** All that drawing reads of rasters; made once per process, since it holds the caches. */
export interface RasterAccess {
  /** The directories of a coverage's file; fails with `SourceUnavailable`. */
  open(
    coverage: Pick<Coverage, 'objectKey' | 'sizeBytes' | 'revision'> & Partial<Pick<Coverage, 'hasMask'>>,
  ): Promise<Cog>;
  readonly readBlocks: ReadBlocks;
  /** A block as it is in the file; undefined for a sparse one. */
  readBytes(cog: Cog, block: BlockAddress): Promise<Buffer | undefined>;
}

export function createRasterAccess(options: RasterAccessOptions): RasterAccess {
  const { store } = options;
  const headers = new LRUCache<string, Promise<Cog>>({ max: options.headerCacheEntries });
  const readBlocks = createBlockReader(store, options.blockCacheBytes);
  const reading = async <Answer>(cog: Cog, answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      // The file may have been replaced under its directories: the next drawing reads them afresh.
      for (const key of headers.keys()) if (key.endsWith(`\n${cog.key}`)) headers.delete(key);
      throw error;
    }
  };
  return {
    open({ objectKey, sizeBytes, revision = 0, hasMask = false }) {
      // A product that was replaced has another revision: its old directories are not found again.
      const key = `${revision}\n${sizeBytes}\n${objectKey}`;
      const held = headers.get(key);
      if (held) return held;
      const opening = openCog(store, objectKey, hasMask);
      headers.set(key, opening);
      opening.catch(() => headers.delete(key));
      return opening;
    },
    readBlocks: (cog, blocks) => reading(cog, readBlocks(cog, blocks)),
    async readBytes(cog, block) {
      const [read] = await reading(cog, readBlockBytes(store, block.image.file ?? cog, [block]));
      return read && reading(cog, read);
    },
  };
}
