import { formatInterval } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';

/** Template of a layer's tiles in Web Mercator, relative to the page, with `{z}`, `{x}` and `{y}` left open. */
export function tileUrlTemplate(layer: string, time: TimeInterval | undefined): string {
  const query = time ? `?time=${formatInterval(time)}` : '';
  return `./cache/tiles/${encodeURIComponent(layer)}/WebMercatorQuad/{z}/{x}/{y}.png${query}`;
}
