import { isRecord } from './product.ts';
import type { Position } from './search-area.ts';
import { formatInterval } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';

/** What one product has at a place. */
export interface PointProduct {
  readonly identifier: string;
  readonly beginTime: string | undefined;
  readonly bands: readonly { readonly name: string; readonly value: number | undefined }[];
}

const SHOWN = 5;

/**
 * Asks WMS what lies at a place: a map of three pixels by three around it, each as wide as one of the screen's.
 * Undefined where no layer is asked about.
 */
export function pointUrl(
  [lon, lat]: Position,
  layers: readonly string[],
  time: TimeInterval | undefined,
  pixelDegrees: number,
): string {
  const names = encodeURIComponent(layers.join(','));
  const box = [
    lon - 1.5 * pixelDegrees,
    lat - 1.5 * pixelDegrees,
    lon + 1.5 * pixelDegrees,
    lat + 1.5 * pixelDegrees,
  ];
  const parameters = [
    'service=WMS&version=1.3.0&request=GetFeatureInfo&info_format=application/json&styles=&crs=CRS:84',
    `layers=${names}&query_layers=${names}&bbox=${box.join(',')}&width=3&height=3&i=1&j=1`,
    `feature_count=${SHOWN}`,
    ...(time ? [`time=${formatInterval(time).replace('--', '/')}`] : []),
  ];
  return `./ows?${parameters.join('&')}`;
}

/** Reads the answer to {@link pointUrl}, the topmost first; a product that several layers show comes once. */
export function readPointValues(body: unknown): PointProduct[] {
  const features = isRecord(body) && Array.isArray(body['features']) ? body['features'].filter(isRecord) : [];
  const products = features.flatMap(({ id, properties }) => {
    if (typeof id !== 'string' || !isRecord(properties)) return [];
    const values = isRecord(properties['values']) ? Object.values(properties['values']).filter(isRecord) : [];
    const bands = values
      .flatMap((coverage) => Object.entries(coverage))
      .map(([name, value]) => ({ name, value: typeof value === 'number' ? value : undefined }));
    const begin = properties['beginTime'];
    return [{ identifier: id, beginTime: typeof begin === 'string' ? begin : undefined, bands }];
  });
  return [...new Map(products.map((product) => [product.identifier, product])).values()].slice(0, SHOWN);
}
