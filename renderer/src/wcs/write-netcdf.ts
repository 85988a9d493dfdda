import { endianness } from 'node:os';
import { Readable } from 'node:stream';
import { limitExceeded } from '@pvs/core/errors';
import {
  MAX_VARIABLE_BYTES,
  NETCDF_TYPES,
  type NetcdfFile,
  netcdfHeader,
  paddedSize,
  valueBytes,
} from '../netcdf/netcdf-header.ts';
import type { Samples } from '../raster/cog.ts';
import type { CoverageAnswer, CoverageFormat } from './coverage-format.ts';
import { inTurns } from './in-turns.ts';
import { netcdfFile, SAMPLE_TYPES } from './netcdf-file.ts';
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
    const file = netcdfFile(answer);
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

/** @throws LimitExceeded where the format has no room for a band */
function checkSize(file: NetcdfFile): void {
  const bytes = Math.max(...file.variables.map((one) => valueBytes(one, file)));
  if (bytes <= MAX_VARIABLE_BYTES) return;
  throw limitExceeded(
    `a band of ${bytes} bytes is asked for: allowed in netCDF are up to ${MAX_VARIABLE_BYTES}; ask for a part, or image/tiff`,
    { detail: { locator: 'format' } },
  );
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
  const rowBytes = widthPx * NETCDF_TYPES[SAMPLE_TYPES[plan.dataType].type].sizeBytes;
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
