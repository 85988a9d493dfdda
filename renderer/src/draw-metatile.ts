import { conflict, notFound } from '@pvs/core/errors';
import { findLayer, type Layer } from '@pvs/core/layers/layer';
import { requireStyle } from '@pvs/core/layers/layer-styles';
import { isLaidOver } from '@pvs/core/layers/is-laid-over';
import type { DrawMetatile, DrawnTile, MetatileRequest } from '@pvs/core/layers/metatile';
import { shownAt } from '@pvs/core/layers/shown-at';
import { findLinkedSet } from '@pvs/core/config/tile-matrix-set-link';
import { matrixAt, rangeBox, type TileMatrixSet } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { blankCanvas } from './draw/canvas.ts';
import { isOpaque, type MapPicture, wholeOf } from './draw/map-picture.ts';
import type { PictureGrid } from './draw/pixel-mapping.ts';
import { type DrawingOptions, drawLayer } from './layers/draw-layer.ts';
import type { RendererContext } from './renderer-context.ts';
import { encodeTiles } from './tiles/encode-tiles.ts';
import { closePart, layBases } from './tiles/lay-bases.ts';
import { passBlocks } from './tiles/pass-blocks.ts';
import { otherTiles, partOfTile } from './tiles/tile-parts.ts';

/** Draws a block of tiles in one pass, cuts it, and encodes the tiles side by side. */
export const drawMetatile =
  (context: RendererContext): DrawMetatile =>
  async (request, signal) => {
    const layer = await knownLayer(request.layer, context);
    const tms = knownSet(request.tileMatrixSet, context);
    const view = viewOf(tms, request);
    const style = requireStyle(layer, request.style, context.stack, context.follower.index, 'style');
    const options = { ...(signal ? { signal } : {}), ...(style === undefined ? {} : { style }) };
    return context.admission.run(view.widthPx * view.heightPx, signal, () =>
      drawTiles({ request, layer, tms, view, context, options }),
    );
  };

interface Job {
  readonly request: MetatileRequest;
  readonly layer: Layer;
  readonly tms: TileMatrixSet;
  readonly view: PictureGrid;
  readonly context: RendererContext;
  readonly options: DrawingOptions;
}

async function drawTiles(job: Job): Promise<DrawnTile[]> {
  const { layer, tms, view, context, options } = job;
  const passed = await passBlocks(job);
  const tiles = job.request.tiles.filter(
    ({ column, row }) => !passed.some((one) => one.column === column && one.row === row),
  );
  if (tiles.length === 0) return passed;
  const request = { ...job.request, tiles };
  const shows = shownAt(layer, tms.crs, matrixAt(tms, request.range.zoom).resolution);
  const picture = isLaidOver(shows)
    ? await drawOver({ ...job, request })
    : await drawLayer(layer, request.products, view, context, options);
  return [...passed, ...(await encodeTiles(picture, request, tms.tileSizePx))];
}

/** Draws what was added over what is known, and beneath it what is not. */
async function drawOver({ request, layer, tms, view, context, options }: Job): Promise<MapPicture> {
  const { products, tiles, range, added = 0 } = request;
  const sizePx = tms.tileSizePx;
  const canvas = blankCanvas(view.widthPx, view.heightPx);
  const { picture } = canvas;
  for (const tile of otherTiles(range, tiles)) closePart(canvas, partOfTile(range, tile, sizePx));
  const beneath = { ...options, onto: canvas };
  await drawLayer(layer, products.slice(0, added), view, context, beneath);
  const openKnown = await layBases(canvas, request, sizePx);
  // Not even asked for where nothing is left to draw.
  if (!isOpaque(picture, wholeOf(picture)))
    await drawLayer(layer, products.slice(added), view, context, beneath);
  openKnown();
  return picture;
}

function viewOf(tms: TileMatrixSet, { range }: MetatileRequest): PictureGrid {
  return {
    box: rangeBox(tms, range),
    widthPx: (range.maxColumn - range.minColumn + 1) * tms.tileSizePx,
    heightPx: (range.maxRow - range.minRow + 1) * tms.tileSizePx,
  };
}

async function knownLayer(name: string, { follower, stack }: RendererContext): Promise<Layer> {
  const layer = findLayer(name, stack, follower.index);
  if (layer) return layer;
  // Who asks has it in its index: ours is behind, and is read again for the next try.
  await follower.catchUp();
  throw conflict(`the layer '${name}' is not known here yet: try again`, { code: 'ProductChanged' });
}

function knownSet(name: string, { stack }: RendererContext): TileMatrixSet {
  const link = findLinkedSet(name, stack.tileMatrixSets);
  if (link) return link.tms;
  throw notFound(`there is no tile matrix set '${name}'`, { code: 'UnknownTileMatrixSet' });
}
