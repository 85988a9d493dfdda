import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { CacheContext } from '../cache-context.ts';
import type { Renderer } from '../renderer.ts';
import type { TileService } from '../tiles/tile-service.ts';

/** What an operation of `/cache/ows` works with. */
export interface CacheExchange {
  readonly kvp: Kvp;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** As the request sees it. */
  readonly context: CacheContext;
  readonly tiles: TileService;
  readonly renderer: Renderer;
  /** URL of the stack as the client sees it, without a trailing slash. */
  readonly publicUrl: string;
}

/** One operation of `/cache/ows`; it answers by itself, since tiles have validators and statuses of their own. */
export interface CacheRequest {
  readonly service: 'WMTS' | 'WMS';
  readonly request: string;
  /** Further names of the operation, as older versions spell it. */
  readonly aliases?: readonly string[];
  answer(exchange: CacheExchange): Promise<FastifyReply>;
}
