import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkKey } from '@pvs/core/storage/object-key';
import { isFull, SqliteTiles } from './sqlite-tiles.ts';
import type { TileBackend } from './tile-backend.ts';

/** Last zoom of each database: the number of tiles grows fourfold with each, so the files stay of a like size. */
const RANGE_ENDS = [9, 12, 14, 16, 18, 24] as const;

/**
 * Tiles in SQLite databases below a directory, one for each collection, tile matrix set and range of zooms: few
 * files to copy, where a directory has millions. Processes on one machine share them.
 */
export function sqliteBackend(root: string, now: () => number = Date.now): TileBackend {
  const open = new Map<string, SqliteTiles>();
  const databaseOf = (file: string) => {
    const found = open.get(file) ?? new SqliteTiles(madeFor(join(root, file)), now);
    open.set(file, found);
    return found;
  };
  /** Reading makes no database, which a full disk has no room for. */
  const existing = (file: string) => {
    if (!open.has(file) && !existsSync(join(root, file))) return undefined;
    try {
      return databaseOf(file);
    } catch (error) {
      if (isFull(error)) return undefined;
      throw error;
    }
  };
  /** Of one tile and nobody else. */
  const lent = new WeakSet<ArrayBufferLike>();
  const held = (key: string) => {
    const body = existing(fileOf(key))?.get(key);
    if (body) lent.add(body.buffer);
    return body;
  };
  return {
    held,
    takeBack({ buffer }) {
      // Memory outside of V8's heap, which would go through all of it to find what nobody has any more.
      if (lent.delete(buffer)) (buffer as ArrayBuffer).transfer(0);
    },
    async get(key) {
      return held(key);
    },
    async put(key, body) {
      databaseOf(fileOf(key)).put(key, body);
    },
    async *list(prefix) {
      for (const file of filesBelow(root)) yield* databaseOf(file).list(prefix);
    },
    async remove(keys) {
      for (const [file, its] of Map.groupBy(keys, fileOf)) databaseOf(file).remove(its);
    },
    close() {
      for (const database of open.values()) database.close();
      open.clear();
    },
  };
}

/** Where the tiles of a key's collection, set and range of zooms are. */
function fileOf(key: string): string {
  const [collection = '', set = '', zoom = ''] = checkKey(key).split('/');
  const end = RANGE_ENDS.find((last) => Number(zoom) <= last) ?? 24;
  const begin = (RANGE_ENDS[RANGE_ENDS.indexOf(end) - 1] ?? -1) + 1;
  const digits = (n: number) => String(n).padStart(2, '0');
  return `${collection}/${set}/${digits(begin)}-${digits(end)}.sqlite`;
}

function filesBelow(root: string): string[] {
  try {
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.sqlite'),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function madeFor(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
