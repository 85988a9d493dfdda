import type { FastifyInstance, FastifyRequest } from 'fastify';
import { seenContext } from '@pvs/core/access/seen-context';
import { findLinkedSet } from '@pvs/core/config/tile-matrix-set-link';
import { notFound } from '@pvs/core/errors';
import { publicUrl } from '@pvs/core/http/public-url';
import { requestKvp } from '@pvs/core/http/request-kvp';
import { requireLayer } from '@pvs/core/layers/layer';
import type { CacheContext } from '../cache-context.ts';
import { type OverlayContext, overlayRoot, overlayTile } from '../kml/super-overlay.ts';
import { readTileRequest } from '../tiles/tile-request.ts';

/** Ground overlays of KML lie in longitude and latitude. */
const SET = 'WorldCRS84Quad';
const MEDIA_TYPE = 'application/vnd.google-earth.kml+xml';

interface KmlPath {
  readonly layer: string;
  readonly z: string;
  readonly x: string;
  readonly file: string;
}

/** KML super-overlays: the tiles of a layer for virtual globes (OGC 12-007r2). */
export function kmlRoutes(app: FastifyInstance, context: CacheContext): void {
  app.get<{ Params: { file: string } }>('/cache/kml/:file', async (request, reply) => {
    const overlay = contextOf(nameOf(request.params.file), request, context);
    return reply.header('cache-control', 'no-cache').type(MEDIA_TYPE).send(overlayRoot(overlay));
  });

  app.get<{ Params: KmlPath }>('/cache/kml/:layer/:z/:x/:file', async (request, reply) => {
    const { layer, z, x, file } = request.params;
    const overlay = contextOf(layer, request, context);
    const words = { layer, style: '', time: '', format: 'png', tileMatrixSet: SET, tileMatrix: z, column: x };
    const { stack, follower } = seenContext(context, request.sight);
    const { address } = readTileRequest({ ...words, row: nameOf(file) }, stack, follower.index);
    return reply.header('cache-control', 'no-cache').type(MEDIA_TYPE).send(overlayTile(address, overlay));
  });
}

function contextOf(name: string, request: FastifyRequest, context: CacheContext): OverlayContext {
  const { stack, follower, env } = seenContext(context, request.sight);
  const { index } = follower;
  const link = findLinkedSet(SET, stack.tileMatrixSets);
  if (!link) throw notFound(`this stack has no tiles of ${SET}, which KML is about`);
  const layer = requireLayer(name, stack, index);
  const extent = index.extent(layer.collection);
  const boxes =
    layer.product === undefined ? (extent ? [extent.box] : []) : (index.product(layer.product)?.boxes ?? []);
  const time = requestKvp(request).get('time');
  return {
    layer: layer.name,
    title: layer.title,
    link,
    boxes,
    stack,
    stackUrl: publicUrl(request, env.PVS_PUBLIC_URL),
    query: time === undefined ? '' : `?time=${encodeURIComponent(time)}`,
  };
}

function nameOf(file: string): string {
  if (file.endsWith('.kml')) return file.slice(0, -'.kml'.length);
  throw notFound(`'${file}' is not a KML document: expected a name that ends in .kml`);
}
