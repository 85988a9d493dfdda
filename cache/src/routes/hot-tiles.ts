import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FootprintIndex } from '@pvs/core/catalogue/footprint-index';
import { COMMON_HEADERS } from '@pvs/core/http/shortcuts';
import { LRUCache } from 'lru-cache';
import { matchesEtag } from './matches-etag.ts';

/** A tile that was answered, under the path and query it was asked for. */
interface HotTile {
  /** Of the catalogue when it was planned: with another one it may be another tile. */
  readonly revision: number;
  /** Of the backend. */
  readonly key: string;
  readonly etag: string;
  readonly mediaType: string;
  /** Where it needs no backend. */
  readonly empty: Buffer | undefined;
}

/** Half a kilobyte each. */
const MAX_TILES = 50_000;
/** Longer than any that a client makes of a template: nobody is to fill the memory with made-up parameters. */
const MAX_URL_LENGTH = 500;
const COMMON = Object.entries(COMMON_HEADERS).flat();

/**
 * Answers again what was answered before, from memory alone. While the catalogue has not changed, an address means
 * the same tile: that a browser, a map or a crowd asks for it again costs no routing, no planning and no hash.
 */
export class HotTiles {
  readonly #tiles = new LRUCache<string, HotTile>({ max: MAX_TILES });
  readonly #index: FootprintIndex;
  readonly #held: (key: string) => Buffer | undefined;

  /** `held` is what the backend has in memory. */
  constructor(index: FootprintIndex, held: (key: string) => Buffer | undefined) {
    this.#index = index;
    this.#held = held;
  }

  note(url: string | undefined, tile: HotTile): void {
    if (url !== undefined && url.length <= MAX_URL_LENGTH) this.#tiles.set(url, tile);
  }

  /** Whether it could answer. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const tile = request.method === 'GET' ? this.#tiles.get(request.url ?? '') : undefined;
    if (!tile || tile.revision !== this.#index.revision) return false;
    const { etag, mediaType } = tile;
    const headers = [...COMMON, 'cache-control', 'no-cache', 'etag', `"${etag}"`];
    if (matchesEtag(request.headers['if-none-match'], etag)) {
      response.writeHead(304, headers).end();
      return true;
    }
    const body = tile.empty ?? this.#held(tile.key);
    if (!body || body.length === 0) return false;
    headers.push('x-tile-origin', tile.empty ? 'empty' : 'hit', 'content-type', mediaType);
    response.writeHead(200, [...headers, 'content-length', String(body.length)]).end(body);
    return true;
  }
}
