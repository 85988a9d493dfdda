import type { EoAttributes } from '../catalogue/product.ts';
import { optionalInstant } from './metadata-time.ts';

type AttributeOf<T> = {
  [K in keyof EoAttributes]-?: NonNullable<EoAttributes[K]> extends T ? K : never;
}[keyof EoAttributes];

/** Paths into a document of some kind, as `textAt`, `jsonTextAt` or a format take them; of several the first with a text counts. */
type Paths = string | readonly string[];

/** Where a format keeps each attribute. */
export interface AttributePaths {
  readonly texts: { readonly [K in AttributeOf<string>]?: Paths };
  readonly numbers: { readonly [K in AttributeOf<number>]?: Paths };
  readonly dates: { readonly [K in AttributeOf<Date>]?: Paths };
}

const PERCENTAGES = new Set(['cloudCover', 'snowCover']);

/**
 * The attributes that `textOf` finds at the paths. None of them is needed, so that a value that cannot be one (`NOT_AVAILABLE`
 * for a number, -1 for a percentage) counts as missing.
 */
export function readAttributes(
  textOf: (path: string) => string | undefined,
  paths: AttributePaths,
): EoAttributes {
  const at = (path: Paths) =>
    [path].flat().reduce<string | undefined>((text, p) => text ?? textOf(p), undefined);
  return definedOnly({
    ...mapValues(paths.texts, at),
    ...mapValues(paths.numbers, (path, name) => optionalNumber(at(path), PERCENTAGES.has(name))),
    ...mapValues(paths.dates, (path) => optionalInstant(at(path))),
  });
}

function mapValues<T>(paths: Readonly<Record<string, Paths>>, map: (path: Paths, name: string) => T) {
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, map(path, name)]));
}

function optionalNumber(text: string | undefined, isPercentage: boolean): number | undefined {
  const number = text === undefined ? NaN : Number(text);
  if (!Number.isFinite(number)) return undefined;
  return isPercentage && (number < 0 || number > 100) ? undefined : number;
}

/** The record without entries that are undefined. */
export function definedOnly(attributes: {
  readonly [K in keyof EoAttributes]: EoAttributes[K] | undefined;
}): EoAttributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
