import type { Band } from '@pvs/core/catalogue/product';
import { invalidInput, notFound } from '@pvs/core/errors';

const detail = { locator: 'rangesubset' };

/**
 * Positions of the bands that `rangesubset` names, in its order: names, or numbers from 1, and intervals of them
 * (OGC 12-040 §7.3).
 * @example `red`, `nir,red,green`, `B02:B04,B08`
 * @throws NotFound `NoSuchField`; InvalidInput `IllegalFieldSequence`
 */
export function parseRangeSubset(text: string, bands: readonly Band[]): number[] {
  return text.split(',').flatMap((part) => {
    const ends = part.split(':');
    if (ends.length > 2)
      throw invalidInput(`cannot read '${part.slice(0, 100)}': expected a band or first:last`, {
        code: 'InvalidParameterValue',
        detail,
      });
    const first = positionOf(ends[0]!, bands);
    const last = ends[1] === undefined ? first : positionOf(ends[1], bands);
    if (last < first)
      throw invalidInput(`'${part.slice(0, 100)}' ends before it begins: bands are ${namesOf(bands)}`, {
        code: 'IllegalFieldSequence',
        detail,
      });
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

function positionOf(text: string, bands: readonly Band[]): number {
  const name = text.trim();
  const found = bands.findIndex((band) => band.name === name);
  if (found >= 0) return found;
  const number = /^[1-9]\d{0,4}$/.test(name) ? Number(name) : NaN;
  if (number <= bands.length) return number - 1;
  throw notFound(`there is no band '${name.slice(0, 100)}': allowed are ${namesOf(bands)}`, {
    code: 'NoSuchField',
    detail,
  });
}

const namesOf = (bands: readonly Band[]) => bands.map(({ name }) => name).join(', ');
