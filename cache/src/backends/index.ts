import { fileURLToPath } from 'node:url';
import { invalidInput } from '@pvs/core/errors';
import { openStore } from '@pvs/core/storage/open-store';
import { directoryBackend } from './directory-backend.ts';
import { objectBackend } from './object-backend.ts';
import { sqliteBackend } from './sqlite-backend.ts';
import type { TileBackend } from './tile-backend.ts';

/** Where tiles can be kept, by the scheme of the URL that says where. */
export const tileBackends: Readonly<Record<string, (url: string) => TileBackend>> = {
  'file:': (url) => directoryBackend(fileURLToPath(url)),
  'sqlite:': (url) => sqliteBackend(fileURLToPath(url.replace(/^sqlite:/, 'file:'))),
  's3:': (url) => objectBackend(openStore(url)),
};

/** The backend of a URL: `file:///directory`, `sqlite:///directory` or `s3://bucket/prefix`. */
export function openBackend(url: string): TileBackend {
  const open = tileBackends[URL.parse(url)?.protocol ?? ''];
  if (open) return open(url);
  throw invalidInput(
    `cannot keep tiles at '${url}': expected file:///directory, sqlite:///directory or s3://bucket/prefix`,
    { code: 'InvalidConfiguration' },
  );
}
