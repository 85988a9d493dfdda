import type { StoredProduct } from '@pvs/core/catalogue/product';
import type { Canvas } from '../draw/canvas.ts';
import { drawMap } from '../draw/draw-map.ts';
import {
  isOpaque,
  type MapPicture,
  type PixelRect,
  transparentPicture,
  wholeOf,
} from '../draw/map-picture.ts';
import { drawOutlines } from '../draw/draw-outlines.ts';
import type { PictureGrid } from '../draw/pixel-mapping.ts';
import { partShowing, subView } from '../draw/sub-view.ts';
import type { Rgb } from '../encode/picture-format.ts';
import type { RasterAccess } from '../raster/raster-access.ts';
import { hiddenPixels, markedPixels, maskOf, putPartUnder } from './mask-pixels.ts';
import type { Shown } from './renderings-of.ts';

interface Job {
  readonly products: readonly StoredProduct[];
  readonly mask: string;
  readonly view: PictureGrid;
  readonly raster: RasterAccess;
  readonly signal?: AbortSignal;
  /** What lies above, if anything does. */
  readonly onto?: Canvas;
}

/** Outlines reach beyond their products. */
const OUTLINE_REACH_PX = 2;

/** Pictures of products without what their masks hide; a product without the mask is shown whole. */
export const drawMasked = (job: Job, renderingsOf: (product: StoredProduct) => readonly Shown[]) =>
  drawEach(job, 0, async (product, view) => {
    const { raster, signal, mask } = job;
    const request = { ...view, resampling: 'bilinear', renderings: renderingsOf(product) } as const;
    const picture = await drawMap({ ...request, ...(signal ? { signal } : {}) }, raster);
    return { picture, hidden: await hiddenPixels(product, mask, view, raster) };
  });

/** Outlines of products without what their masks hide. */
export const drawMaskedOutlines = (job: Job, color: Rgb, widthPx: number) =>
  drawEach(job, OUTLINE_REACH_PX, async (product, view) => {
    const empty = transparentPicture(view.widthPx, view.heightPx);
    const picture = drawOutlines(empty, [product.footprint], view.box, color, widthPx);
    const hidden = await hiddenPixels(product, job.mask, view, job.raster);
    return { picture, hidden: hidden && withNeighbours(hidden, view.widthPx) };
  });

/** Half of an outline lies outside of its product, where no mask is. */
function withNeighbours(hidden: Uint8Array, widthPx: number): Uint8Array {
  const around = [0, -1, 1].flatMap((column) => [0, -widthPx, widthPx].map((row) => column + row));
  return hidden.map((_, i) => (around.some((offset) => hidden[i + offset] === 1) ? 1 : 0));
}

/** What the masks of products mark, in one colour. */
export const drawMasks = (job: Job, color: Rgb) =>
  drawEach(job, 0, async (product, view) => {
    const picture = transparentPicture(view.widthPx, view.heightPx);
    const mask = maskOf(product, job.mask);
    if (!mask) return { picture };
    const marked = await markedPixels(mask, view, product.revision, job.raster);
    for (const [i, one] of marked.entries()) if (one === 1) picture.rgba.set([...color, 255], i * 4);
    return { picture };
  });

type DrawProduct = (
  product: StoredProduct,
  view: PictureGrid,
) => Promise<{ readonly picture: MapPicture; readonly hidden?: Uint8Array | undefined }>;

/** Draws product by product, from the topmost, each in its own part of the picture. */
async function drawEach({ products, view, signal, onto }: Job, margin: number, draw: DrawProduct) {
  const target = onto?.picture ?? transparentPicture(view.widthPx, view.heightPx);
  for (const product of products) {
    signal?.throwIfAborted();
    const part: PixelRect | undefined = partShowing(
      view,
      [...product.coverages, ...(product.masks ?? [])].map(({ grid }) => grid),
      margin,
    );
    if (!part || isOpaque(target, part)) continue;
    const { picture, hidden } = await draw(product, subView(view, part));
    putPartUnder(target, picture, part, hidden);
    if (isOpaque(target, wholeOf(target))) break;
  }
  return target;
}
