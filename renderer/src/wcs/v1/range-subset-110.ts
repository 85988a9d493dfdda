import { invalidInput, notFound } from '@pvs/core/errors';
import { BAND_AXIS } from './describe-100.ts';
import { FIELD } from './describe-110.ts';

const detail = { locator: 'rangesubset' };

/**
 * Reads `RangeSubset` of WCS 1.1 (OGC 07-067r5 §10.2.1.3): the one field, its interpolation, keys of its bands.
 * @example `contents`, `contents:nearest-neighbor`, `contents:linear[Band[1,3]]`
 */
export function readRangeSubset110(text: string | undefined): {
  readonly bands: string | undefined;
  readonly interpolation: string | undefined;
} {
  if (text === undefined) return { bands: undefined, interpolation: undefined };
  const match = /^\s*([^:;[\]]*?)\s*(?::([^[\];]*))?(?:\[\s*([^[\]]+?)\s*\[([^[\]]*)\]\s*\])?\s*$/.exec(text);
  const [, field, interpolation, axis, keys] = match ?? [];
  if (!match || keys === '')
    throw invalidInput(
      `cannot read '${text.slice(0, 100)}': expected ${FIELD}, or as in ${FIELD}:linear[${BAND_AXIS}[1,2]]`,
      { code: 'InvalidParameterValue', detail },
    );
  if (field!.toLowerCase() !== FIELD)
    throw notFound(`there is no field '${field!.slice(0, 100)}': allowed is ${FIELD}`, {
      code: 'NoSuchField',
      detail,
    });
  if (axis !== undefined && axis.toLowerCase() !== BAND_AXIS.toLowerCase())
    throw notFound(`there is no axis '${axis.slice(0, 100)}': allowed is ${BAND_AXIS}`, {
      code: 'NoSuchField',
      detail,
    });
  return { bands: keys, interpolation: interpolation?.trim() || undefined };
}
