import { createHash } from 'node:crypto';
import type { CatalogueIndex } from '../catalogue/catalogue-index.ts';
import type { ProductRef } from '../catalogue/product-ref.ts';
import type { StackConfig } from '../config/stack.ts';
import { notFound } from '../errors.ts';
import type { Box } from '../geometry/box.ts';
import { advertisedSuffixes, kindOf, type LayerKind, titleOfSuffix } from './layer-kind.ts';
import { intervalsOverlap, type TimeSelection } from '../time/time-grammar.ts';

export type { LayerKind } from './layer-kind.ts';

/** Separates an identifier from what is shown of it, as in `VHR_IMAGE_2018__outlines`. */
export const LAYER_SEPARATOR = '__';

/** A layer of WMS and WMTS: a collection or a single product, shown in one way. */
export interface Layer {
  readonly name: string;
  readonly title: string;
  readonly collection: string;
  /** Set where the layer shows one product only. */
  readonly product?: string;
  readonly shows: LayerKind;
  /** Scale denominator above which outlines are shown in place of pictures; never where absent. */
  readonly outlinesBelowScale?: number;
  /** Identifier of the product that is shown there instead, see `layerAt`. */
  readonly overview?: string;
}

type Config = Pick<StackConfig, 'collections' | 'productTypes' | 'limits'>;

/** What is asked of the catalogue to know which layers there are. */
export type LayerIndex = Pick<CatalogueIndex, 'pictures' | 'product'>;

/** The layers that capabilities list, by collection; those of single products exist beside them. */
export function advertisedLayers(
  stack: Config,
  index?: LayerIndex,
): readonly { readonly collection: string; readonly layers: Layer[] }[] {
  return stack.collections.map(({ id, title = id }) => ({
    collection: id,
    layers: advertisedSuffixes(stack, id, index?.pictures(id)).flatMap(
      (suffix) => collectionLayer(stack, index, id, title, suffix) ?? [],
    ),
  }));
}

function collectionLayer(
  stack: Config,
  index: LayerIndex | undefined,
  id: string,
  title: string,
  suffix: string,
): Layer | undefined {
  const shows = kindOf(stack, id, suffix, index?.pictures(id));
  if (!shows) return undefined;
  const common = { collection: id, shows, ...scaleOf(stack) };
  if (suffix === '') return { name: id, title, ...common, ...overviewOf(stack, index, id) };
  const name = `${id}${LAYER_SEPARATOR}${suffix}`;
  return { name, title: `${title} – ${titleOfSuffix(stack, id, suffix)}`, ...common };
}

/** The layer that capabilities list under a name. */
function listedLayer(name: string, stack: Config, index: CatalogueIndex): Layer | undefined {
  for (const { id, title = id } of stack.collections) {
    if (name === id) return collectionLayer(stack, index, id, title, '');
    const prefix = id + LAYER_SEPARATOR;
    if (!name.startsWith(prefix) || name === prefix) continue;
    const layer = collectionLayer(stack, index, id, title, name.slice(prefix.length));
    if (layer) return layer;
  }
  return undefined;
}

/**
 * The layer of a name: one that capabilities list, else a product's identifier, alone or followed by `__` and what to
 * show. The longest identifier that fits wins, since identifiers of products may hold the separator.
 */
export function findLayer(name: string, stack: Config, index: CatalogueIndex): Layer | undefined {
  const listed = listedLayer(name, stack, index);
  if (listed) return listed;
  for (let end = name.length; end > 0; end = name.lastIndexOf(LAYER_SEPARATOR, end - 1)) {
    const product = index.product(name.slice(0, end));
    const suffix = name.slice(end + LAYER_SEPARATOR.length);
    const shows = product && kindOf(stack, product.collection, suffix, index.pictures(product.collection));
    if (!shows) continue;
    const { identifier, collection } = product;
    return { name, title: identifier, collection, product: identifier, shows, ...scaleOf(stack) };
  }
  return undefined;
}

/** {@link findLayer}, with a `NotFound` that says which layers there are. */
export function requireLayer(name: string, stack: Config, index: CatalogueIndex): Layer {
  const found = findLayer(name, stack, index);
  if (found) return found;
  const known = advertisedLayers(stack, index).flatMap(({ layers }) => layers.map((layer) => layer.name));
  throw notFound(
    `there is no layer '${name.slice(0, 200)}': allowed are ${known.join(', ')} and identifiers of products`,
    {
      code: 'UnknownLayer',
      detail: { locator: 'layers', given: name.slice(0, 200) },
    },
  );
}

const scaleOf = ({ limits: { outlinesBelowScale } }: Config) =>
  outlinesBelowScale === undefined ? {} : { outlinesBelowScale };

/**
 * Until it is registered there are outlines. One of a restricted collection is shown with nothing else: what a layer
 * shows does not depend on who asks.
 */
function overviewOf(
  { collections }: Config,
  index: LayerIndex | undefined,
  id: string,
): { overview?: string } {
  const overview = collections.find((collection) => collection.id === id)?.overview;
  const product = overview === undefined ? undefined : index?.product(overview);
  const isShown = (of: string) => of === id || !collections.find((one) => one.id === of)?.restricted;
  return overview !== undefined && product && isShown(product.collection) ? { overview } : {};
}

/** The products a layer shows in these longitude/latitude boxes and this time, the topmost `limit` in their order. */
export function productsOf(
  layer: Layer,
  boxes: readonly Box[],
  time: TimeSelection,
  index: CatalogueIndex,
  limit?: number,
): ProductRef[] {
  if (layer.product === undefined) return index.select(layer.collection, boxes, time, limit);
  const product = index.product(layer.product);
  return product && showsIn(product, layer, boxes, time) ? [product] : [];
}

/** Whether a layer shows a product in one of these boxes and this time; `current` is any time. */
export function showsIn(
  product: ProductRef,
  layer: Layer,
  boxes: readonly Box[],
  time: TimeSelection,
): boolean {
  const isOfLayer =
    layer.product === undefined
      ? product.collection === layer.collection
      : product.identifier === layer.product;
  const isInTime = time === 'current' || time.some((interval) => intervalsOverlap(product, interval));
  return isOfLayer && isInTime && product.boxes.some((a) => boxes.some((b) => boxesTouch(a, b)));
}

const boxesTouch = (a: Box, b: Box) =>
  a.minX <= b.maxX && b.minX <= a.maxX && a.minY <= b.maxY && b.minY <= a.maxY;

/** Changes whenever the same products would be drawn differently: raise it with the drawing code. */
const DRAWING_VERSION = 4;

/**
 * A short hash of everything but the products that decides what layers look like. Of all product types, since a
 * message may put a product into another collection than its type's.
 */
export function drawingRulesOf({ productTypes, limits }: Config): string {
  const rules = productTypes.map(({ id, nodata, browses, resampling }) => [
    id,
    nodata,
    Object.entries(browses).map(([name, { title: _title, ...rules }]) => [name, rules]),
    ...(resampling === undefined ? [] : [resampling]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([DRAWING_VERSION, rules, limits.outlinesBelowScale]))
    .digest('base64url')
    .slice(0, 12);
}
