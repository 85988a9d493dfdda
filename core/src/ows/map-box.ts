import { z } from 'zod';
import { parseCrs } from '../crs/crs.ts';
import { invalidInput } from '../errors.ts';
import type { Box } from '../geometry/box.ts';
import type { Kvp } from './kvp.ts';
import { isWms11 } from './ows-exception.ts';

/** The four numbers of BBOX, in the order in which they are given. */
export type Corners = readonly [number, number, number, number];

/** BBOX of WMS (OGC 06-042 §7.3.3.6), its order of axes not yet told. */
export const cornersParam = z.string().transform((text, context) => {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (values.length === 4 && values.every(Number.isFinite)) return values as [number, number, number, number];
  context.addIssue('expected four finite numbers separated by commas: the lower and the upper corner');
  return z.NEVER;
});

/** The box of a map: WMS 1.3.0 gives coordinates in the CRS's own axis order; before, always x then y (OGC 06-042 §6.7.4). */
export function mapBox([a, b, c, d]: Corners, kvp: Kvp): Box {
  const isOld = isWms11(kvp);
  const { crs, axisOrder } = parseCrs(crsOf(kvp, isOld ? 'srs' : 'crs'));
  const [minX, minY, maxX, maxY] = !isOld && axisOrder === 'yx' ? [b, a, d, c] : [a, b, c, d];
  if (minX < maxX && minY < maxY) return { crs: crs.code, minX, minY, maxX, maxY };
  throw invalidInput(
    `parameter 'bbox': the lower corner must be less than the upper corner, given '${[a, b, c, d].join(',')}'`,
    { code: 'InvalidParameterValue', detail: { locator: 'bbox' } },
  );
}

/** Clients mix up the versions' names of the parameter. */
function crsOf(kvp: Kvp, name: 'crs' | 'srs'): string {
  const identifier = kvp.get(name) ?? kvp.get(name === 'crs' ? 'srs' : 'crs');
  if (identifier !== undefined) return identifier;
  throw invalidInput(
    `parameter '${name}' is missing: expected a coordinate reference system such as EPSG:3857`,
    {
      code: 'MissingParameterValue',
      detail: { locator: name },
    },
  );
}
