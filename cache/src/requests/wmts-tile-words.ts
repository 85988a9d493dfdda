import { invalidInput } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { TileWords } from '../tiles/tile-request.ts';

/** What GetTile and GetFeatureInfo say alike: which tile (OGC 07-057r7 table 29). */
export const tileWordsOf = (kvp: Kvp, defaultFormat: string): TileWords => ({
  layer: required(kvp, 'layer'),
  style: kvp.get('style') ?? '',
  tileMatrixSet: required(kvp, 'tilematrixset'),
  tileMatrix: required(kvp, 'tilematrix'),
  column: required(kvp, 'tilecol'),
  row: required(kvp, 'tilerow'),
  format: kvp.get('format') ?? defaultFormat,
  time: kvp.get('time') ?? '',
});

/** @throws InvalidInput `MissingParameterValue` */
export function required(kvp: Kvp, locator: string): string {
  const value = kvp.get(locator);
  if (value !== undefined) return value;
  throw invalidInput(`parameter '${locator}' is missing`, {
    code: 'MissingParameterValue',
    detail: { locator },
  });
}
