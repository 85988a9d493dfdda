import type { ColormapConfig } from '@pvs/core/config/browse-type';
import { rampStops } from '@pvs/core/layers/color-ramp';

/** Red, green, blue and opacity, 0–255. */
export type Color = readonly [red: number, green: number, blue: number, alpha: number];

const CLEAR: Color = [0, 0, 0, 0];
type Stop = readonly [value: number, color: Color];

/**
 * The colour of a value in a colour map; `[min, max]` are the ends of a built-in ramp, and what interpolated ones
 * lie between. Values beyond the ends have the colours of the ends.
 */
export function colorizer(colormap: ColormapConfig, min: number, max: number): (value: number) => Color {
  if (typeof colormap === 'string') {
    const stops = rampStops(colormap) ?? [];
    return interpolate(stops.map(([at, rgb]) => [min + at * (max - min), [...rgb, 255]]));
  }
  if ('ramp' in colormap) return interpolate(sorted(colormap.ramp));
  if ('values' in colormap) {
    const colors = new Map(colormap.values.map(([value, color]) => [value, parseColor(color)]));
    return (value) => colors.get(value) ?? CLEAR;
  }
  const stops = sorted(colormap.intervals);
  return (value) => stops[lastBelow(stops, value)]?.[1] ?? CLEAR;
}

const sorted = (entries: readonly (readonly [number, string])[]): Stop[] =>
  entries.map(([value, color]): Stop => [value, parseColor(color)]).sort(([a], [b]) => a - b);

/** Position of the last stop whose value is not above; -1 for none. */
function lastBelow(stops: readonly Stop[], value: number): number {
  let [low, high] = [0, stops.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stops[middle]![0] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function interpolate(stops: readonly Stop[]): (value: number) => Color {
  return (value) => {
    const at = lastBelow(stops, value);
    const [below, above] = [stops[Math.max(0, at)]!, stops[Math.min(stops.length - 1, at + 1)]!];
    const span = above[0] - below[0];
    if (span <= 0 || value <= below[0]) return below[1];
    const t = (value - below[0]) / span;
    return below[1].map((part, i) => Math.round(part + (above[1][i]! - part) * t)) as unknown as Color;
  };
}

/** `#rrggbb` or `#rrggbbaa` */
export function parseColor(text: string): Color {
  const part = (at: number) => Number.parseInt(text.slice(at, at + 2), 16);
  return [part(1), part(3), part(5), text.length > 7 ? part(7) : 255];
}
