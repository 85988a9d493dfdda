import type { BrowseChannelConfig } from '@pvs/core/config/browse-type';
import { invalidInput } from '@pvs/core/errors';
import { compileExpression } from '@pvs/core/expressions/compile-expression';
import { RAMP_NAMES } from '@pvs/core/layers/color-ramp';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { WavelengthRange } from '../layers/band-of-wavelength.ts';
import type { PictureChoice } from '../layers/picture-choice.ts';

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/**
 * The parameters by which a request chooses a picture of its own: `bands` (`dim_bands`), `wavelengths`
 * (`dim_wavelengths`), `expression`, `range` (`dim_range`), `colormap`, `nodata` and `variables`. Undefined where there is none of them.
 * @throws InvalidInput that names the parameter and what it takes
 */
export function readChoice(kvp: Kvp): PictureChoice | undefined {
  const wavelengths = readWavelengths(kvp);
  const { channels, alpha } = readChannels(kvp);
  const ranges = read(kvp, ['range', 'dim_range'], readRanges);
  const colormap = read(kvp, ['colormap'], readRamp);
  const nodata = read(kvp, ['nodata'], readNumber);
  const variables = read(kvp, ['variables'], readVariables);
  if ([channels, wavelengths, ranges, colormap, nodata, variables].every((one) => one === undefined))
    return undefined;
  if (channels?.some(({ expression }) => expression !== undefined) && !ranges) {
    throw refused('expression', kvp, 'a range beside it, as in range=0,1');
  }
  return {
    ...(channels ? { channels } : {}),
    ...(alpha ? { alpha } : {}),
    ...(wavelengths ? { wavelengths } : {}),
    ...(ranges ? { ranges } : {}),
    ...(colormap === undefined ? {} : { colormap }),
    ...(nodata === undefined ? {} : { nodata }),
    ...(variables ? { variables } : {}),
  };
}

/** Of four the last is opacity. */
function readChannels(kvp: Kvp): Pick<PictureChoice, 'channels' | 'alpha'> {
  const expressions = read(kvp, ['expression'], (text) => text.split(';').map(readExpression));
  const bands = read(kvp, ['bands', 'dim_bands'], (text) => text.split(',').map(readBand));
  const [all, name] = expressions ? [expressions, 'expression'] : [bands, 'bands'];
  if (!all) return {};
  if (![1, 3, 4].includes(all.length)) {
    const expected = 'one of them (grey), three (red, green, blue) or four (with opacity)';
    throw refused(kvp.has(name) ? name : 'dim_bands', kvp, expected);
  }
  const [alpha] = all.slice(3);
  return { channels: all.slice(0, 3), ...(alpha ? { alpha } : {}) };
}

function readExpression(text: string): BrowseChannelConfig {
  compileExpression(text);
  return { expression: text };
}

function readBand(text: string): BrowseChannelConfig {
  const name = text.trim();
  if (name === '') throw new Unreadable('names of bands, or their numbers from 1');
  return { band: /^[1-9]\d{0,3}$/.test(name) ? Number(name) : name };
}

/** Below this numbers are micrometres, as STAC has them: no band of a map is at 100 nm or at 100 µm. */
const FIRST_NM = 100;

/** `665`, `0.665` (µm), `620/680`; one or three of them. */
function readWavelengths(kvp: Kvp): WavelengthRange[] | undefined {
  const names = ['wavelengths', 'dim_wavelengths'];
  const ranges = read(kvp, names, (text) => text.split(',').map(readWavelength));
  if (ranges && ranges.length !== 1 && ranges.length !== 3)
    throw refused(
      names.find((name) => kvp.has(name))!,
      kvp,
      'one of them (grey) or three (red, green, blue)',
    );
  return ranges;
}

function readWavelength(text: string): WavelengthRange {
  const ends = text.split('/').map(readNumber);
  const [minNm = 0, maxNm = minNm] = ends.map((value) => (value < FIRST_NM ? value * 1000 : value));
  if (ends.length <= 2 && minNm > 0 && minNm <= maxNm) return { minNm, maxNm };
  throw new Unreadable('nanometres, or micrometres below 100: 665 or 620/680');
}

/** Pairs of numbers: `0 3000`, `0,3000`, `0 3000,0 2000,0 1000`. */
function readRanges(text: string): [number, number][] {
  const numbers = text.split(/[\s,;]+/).map(readNumber);
  if (numbers.length % 2 !== 0 || numbers.length > 8 || numbers.length === 0)
    throw new Unreadable('the values shown as black and white, for all channels or for each of up to four');
  return Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[i * 2]!, numbers[i * 2 + 1]!]);
}

function readRamp(text: string): string {
  const name = text.trim().toLowerCase();
  if (RAMP_NAMES.includes(name)) return name;
  throw new Unreadable(`one of ${RAMP_NAMES.join(', ')}`);
}

function readNumber(text: string): number {
  if (NUMBER.test(text) && Number.isFinite(Number(text))) return Number(text);
  throw new Unreadable('a number');
}

/** `name=value,…` */
function readVariables(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split(',').map((part): [string, number] => {
      const [, name, value] = /^\s*([A-Za-z_]\w*)\s*=(.*)$/.exec(part) ?? [];
      if (name === undefined || value === undefined) throw new Unreadable('name=value,…');
      return [name, readNumber(value)];
    }),
  );
}

/** What a parameter should have been. */
class Unreadable extends Error {}

function read<T>(kvp: Kvp, names: readonly string[], parse: (text: string) => T): T | undefined {
  const name = names.find((one) => kvp.has(one));
  if (name === undefined) return undefined;
  try {
    return parse(kvp.get(name)!);
  } catch (error) {
    if (error instanceof Unreadable) throw refused(name, kvp, error.message);
    throw error;
  }
}

const refused = (locator: string, kvp: Kvp, expected: string) =>
  invalidInput(`parameter '${locator}': expected ${expected}, given '${kvp.get(locator)?.slice(0, 200)}'`, {
    code: 'InvalidParameterValue',
    detail: { locator },
  });
