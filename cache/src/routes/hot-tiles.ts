import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CatalogueIndex } from '@pvs/core/catalogue/catalogue-index';
import { COMMON_HEADERS } from '@pvs/core/http/shortcuts';
import { type CountedOperation, countRequest } from '@pvs/core/observe/request-metrics';
import { LRUCache } from 'lru-cache';
import type { TileBackend } from '../backends/tile-backend.ts';
import { tileMetrics } from '../tile-metrics.ts';
import { matchesEtag } from './matches-etag.ts';

/** A tile that was answered, under the path and query it was asked for. */
export interface HotTile {
  /** Of the index when it was planned: with another one it may be another tile. */
  readonly version: number;
  /** Of the backend. */
  readonly key: string;
  readonly etag: string;
  readonly cacheControl: string;
  readonly mediaType: string;
  /** What answering it is counted as. */
  readonly operation: CountedOperation;
  /** Where it needs no backend. */
  readonly empty: Buffer | undefined;
}

/** Half a kilobyte each. */
const MAX_TILES = 50_000;
/** Longer than any that a client makes of a template: nobody is to fill the memory with made-up parameters. */
const MAX_URL_LENGTH = 500;
const COMMON = Object.entries(COMMON_HEADERS).flat();

/** Where the bodies of tiles are. */
type Bodies = Pick<TileBackend, 'held' | 'get'>;

/**
 * Answers again what was answered before. While the catalogue has not changed, an address means the same tile: that
 * a browser, a map or a crowd asks for it again costs no routing, no planning and no hash, wherever it is kept.
 */
export class HotTiles {
  readonly #tiles = new LRUCache<string, HotTile>({ max: MAX_TILES });
  readonly #index: Pick<CatalogueIndex, 'version'>;
  readonly #bodies: Bodies;

  constructor(index: Pick<CatalogueIndex, 'version'>, bodies: Bodies) {
    this.#index = index;
    this.#bodies = bodies;
  }

  note(url: string | undefined, tile: HotTile): void {
    if (url !== undefined && url.length <= MAX_URL_LENGTH) this.#tiles.set(url, tile);
  }

  /** Whether it could answer. */
  answer(request: IncomingMessage, response: ServerResponse): boolean | Promise<boolean> {
    const tile = request.method === 'GET' ? this.#tiles.get(request.url ?? '') : undefined;
    if (!tile || tile.version !== this.#index.version) return false;
    const started = performance.now();
    if (matchesEtag(request.headers['if-none-match'], tile.etag)) {
      response.writeHead(304, validatorsOf(tile)).end();
      count(tile, 'revalidated', 304, started);
      return true;
    }
    const body = tile.empty ?? this.#bodies.held?.(tile.key);
    if (body) return send(tile, body, response, started);
    return this.#bodies.get(tile.key).then(
      (kept) => kept !== undefined && send(tile, kept, response, started),
      // The long way says what is wrong.
      () => false,
    );
  }
}

const validatorsOf = ({ etag, cacheControl }: HotTile) => [
  ...COMMON,
  ...['cache-control', cacheControl, 'etag', `"${etag}"`],
];

/** A tile that is kept as an empty object is served from elsewhere. */
function send(tile: HotTile, body: Buffer, response: ServerResponse, started: number): boolean {
  if (body.length === 0) return false;
  const origin = tile.empty ? 'empty' : 'hit';
  const headers = validatorsOf(tile);
  headers.push('x-tile-origin', origin, 'content-type', tile.mediaType);
  headers.push('content-length', String(body.length));
  response.writeHead(200, headers).end(body);
  count(tile, origin, 200, started);
  return true;
}

function count({ operation }: HotTile, origin: string, status: number, started: number): void {
  tileMetrics.answered.inc({ origin });
  countRequest(operation, status, (performance.now() - started) / 1000);
}
