import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CatalogueIndex } from '@pvs/core/catalogue/catalogue-index';
import type { PlainRequest } from '@pvs/core/http/plain-request';
import type { QuickAnswer, QuickAnswerer } from '@pvs/core/http/quick-answers';
import { fieldLines } from '@pvs/core/http/field-lines';
import { COMMON_HEADERS, type Shortcut } from '@pvs/core/http/shortcuts';
import { type CountedOperation, countRequest } from '@pvs/core/observe/request-metrics';
import { LRUCache } from 'lru-cache';
import type { TileBackend } from '../backends/tile-backend.ts';
import { type CountedOrigin, countTile } from '../tile-metrics.ts';
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

/** Three quarters of a kilobyte each. */
const MAX_TILES = 50_000;
/** Longer than any that a client makes of a template: nobody is to fill the memory with made-up parameters. */
const MAX_URL_LENGTH = 500;
const COMMON = Object.entries(COMMON_HEADERS).flat();
const COMMON_LINES = fieldLines(COMMON);
/** The one of them that a 304 needs; the others are of the response that the client has (RFC 9110 §15.4.5). */
const CORS = ['access-control-allow-origin', COMMON_HEADERS['access-control-allow-origin']];
const CORS_LINES = fieldLines(CORS);

/** With its headers, which are the same each time. */
interface NotedTile extends HotTile {
  readonly unchanged: readonly string[];
  readonly found: readonly string[];
  /** The same as lines, without those that all tiles have. */
  readonly unchangedLines: string;
  readonly foundLines: string;
}

/** Where the bodies of tiles are. */
type Bodies = Pick<TileBackend, 'held' | 'get' | 'takeBack'>;

/**
 * Answers again what was answered before. While the catalogue has not changed, an address means the same tile: that
 * a browser, a map or a crowd asks for it again costs no routing, no planning and no hash, wherever it is kept.
 */
export class HotTiles implements Shortcut {
  readonly #tiles = new LRUCache<string, NotedTile>({ max: MAX_TILES });
  readonly #index: Pick<CatalogueIndex, 'version'>;
  readonly #bodies: Bodies;

  constructor(index: Pick<CatalogueIndex, 'version'>, bodies: Bodies) {
    this.#index = index;
    this.#bodies = bodies;
  }

  note(url: string | undefined, tile: HotTile): void {
    if (url === undefined || url.length > MAX_URL_LENGTH) return;
    const { cacheControl, etag, mediaType, empty } = tile;
    const validators = ['cache-control', cacheControl, 'etag', `"${etag}"`];
    const found = [...validators, 'x-tile-origin', empty ? 'empty' : 'hit', 'content-type', mediaType];
    this.#tiles.set(url, {
      ...tile,
      unchanged: [...CORS, ...validators],
      found: [...COMMON, ...found],
      unchangedLines: fieldLines(validators),
      foundLines: fieldLines(found),
    });
  }

  answerPlain({ target, ifNoneMatch }: PlainRequest): ReturnType<QuickAnswerer> {
    const tile = this.#current(target);
    if (!tile) return undefined;
    const started = performance.now();
    if (matchesEtag(ifNoneMatch, tile.etag)) {
      count(tile, 'revalidated', 304, started);
      return { status: 304, fields: CORS_LINES + tile.unchangedLines };
    }
    const body = this.#held(tile);
    if (body) return this.#found(tile, body, started);
    return this.#bodies.get(tile.key).then((kept) => kept && this.#found(tile, kept, started));
  }

  #found(tile: NotedTile, body: Buffer, started: number): QuickAnswer | undefined {
    if (body.length === 0) return undefined;
    count(tile, tile.empty ? 'empty' : 'hit', 200, started);
    const sent = tile.empty ? undefined : this.#bodies.takeBack;
    return { status: 200, fields: COMMON_LINES + tile.foundLines, body, sent };
  }

  answer(request: IncomingMessage, response: ServerResponse): boolean | Promise<boolean> {
    const tile = request.method === 'GET' ? this.#current(request.url ?? '') : undefined;
    if (!tile) return false;
    const started = performance.now();
    if (matchesEtag(request.headers['if-none-match'], tile.etag)) {
      response.writeHead(304, tile.unchanged as string[]).end();
      count(tile, 'revalidated', 304, started);
      return true;
    }
    const body = this.#held(tile);
    if (body) return send(tile, body, response, started);
    return this.#bodies.get(tile.key).then(
      (kept) => kept !== undefined && send(tile, kept, response, started),
      // The long way says what is wrong.
      () => false,
    );
  }

  /** What the address means now. */
  #current(url: string): NotedTile | undefined {
    const tile = this.#tiles.get(url);
    return tile?.version === this.#index.version ? tile : undefined;
  }

  #held(tile: NotedTile): Buffer | undefined {
    return tile.empty ?? this.#bodies.held?.(tile.key);
  }
}

/** A tile that is kept as an empty object is served from elsewhere. */
function send(tile: NotedTile, body: Buffer, response: ServerResponse, started: number): boolean {
  if (body.length === 0) return false;
  response.writeHead(200, [...tile.found, 'content-length', String(body.length)]).end(body);
  count(tile, tile.empty ? 'empty' : 'hit', 200, started);
  return true;
}

function count({ operation }: HotTile, origin: CountedOrigin, status: number, started: number): void {
  countTile(origin);
  countRequest(operation, status, (performance.now() - started) / 1000);
}
