import type { ProductRef } from '@pvs/core/catalogue/product-ref';
import type { StoredProduct } from '@pvs/core/catalogue/product';
import type { Box } from '@pvs/core/geometry/box';
import type { Layer } from '@pvs/core/layers/layer';
import { OUTLINE_WIDTH_PX } from '@pvs/core/layers/shown-boxes';
import { drawMap } from '../draw/draw-map.ts';
import { drawOutlines } from '../draw/draw-outlines.ts';
import { type MapPicture, transparentPicture } from '../draw/map-picture.ts';
import type { RendererContext } from '../renderer-context.ts';
import { renderingsOf } from './renderings-of.ts';

/** Where and how large a picture is. */
export interface View {
  readonly box: Box;
  readonly widthPx: number;
  readonly heightPx: number;
}

const OUTLINE_COLOR = [255, 64, 32] as const;

/** Draws a layer's products, topmost first, into a view. What lies outside of them stays transparent. */
export async function drawLayer(
  layer: Layer,
  refs: readonly Pick<ProductRef, 'identifier' | 'revision'>[],
  view: View,
  context: RendererContext,
  signal?: AbortSignal,
): Promise<MapPicture> {
  if (refs.length === 0) return transparentPicture(view.widthPx, view.heightPx);
  const products = await context.products.load(refs);
  const { shows } = layer;
  if (shows.kind === 'outlines')
    return withOutlines(transparentPicture(view.widthPx, view.heightPx), products, view);
  const browse = shows.kind === 'browse' ? shows.browse : '';
  const picture = await drawBrowse(products, browse, view, context, signal);
  return shows.kind === 'outlined' ? withOutlines(picture, products, view) : picture;
}

async function drawBrowse(
  products: readonly StoredProduct[],
  browse: string,
  view: View,
  { raster, stack }: RendererContext,
  signal?: AbortSignal,
): Promise<MapPicture> {
  const renderings = products.flatMap((product) => renderingsOf(product, browse, stack));
  return drawMap({ ...view, resampling: 'bilinear', renderings, ...(signal ? { signal } : {}) }, raster);
}

function withOutlines(picture: MapPicture, products: readonly StoredProduct[], { box }: View): MapPicture {
  const footprints = products.map(({ footprint }) => footprint);
  return drawOutlines(picture, footprints, box, OUTLINE_COLOR, OUTLINE_WIDTH_PX);
}
