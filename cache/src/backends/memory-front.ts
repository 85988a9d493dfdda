import { LRUCache } from 'lru-cache';
import type { TileBackend } from './tile-backend.ts';

/** What a key and its entry cost beside the tile's bytes. */
const OVERHEAD_BYTES = 200;

/** Keeps the tiles that are asked for most in memory, in front of another backend. */
export function memoryFront(behind: TileBackend, maxBytes: number): TileBackend {
  if (maxBytes === 0) return behind;
  const memory = new LRUCache<string, Buffer>({
    maxSize: maxBytes,
    sizeCalculation: (body, key) => body.length + key.length + OVERHEAD_BYTES,
  });
  const noted = (key: string, body: Buffer | undefined) => {
    const own = body && ownCopy(body, behind);
    if (own) memory.set(key, own);
    return own;
  };
  return {
    async get(key) {
      return memory.get(key) ?? noted(key, await behind.get(key));
    },
    async put(key, body) {
      await behind.put(key, body);
      memory.set(key, body);
    },
    held: (key) => memory.get(key) ?? noted(key, behind.held?.(key)),
    list: (prefix) => behind.list(prefix),
    async remove(keys) {
      for (const key of keys) memory.delete(key);
      await behind.remove(keys);
    },
    close() {
      memory.clear();
      behind.close();
    },
  };
}

/** Memory that a backend takes back may be larger than what it read into it, which is what is counted here. */
function ownCopy(body: Buffer, behind: TileBackend): Buffer {
  if (!behind.takeBack || body.buffer.byteLength === body.length) return body;
  const copy = Buffer.allocUnsafeSlow(body.length);
  body.copy(copy);
  behind.takeBack(body);
  return copy;
}
