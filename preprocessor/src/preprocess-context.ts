import type { StackConfig } from '@pvs/core/config/stack';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import type { GdalPool } from './gdal/gdal-pool.ts';

/** What the steps work with. */
export interface PreprocessContext {
  readonly config: StackConfig;
  /** Where packages come from and products go. */
  readonly store: ObjectStore;
  /** Further storages that packages may come from, by bucket. */
  readonly storages: ReadonlyMap<string, ObjectStore>;
  /** Directories below which absolute paths may lie. */
  readonly sourceDirs: readonly string[];
  /** Directory that holds the work directories. */
  readonly workRoot: string;
  readonly gdal: GdalPool;
}
