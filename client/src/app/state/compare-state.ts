import type { ImageLayer } from '../map/image-layers.ts';
import { dayMs, formatInterval, parseInterval } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';

/** What the map shows right of the divider. */
export interface Comparison {
  readonly layer: string;
  /** Undefined: all times. */
  readonly time: TimeInterval | undefined;
  /** Where the divider is: 0 at the map's left edge, 1 at its right one. */
  readonly divider: number;
}

/** The map's pictures with the one that they are compared with. */
export function compareImages(images: readonly ImageLayer[], { layer, time }: Comparison): ImageLayer[] {
  return [
    ...images.map((image) => ({ ...image, side: 'left' as const })),
    { id: layer, time, opacity: 1, side: 'right' },
  ];
}

/** As in the page's URL: `0.50/2018-06-01--2018-06-30/LAYER`, with `all` for all times. */
export const formatComparison = ({ layer, time, divider }: Comparison) =>
  [divider.toFixed(2), time ? formatInterval(time) : 'all', encodeURIComponent(layer)].join('/');

/** Reads {@link formatComparison}, whose escapes are resolved already; undefined for anything else. */
export function parseComparison(text: string): Comparison | undefined {
  const [, at = '', when = '', layer = ''] = /^([\d.]+)\/([^/]+)\/(.+)$/s.exec(text) ?? [];
  const [divider, time] = [Number(at), parseInterval(when)];
  const known = when === 'all' || time !== undefined;
  return layer !== '' && known && divider >= 0 && divider <= 1 ? { layer, time, divider } : undefined;
}

/** The topmost layer beside itself at another time: at that of the oldest product, or at all times. */
export function beginComparison(
  {
    shown,
    collection,
    time,
  }: {
    readonly shown: readonly { readonly id: string }[];
    readonly collection: string;
    readonly time: TimeInterval | undefined;
  },
  times: readonly TimeInterval[],
): Comparison {
  const layer = shown.at(-1)?.id ?? collection;
  return { layer, time: time ? undefined : times.at(-1), divider: 0.5 };
}

/** The days of products, the newest first, each once. */
export function daysOf(products: readonly { readonly time: TimeInterval | undefined }[]): TimeInterval[] {
  const days = products.flatMap(({ time }) => (time ? [Math.floor(time.startMs / dayMs)] : []));
  return [...new Set(days)]
    .sort((a, b) => b - a)
    .map((day) => ({ startMs: day * dayMs, endMs: (day + 1) * dayMs - 1 }));
}
