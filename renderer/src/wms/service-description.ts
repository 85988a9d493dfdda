import type { Extent } from '@pvs/core/catalogue/collection-extent';
import type { StackConfig } from '@pvs/core/config/stack';
import type { Box } from '@pvs/core/geometry/box';
import { projectBox } from '@pvs/core/geometry/project-box';
import { advertisedLayers, type Layer } from '@pvs/core/layers/layer';
import { formatInstant } from '@pvs/core/time/time-grammar';
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

/** A collection's layer with the other ways to show it. */
export interface LayerGroup {
  readonly layer: Layer;
  readonly others: readonly Layer[];
  readonly abstract: string;
  /** Undefined while the collection is empty. */
  readonly extent?: Extent;
  /** The extent in each advertised CRS in which it can be given, x before y. */
  readonly boxes: readonly Box[];
  /** `begin/end/PT1S` and the default that is applied where a request has no TIME: all of it. */
  readonly time?: { readonly values: string; readonly default: string };
}

const ALWAYS = ['EPSG:4326', 'EPSG:3857'];
/** More zones than a region has make capabilities slow to read; GetMap takes every zone. */
const MAX_ZONES = 10;

export function describeService({ stack, follower, publicUrl }: RequestContext): ServiceDescription {
  const { index } = follower;
  const zones = stack.collections.flatMap(({ id }) => index.extent(id)?.utmZones.slice(0, MAX_ZONES) ?? []);
  const crs = [...new Set([...ALWAYS, ...stack.crs, ...zones])];
  return {
    stack,
    operationsUrl: `${publicUrl}/ows?`,
    updateSequence: index.revision,
    crs,
    groups: advertisedLayers(stack).map(({ collection, layers: [layer, ...others] }) => {
      const extent = index.extent(collection);
      const abstract = stack.collections.find(({ id }) => id === collection)?.abstract ?? '';
      return {
        layer: layer!,
        others,
        abstract,
        boxes: extent ? crs.flatMap((code) => projectBox(extent.box, code) ?? []) : [],
        ...(extent ? { extent, time: timeOf(extent) } : {}),
      };
    }),
  };
}

function timeOf({ beginMs, endMs }: Extent) {
  const interval = `${formatInstant(beginMs)}/${formatInstant(endMs)}`;
  return { values: `${interval}/PT1S`, default: interval };
}
