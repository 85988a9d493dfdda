import type { Band, DataType } from '@pvs/core/catalogue/product';
import { invalidInput } from '@pvs/core/errors';
import { formatInstant } from '@pvs/core/time/format-instant';
import { gridMappingAttributes } from '../netcdf/grid-mapping-attributes.ts';
import type { NetcdfAttributes, NetcdfFile, NetcdfType, NetcdfVariable } from '../netcdf/netcdf-header.ts';
import type { CoverageAnswer } from './coverage-format.ts';
import { ncNameOf } from '@pvs/core/ows/nc-name';

const number = (value: number | undefined, type: NetcdfType = 'double') =>
  value === undefined ? undefined : { type, value };

/** What samples are kept as. The classic model has no unsigned types: readers go by `_Unsigned`, of 32 bits none does. */
export const SAMPLE_TYPES: Readonly<
  Record<DataType, { readonly type: NetcdfType; readonly unsigned?: 'true' | 'false' }>
> = {
  uint8: { type: 'byte', unsigned: 'true' },
  int8: { type: 'byte', unsigned: 'false' },
  uint16: { type: 'short', unsigned: 'true' },
  int16: { type: 'short' },
  uint32: { type: 'double' },
  int32: { type: 'int' },
  float32: { type: 'float' },
  float64: { type: 'double' },
};

/** What the file of an answer has: a variable for each band, on axes by the CF conventions. */
export function netcdfFile({ found, plan }: CoverageAnswer): NetcdfFile {
  const { grid, fields, dataType } = plan;
  const { x, y } = axesOf(grid.proj4);
  const { type, unsigned } = SAMPLE_TYPES[dataType];
  const { beginTime, endTime } = found.product;
  const variable = (field: Band, i: number): NetcdfVariable => ({
    name: bandName(fields, i),
    type,
    dimensions: ['y', 'x'],
    attributes: {
      ...{ long_name: field.name, grid_mapping: 'crs', _FillValue: number(field.nodata, type) },
      _Unsigned: unsigned,
      ...{ scale_factor: number(field.scale), add_offset: number(field.offset) },
    },
  });
  return {
    dimensions: { y: grid.heightPx, x: grid.widthPx },
    attributes: {
      ...{ Conventions: 'CF-1.8', title: found.id },
      ...{ time_coverage_start: formatInstant(beginTime), time_coverage_end: formatInstant(endTime) },
    },
    variables: [
      { name: 'crs', type: 'int', dimensions: [], attributes: crsAttributes(plan.grid) },
      { name: 'y', type: 'double', dimensions: ['y'], attributes: y },
      { name: 'x', type: 'double', dimensions: ['x'], attributes: x },
      ...fields.map(variable),
    ],
  };
}

/** Unlike those of axes, and of one that is there twice. */
function bandName(fields: readonly Band[], i: number): string {
  const plain = ncNameOf(fields[i]!.name);
  const isFirst = fields.findIndex(({ name }) => name === fields[i]!.name) === i;
  return ['x', 'y', 'crs'].includes(plain) || !isFirst ? `${plain}_${i + 1}` : plain;
}

/** @throws InvalidInput where the place cannot be said in netCDF */
function crsAttributes({ transform, crs, proj4 }: CoverageAnswer['plan']['grid']): NetcdfAttributes {
  const mapping = gridMappingAttributes(proj4);
  const [, , b, , d] = transform;
  if (mapping && b === 0 && d === 0) return { ...mapping, epsg_code: crs };
  throw invalidInput(
    `${mapping ? 'a turned grid' : crs} cannot be said in netCDF: choose another outputCrs, or image/tiff`,
    { code: 'InvalidParameterValue', detail: { locator: 'format' } },
  );
}

function axesOf(proj4: string): Readonly<Record<'x' | 'y', NetcdfAttributes>> {
  if (/\+proj=longlat/.test(proj4))
    return {
      x: { standard_name: 'longitude', units: 'degrees_east', axis: 'X' },
      y: { standard_name: 'latitude', units: 'degrees_north', axis: 'Y' },
    };
  return {
    x: { standard_name: 'projection_x_coordinate', units: 'm', axis: 'X' },
    y: { standard_name: 'projection_y_coordinate', units: 'm', axis: 'Y' },
  };
}
