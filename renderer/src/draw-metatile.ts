import { conflict, notFound } from '@pvs/core/errors';
import { findLayer } from '@pvs/core/layers/layer';
import { requireStyle } from '@pvs/core/layers/layer-styles';
import type { DrawMetatile, DrawnTile, MetatileRequest } from '@pvs/core/layers/metatile';
import { findLinkedSet } from '@pvs/core/config/tile-matrix-set-link';
import { rangeBox, type TileMatrixSet } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { cutPicture } from './draw/cut.ts';
import type { MapPicture } from './draw/map-picture.ts';
import { analysePicture } from './encode/analyse-picture.ts';
import { requireFormat } from './encode/index.ts';
import { drawLayer } from './layers/draw-layer.ts';
import type { RendererContext } from './renderer-context.ts';

/** Draws a block of tiles in one pass, cuts it, and encodes the tiles side by side. */
export const drawMetatile =
  (context: RendererContext): DrawMetatile =>
  async (request, signal) => {
    const { index } = context.follower;
    const layer = findLayer(request.layer, context.stack, index);
    const tms = findLinkedSet(request.tileMatrixSet, context.stack.tileMatrixSets)?.tms;
    if (!layer) {
      // Who asks has it in its index: ours is behind, and is read again for the next try.
      await context.follower.catchUp();
      throw conflict(`the layer '${request.layer}' is not known here yet: try again`, {
        code: 'ProductChanged',
      });
    }
    if (!tms)
      throw notFound(`there is no tile matrix set '${request.tileMatrixSet}'`, {
        code: 'UnknownTileMatrixSet',
      });
    const { range, products } = request;
    const style = requireStyle(layer, request.style, context.stack, index, 'style');
    const view = {
      box: rangeBox(tms, range),
      widthPx: (range.maxColumn - range.minColumn + 1) * tms.tileSizePx,
      heightPx: (range.maxRow - range.minRow + 1) * tms.tileSizePx,
    };
    return context.admission.run(view.widthPx * view.heightPx, signal, async () => {
      const options = { ...(signal ? { signal } : {}), ...(style === undefined ? {} : { style }) };
      const picture = await drawLayer(layer, products, view, context, options);
      return encodeTiles(picture, request, tms);
    });
  };

async function encodeTiles(
  picture: MapPicture,
  { range, format }: MetatileRequest,
  tms: TileMatrixSet,
): Promise<DrawnTile[]> {
  const size = tms.tileSizePx;
  const addresses: { column: number; row: number }[] = [];
  for (let row = range.minRow; row <= range.maxRow; row += 1) {
    for (let column = range.minColumn; column <= range.maxColumn; column += 1)
      addresses.push({ column, row });
  }
  return Promise.all(
    addresses.map(async ({ column, row }) => {
      const tile = cutPicture(picture, {
        x0: (column - range.minColumn) * size,
        y0: (row - range.minRow) * size,
        x1: (column - range.minColumn + 1) * size,
        y1: (row - range.minRow + 1) * size,
      });
      const { content } = analysePicture(tile);
      const mixed = content === 'opaque' ? 'jpeg' : 'png';
      const { encode, mediaType } = requireFormat(format === 'mixed' ? mixed : format);
      return {
        column,
        row,
        isEmpty: content === 'empty',
        mediaType,
        body: await encode(tile, { transparent: true, background: [255, 255, 255] }),
      };
    }),
  );
}
