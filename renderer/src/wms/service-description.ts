import type { Extent } from '@pvs/core/catalogue/collection-extent';
import type { StackConfig } from '@pvs/core/config/stack';
import type { Filter } from '@pvs/core/catalogue/filter/filter';
import { type Box, uniteBoxes } from '@pvs/core/geometry/box';
import { projectBox } from '@pvs/core/geometry/project-box';
import { advertisedLayers, findLayer, type Layer } from '@pvs/core/layers/layer';
import { type LayerStyle, stylesOf } from '@pvs/core/layers/layer-styles';
import { formatInstant } from '@pvs/core/time/format-instant';
import type { RequestContext } from '../requests/request-context.ts';

/** What capabilities say, before it is written in the words of a version. */
export interface ServiceDescription {
  readonly stack: StackConfig;
  /** URL of the operations, ending in `?`. */
  readonly operationsUrl: string;
  readonly updateSequence: number;
  readonly crs: readonly string[];
  readonly groups: readonly LayerGroup[];
}

/** A layer with the styles it has beside the default one. */
export type ListedLayer = Layer & { readonly styles: readonly LayerStyle[] };

/** A collection's layer with the other ways to show it. */
export interface LayerGroup {
  readonly layer: ListedLayer;
  readonly others: readonly ListedLayer[];
  readonly abstract: string;
  /** Single products, where the request asks for some. */
  readonly products: readonly LayerGroup[];
  /** Address of its metadata: a STAC collection or item. */
  readonly metadataUrl: string;
  /** Undefined while the collection is empty. */
  readonly extent?: Pick<Extent, 'box' | 'beginMs' | 'endMs'>;
  /** The extent in each advertised CRS in which it can be given, x before y. */
  readonly boxes: readonly Box[];
  /** `begin/end/PT1S` and the default that is applied where a request has no TIME: all of it. */
  readonly time?: { readonly values: string; readonly default: string };
}

const ALWAYS = ['EPSG:4326', 'EPSG:3857'];
/** More zones than a region has make capabilities slow to read; GetMap takes every zone. */
const MAX_ZONES = 10;

export async function describeService(context: RequestContext, filter?: Filter): Promise<ServiceDescription> {
  const { stack, follower, publicUrl } = context;
  const { index } = follower;
  const found = filter ? await productLayers(filter, context) : [];
  const zones = stack.collections.flatMap(({ id }) => index.extent(id)?.utmZones.slice(0, MAX_ZONES) ?? []);
  const crs = [...new Set([...ALWAYS, ...stack.crs, ...zones])];
  return {
    stack,
    operationsUrl: `${publicUrl}/ows?`,
    updateSequence: index.updateSequence,
    crs,
    groups: advertisedLayers(stack, index).map(({ collection, layers }) => {
      const [layer, ...others] = layers.map((one) => ({ ...one, styles: stylesOf(one, stack, index) }));
      const extent = index.extent(collection);
      const abstract = stack.collections.find(({ id }) => id === collection)?.abstract ?? '';
      const own = found.filter((one) => one.layer.collection === collection);
      return {
        ...{ layer: layer!, others, abstract },
        products: own.map((one) => ({ ...one, boxes: boxesOf(one.extent, crs) })),
        metadataUrl: `${publicUrl}/stac/collections/${encodeURIComponent(collection)}`,
        boxes: boxesOf(extent, crs),
        ...(extent ? { extent, time: timeOf(extent) } : {}),
      };
    }),
  };
}

const boxesOf = (extent: Pick<Extent, 'box'> | undefined, crs: readonly string[]): Box[] =>
  extent ? crs.flatMap((code) => projectBox(extent.box, code) ?? []) : [];

/** More would make capabilities slow to read; the newest are listed. */
const MAX_PRODUCTS = 500;

/** The products of a filter as layers of their own. */
async function productLayers(
  filter: Filter,
  { stack, follower, publicUrl, catalogue, signal }: RequestContext,
): Promise<LayerGroup[]> {
  const query = { collections: stack.collections.map(({ id }) => id), filter, limit: MAX_PRODUCTS };
  const { products } = await catalogue.search(query, signal);
  return products.flatMap(({ identifier, collection, beginTime, endTime }): LayerGroup[] => {
    const layer = findLayer(identifier, stack, follower.index);
    const box = uniteBoxes(follower.index.product(identifier)?.boxes ?? []);
    if (!layer || !box) return [];
    const extent = { box, beginMs: beginTime.getTime(), endMs: endTime.getTime() };
    const path = `${encodeURIComponent(collection)}/items/${encodeURIComponent(identifier)}`;
    return [
      {
        ...{
          layer: { ...layer, styles: stylesOf(layer, stack, follower.index) },
          others: [],
          products: [],
          abstract: '',
          extent,
          boxes: [],
          time: timeOf(extent),
        },
        metadataUrl: `${publicUrl}/stac/collections/${path}`,
      },
    ];
  });
}

function timeOf({ beginMs, endMs }: Pick<Extent, 'beginMs' | 'endMs'>) {
  const interval = `${formatInstant(beginMs)}/${formatInstant(endMs)}`;
  return { values: `${interval}/PT1S`, default: interval };
}
