import type { Preprocessing } from '@pvs/core/config/preprocessing';
import { invalidInput } from '@pvs/core/errors';
import { parseExpression } from '@pvs/core/expressions/parse-expression';
import { bandsIn } from '@pvs/core/expressions/syntax-tree';
import type { PlannedRaster } from '../pixels/pixel-plan.ts';
import { bandIndex } from './band-index.ts';

export type CalculateConfig = NonNullable<Preprocessing['calculate']>;

/** GDAL's names of data types. */
const TYPES: Readonly<Record<CalculateConfig['dataType'], string>> = {
  uint8: 'Byte',
  uint16: 'UInt16',
  int16: 'Int16',
  uint32: 'UInt32',
  int32: 'Int32',
  float32: 'Float32',
  float64: 'Float64',
};

/**
 * Bands worked out of those of a raster.
 * @throws InvalidInput `BandMissing` naming the bands there are
 */
export function calculateBands(raster: PlannedRaster, config: CalculateConfig): PlannedRaster {
  const names = raster.bands.map(({ name }) => name);
  const expressions = Object.values(config.bands);
  const missing = expressions
    .flatMap((text) => bandsIn(parseExpression(text)))
    .find((name) => bandIndex(names, name) === undefined);
  if (missing !== undefined) {
    throw invalidInput(
      `${raster.file} has no band '${missing}' to calculate with: its bands are ${names.join(', ')}`,
      {
        code: 'BandMissing',
        detail: { file: raster.file, band: missing, bands: names },
      },
    );
  }
  const isFloat = config.dataType.startsWith('float');
  const { nodata, ...rest } = raster;
  const added = Object.keys(config.bands).map((name, i) => ({
    name,
    color: !config.keep && i === 0 ? ('gray' as const) : ('undefined' as const),
  }));
  // Not every pixel has a value, and NaN says so by itself.
  const transparency =
    isFloat && !config.keep ? 'nodata' : raster.transparency === 'none' ? 'mask' : raster.transparency;
  const value = isFloat && !config.keep ? NaN : nodata;
  return {
    ...rest,
    dataType: TYPES[config.dataType],
    bands: config.keep ? [...raster.bands, ...added] : added,
    transparency: transparency === 'alpha' && isFloat ? 'mask' : transparency,
    ...(value !== undefined && transparency === 'nodata' && { nodata: value }),
    node: { op: 'calculate', input: raster.node, names, expressions, keep: config.keep },
  };
}
