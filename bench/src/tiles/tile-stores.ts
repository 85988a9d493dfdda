import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestS3 } from '@pvs/core/testing/s3-endpoint';
import type { ViewServerOptions } from '../wms/view-server.ts';
import type { MapCacheStore } from './map-cache.ts';

/** Where warm tiles come from in a comparison, on both sides. */
export interface TileStore {
  readonly name: string;
  /** MapCache has no memory of its own: the system's is in front of its files. */
  readonly theirs: MapCacheStore;
  /** What our stack is started with; `directory` is its own. */
  ours(directory: string, s3: TestS3): ViewServerOptions;
}

/** Every tile is read from where it is kept. */
const withoutMemory = { tileMemoryBytes: 0 };

export const tileStores: readonly TileStore[] = [
  { name: 'memory', theirs: 'disk', ours: () => ({}) },
  { name: 'directory', theirs: 'disk', ours: () => ({ limits: withoutMemory }) },
  {
    name: 'sqlite',
    theirs: 'sqlite3',
    ours: (directory) => ({
      limits: withoutMemory,
      cache: { url: pathToFileURL(join(directory, 'sqlite')).href.replace(/^file:/, 'sqlite:') },
    }),
  },
  {
    name: 's3',
    theirs: 's3',
    ours: (_directory, { bucket, variables }) => ({
      limits: withoutMemory,
      cache: { url: `s3://${bucket}/pvs` },
      variables,
    }),
  },
];
