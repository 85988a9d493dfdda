import type { ProductRef } from '@pvs/core/catalogue/product-ref';
import type { StoredProduct } from '@pvs/core/catalogue/product';
import { heightOf, widthOf } from '@pvs/core/geometry/box';
import type { Layer, LayerKind } from '@pvs/core/layers/layer';
import { shownAt } from '@pvs/core/layers/shown-at';
import { OUTLINE_WIDTH_PX } from '@pvs/core/layers/shown-boxes';
import type { Canvas } from '../draw/canvas.ts';
import { drawMap } from '../draw/draw-map.ts';
import { drawOutlines } from '../draw/draw-outlines.ts';
import { type MapPicture, transparentPicture } from '../draw/map-picture.ts';
import type { PictureGrid } from '../draw/pixel-mapping.ts';
import type { RendererContext } from '../renderer-context.ts';
import { drawHeatmap } from './draw-heatmap.ts';
import { drawMasked, drawMaskedOutlines, drawMasks } from './draw-masked.ts';
import { colorOf } from './style-color.ts';
import type { PictureChoice } from './picture-choice.ts';
import { genericRenderings, renderingsOf, type Shown } from './renderings-of.ts';
import { withResampling } from './with-resampling.ts';

/** What a request wants beside the layer itself. */
export interface DrawingOptions {
  readonly signal?: AbortSignal;
  /** See `stylesOf`; the default one where absent. */
  readonly style?: string;
  readonly choice?: PictureChoice;
  /** What lies above already, for kinds that are laid over each other (`isLaidOver`): it is drawn on. */
  readonly onto?: Canvas;
}

/** Units of the CRS per pixel, of the coarser axis. */
export const resolutionOf = ({ box, widthPx, heightPx }: PictureGrid) =>
  Math.max(widthOf(box) / widthPx, heightOf(box) / heightPx);

/** Draws a layer's products, topmost first, into a view. What lies outside of them stays transparent. */
export async function drawLayer(
  layer: Layer,
  refs: readonly Pick<ProductRef, 'identifier' | 'revision'>[],
  view: PictureGrid,
  context: RendererContext,
  options: DrawingOptions = {},
): Promise<MapPicture> {
  if (refs.length === 0) return options.onto?.picture ?? transparentPicture(view.widthPx, view.heightPx);
  const products = await context.products.load(refs);
  const shows = shownAt(layer, view.box.crs, resolutionOf(view));
  return draw({ shows, products, view, context, options });
}

interface Job {
  readonly shows: LayerKind;
  readonly products: readonly StoredProduct[];
  readonly view: PictureGrid;
  readonly context: RendererContext;
  readonly options: DrawingOptions;
}

async function draw(job: Job): Promise<MapPicture> {
  const { shows, products, view, context, options } = job;
  const { signal, style, choice, onto } = options;
  const color = colorOf(style, shows.kind);
  const { raster } = context;
  const masked = { products, view, raster, ...(signal ? { signal } : {}), ...(onto ? { onto } : {}) };
  switch (shows.kind) {
    case 'heatmap':
      return drawHeatmap(products, view, style, choice?.ranges?.[0]);
    case 'outlines':
      if (shows.mask !== undefined)
        return drawMaskedOutlines({ ...masked, mask: shows.mask }, color, OUTLINE_WIDTH_PX);
      return withOutlines(transparentPicture(view.widthPx, view.heightPx), job);
    case 'outlined':
      return withOutlines(await drawPictures(job), job);
    case 'mask':
      return drawMasks({ ...masked, mask: shows.mask }, color);
    case 'masked':
      return drawMasked({ ...masked, mask: shows.mask }, (product) => shownOf(product, job));
    case 'browse':
    case 'coverage':
      return drawPictures(job);
  }
}

function drawPictures(job: Job): Promise<MapPicture> {
  const { products, view, context, options } = job;
  const renderings = products.flatMap((product) => shownOf(product, job));
  const { signal, onto } = options;
  return drawMap(
    { ...view, resampling: 'bilinear', renderings, ...(signal ? { signal } : {}) },
    context.raster,
    onto,
  );
}

/** How a product is shown; styles are of pictures, or of the outlines on them. */
export function shownOf(
  product: StoredProduct,
  job: Pick<Job, 'shows' | 'context' | 'options'>,
): readonly Shown[] {
  const type = job.context.stack.productTypes.find(({ id }) => id === product.type);
  return withResampling(picturesOf(product, job), type, job.shows);
}

function picturesOf(
  product: StoredProduct,
  { shows, context: { stack }, options }: Pick<Job, 'shows' | 'context' | 'options'>,
): Shown[] {
  const browse = shows.kind === 'browse' ? shows.browse : '';
  const style = shows.kind === 'outlined' ? undefined : options.style;
  const choice = style === undefined ? options.choice : { ...options.choice, style };
  if (shows.kind !== 'coverage') return renderingsOf(product, browse, stack, choice);
  const coverages = product.coverages.filter(({ identifier }) => identifier === shows.coverage);
  if (choice) return renderingsOf({ ...product, coverages }, '', { productTypes: [] }, choice);
  return coverages.flatMap((coverage) => genericRenderings(coverage));
}

function withOutlines(picture: MapPicture, { products, view, shows, options }: Job): MapPicture {
  const footprints = products.map(({ footprint }) => footprint);
  return drawOutlines(picture, footprints, view.box, colorOf(options.style, shows.kind), OUTLINE_WIDTH_PX);
}
