import type { Coverage } from '@pvs/core/catalogue/product';
import type { BrowseChannelConfig, BrowseTypeConfig } from '@pvs/core/config/browse-type';
import { type CompiledExpression, compileExpression } from '@pvs/core/expressions/compile-expression';
import type { ComputedChannel, ComputedRendering, ValueSource } from '../computed/computed-rendering.ts';
import { TERRAIN_RANGES } from '../computed/terrain.ts';
import { rangeOf } from './range-of.ts';

/** True where a browse type is more than bands stretched to grey or colours. */
export const isComputed = ({ channels, alpha, colormap, nodata, outOfBounds }: BrowseTypeConfig): boolean =>
  alpha !== undefined ||
  colormap !== undefined ||
  nodata !== undefined ||
  outOfBounds === 'transparent' ||
  channels.some(({ expression, hillshade, terrain, contours }) =>
    [expression, hillshade, terrain, contours].some((part) => part !== undefined),
  );

/** Names that stand for numbers in expressions. */
export type Variables = ReadonlyMap<string, number>;

/**
 * The pictures of a browse type that is worked out: one of each coverage that has all of its bands; where none has,
 * one of the first coverages that have them. Empty where a band is nowhere.
 */
export function computedRenderings(
  coverages: readonly Coverage[],
  browse: BrowseTypeConfig,
  nodata?: number,
  variables: Variables = new Map(),
): ComputedRendering[] {
  const none = browse.nodata ?? nodata;
  const among = (some: readonly Coverage[]) =>
    computedRendering(browse, (name) => sourceOf(name, some, none, variables)) ?? [];
  const whole = coverages.flatMap((coverage) => among([coverage]));
  return whole.length > 0 ? whole : [among(coverages)].flat();
}

/** Where the values of a name in a browse type come from; undefined where there are none. */
export type FindSource = (name: string) => ValueSource | undefined;

/** Undefined where one of the names has no values. */
export function computedRendering(browse: BrowseTypeConfig, find: FindSource): ComputedRendering | undefined {
  const sources = new Map<string, ValueSource>();
  const computed: ComputedChannel[] = [];
  for (const channel of browse.alpha ? [...browse.channels, opacity(browse.alpha)] : browse.channels) {
    const expression = expressionOf(channel);
    const names = expression ? expression.bands : [String(channel.band)];
    for (const name of names) {
      const source = sources.get(name) ?? find(name);
      if (!source) return undefined;
      sources.set(name, source);
    }
    const positions = names.map((name) => [...sources.keys()].indexOf(name));
    const [min, max] = shownRange(channel, [...sources.values()][positions[0] ?? -1]);
    const { hillshade, terrain, contours, gamma = 1 } = channel;
    computed.push({
      ...{ sources: positions, min, max, gamma },
      ...(expression ? { expression } : {}),
      ...(hillshade ? { hillshade } : {}),
      ...(terrain ? { terrain } : {}),
      ...(contours ? { contours } : {}),
    });
  }
  const { outOfBounds = 'clamp' } = browse;
  const colormap = browse.colormap ?? fileColors(browse, [...sources.values()]);
  const alpha = browse.alpha && computed.pop();
  return {
    ...{ sources: [...sources.values()], computed, outOfBounds },
    ...(alpha ? { alpha } : {}),
    ...(colormap ? { colormap } : {}),
  };
}

/** Bands of opacity are never stretched unless somebody says so. */
const opacity = (channel: BrowseChannelConfig): BrowseChannelConfig =>
  channel.range === undefined && channel.expression === undefined ? { ...channel, range: [0, 255] } : channel;

/** Values that are numbers of colours mean nothing else, unless somebody says what. */
function fileColors({ channels: [channel, ...others] }: BrowseTypeConfig, [source]: readonly ValueSource[]) {
  const isPlain = channel && Object.keys(channel).every((key) => key === 'band') && others.length === 0;
  return isPlain && source && 'coverage' in source && isPalette(source.coverage, source.band)
    ? ('colors of the file' as const)
    : undefined;
}

/** True where the values of a band are numbers of colours. */
export const isPalette = ({ bands }: Coverage, band: number) => bands[band]?.color === 'palette';

/** A band by its name, or by its number from 1 as `3` or `b3`. */
function sourceOf(
  name: string,
  coverages: readonly Coverage[],
  nodata: number | undefined,
  variables: Variables,
): ValueSource | undefined {
  const constant = variables.get(name);
  if (constant !== undefined) return { constant };
  const number = Number(/^b?([1-9]\d{0,3})$/.exec(name)?.[1] ?? 0);
  for (const coverage of coverages) {
    const named = coverage.bands.findIndex((band) => band.name === name);
    const band = named >= 0 ? named : number - 1;
    if (coverage.bands[band]) return { coverage, band, ...(nodata === undefined ? {} : { nodata }) };
  }
  return undefined;
}

function shownRange(
  { range, hillshade, terrain, expression }: BrowseChannelConfig,
  source: ValueSource | undefined,
): readonly [number, number] {
  if (typeof range === 'object') return range;
  if (hillshade) return [0, 255];
  if (terrain) return TERRAIN_RANGES[terrain.kind];
  if (expression !== undefined || !source || 'constant' in source) return [0, 1];
  return rangeOf(source.coverage, source.band, range);
}

/** Compiled once for each channel of the configuration; it is used by one caller at a time, since it never waits. */
const compiled = new WeakMap<BrowseChannelConfig, CompiledExpression>();

function expressionOf(channel: BrowseChannelConfig): CompiledExpression | undefined {
  if (channel.expression === undefined) return undefined;
  const found = compiled.get(channel) ?? compileExpression(channel.expression);
  compiled.set(channel, found);
  return found;
}
