import { endianness } from 'node:os';
import { Readable } from 'node:stream';
import type { Band, DataType } from '@pvs/core/catalogue/product';
import { invalidInput, limitExceeded } from '@pvs/core/errors';
import { formatInstant } from '@pvs/core/time/time-grammar';
import { gridMappingAttributes } from '../netcdf/grid-mapping-attributes.ts';
import {
  MAX_VARIABLE_BYTES,
  NETCDF_TYPES,
  type NetcdfAttributes,
  type NetcdfFile,
  netcdfHeader,
  type NetcdfType,
  type NetcdfVariable,
  paddedSize,
  valueBytes,
} from '../netcdf/netcdf-header.ts';
import type { CoverageAnswer, CoverageFormat } from './coverage-format.ts';
import { inTurns } from './in-turns.ts';
import { ncNameOf } from './nc-name.ts';
import type { Samples } from '../raster/cog.ts';
import { bytesOf, coverageReader } from './read-coverage.ts';

/** What is read and answered at once. */
const PIECE_BYTES = 4 * 1024 ** 2;

/** A variable for each band, with its place by the CF conventions: netCDF's classic model, streamed. */
export const netcdfCoverage: CoverageFormat = {
  name: 'NetCDF',
  mediaType: 'application/netcdf',
  aliases: ['application/x-netcdf', 'application/x-netcdf4', 'image/netcdf'],
  extension: 'nc',
  async write(answer) {
    const file = describe(answer);
    checkSize(file);
    const head = netcdfHeader(file);
    const values = valuesOf(answer);
    const sizeBytes = file.variables.reduce(
      (sum, one) => sum + paddedSize(valueBytes(one, file)),
      head.length,
    );
    // What is wrong with a raster is still answered as an error.
    const first = await values.next();
    async function* all() {
      yield head;
      if (!first.done) yield first.value;
      yield* values;
    }
    return { body: Readable.from(all(), { objectMode: false }), sizeBytes };
  },
};

const number = (value: number | undefined, type: NetcdfType = 'double') =>
  value === undefined ? undefined : { type, value };

/** The classic model has no unsigned types: readers go by `_Unsigned`, of 32 bits none does. */
const TYPES: Readonly<Record<DataType, { readonly type: NetcdfType; readonly unsigned?: 'true' | 'false' }>> =
  {
    uint8: { type: 'byte', unsigned: 'true' },
    int8: { type: 'byte', unsigned: 'false' },
    uint16: { type: 'short', unsigned: 'true' },
    int16: { type: 'short' },
    uint32: { type: 'double' },
    int32: { type: 'int' },
    float32: { type: 'float' },
    float64: { type: 'double' },
  };

function describe({ found, plan }: CoverageAnswer): NetcdfFile {
  const { grid, fields, dataType } = plan;
  const { x, y } = axesOf(grid.proj4);
  const { type, unsigned } = TYPES[dataType];
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

/** @throws LimitExceeded where the format has no room for a band */
function checkSize(file: NetcdfFile): void {
  const bytes = Math.max(...file.variables.map((one) => valueBytes(one, file)));
  if (bytes <= MAX_VARIABLE_BYTES) return;
  throw limitExceeded(
    `a band of ${bytes} bytes is asked for: allowed in netCDF are up to ${MAX_VARIABLE_BYTES}; ask for a part, or image/tiff`,
    { detail: { locator: 'format' } },
  );
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

/** Of the variables in their order, each padded. */
async function* valuesOf(answer: CoverageAnswer): AsyncGenerator<Buffer> {
  const { plan, found, cog, context } = answer;
  const { widthPx, heightPx, transform } = plan.grid;
  const [x, a, , y, , e] = transform;
  yield Buffer.concat([
    Buffer.alloc(4),
    doubles(heightPx, (row) => y + (row + 0.5) * e),
    doubles(widthPx, (column) => x + (column + 0.5) * a),
  ]);
  const rowBytes = widthPx * NETCDF_TYPES[TYPES[plan.dataType].type].sizeBytes;
  const rows = Math.max(1, Math.floor(PIECE_BYTES / rowBytes));
  const inTurn = inTurns(context);
  for (const [i, band] of plan.bands.entries()) {
    const one = { ...plan, bands: [band], fields: [plan.fields[i]!] };
    const { read } = coverageReader(found, cog, one, context);
    for (let y0 = 0; y0 < heightPx; y0 += rows) {
      const rect = { x0: 0, y0, x1: widthPx, y1: Math.min(heightPx, y0 + rows) };
      yield await inTurn([rect], async () => bigEndian((await read([rect]))[0]!.samples));
    }
    yield Buffer.alloc(paddedSize(rowBytes * heightPx) - rowBytes * heightPx);
  }
}

const doubles = (count: number, value: (i: number) => number) =>
  bigEndian(Float64Array.from({ length: count }, (_, i) => value(i)));

/** In place; what has no type of its own as doubles. */
function bigEndian(samples: Samples): Buffer {
  const bytes = bytesOf(samples instanceof Uint32Array ? Float64Array.from(samples) : samples);
  const size = bytes.length / samples.length;
  if (endianness() === 'BE' || size === 1) return bytes;
  if (size === 2) return bytes.swap16();
  return size === 4 ? bytes.swap32() : bytes.swap64();
}
