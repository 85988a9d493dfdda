import { invalidInput, limitExceeded } from '@pvs/core/errors';
import type { RasterInfo } from '../gdal/gdal-job.ts';
import { SIGNED_BYTES } from '../gdal/signed-bytes.ts';

/** Memory for one block: GDAL holds several at once. */
const MAX_BLOCK_BYTES = 512 * 1024 ** 2;
const MAX_BANDS = 64;

const BYTES: Readonly<Record<string, number>> = {
  Byte: 1,
  Int8: 1,
  UInt16: 2,
  Int16: 2,
  UInt32: 4,
  Int32: 4,
  Float32: 4,
  Float64: 8,
};

/**
 * Refuses what cannot become a COG that is drawn, before a pixel is read.
 * @throws InvalidInput `UnsupportedRaster`; LimitExceeded `RasterTooLarge`
 */
export function checkRaster(file: string, info: RasterInfo, maxBytes: number): void {
  const refuse = (why: string) =>
    invalidInput(`${file} cannot be used: ${why}`, { code: 'UnsupportedRaster', detail: { file } });
  if (info.bandCount < 1) throw refuse('it has no band');
  if (info.bandCount > MAX_BANDS) throw refuse(`it has ${info.bandCount} bands, allowed are ${MAX_BANDS}`);
  const types = [...new Set(info.bands.map(({ dataType }) => dataType))];
  const unknown = types.find((type) => BYTES[type] === undefined);
  if (unknown?.startsWith('C')) {
    throw refuse(`its pixels are complex numbers (${unknown}): detect them to amplitude or intensity first`);
  }
  if (unknown === SIGNED_BYTES) {
    throw refuse(
      'its bytes are signed and some are negative, which this GDAL cannot tell: convert it to Int16',
    );
  }
  if (unknown !== undefined) {
    throw refuse(`its data type is ${unknown}, allowed are ${Object.keys(BYTES).join(', ')}`);
  }
  if (types.length > 1) throw refuse(`its bands have different data types (${types.join(', ')})`);
  checkSize(file, info, BYTES[types[0] ?? ''] ?? 8, maxBytes);
}

function checkSize(file: string, info: RasterInfo, bytesPerPixel: number, maxBytes: number): void {
  const refuse = (what: string, given: number, allowed: number) =>
    limitExceeded(`${file} cannot be used: ${what} take ${given} bytes, allowed are ${allowed}`, {
      code: 'RasterTooLarge',
      detail: { file, widthPx: info.widthPx, heightPx: info.heightPx, bands: info.bandCount, given, allowed },
    });
  const total = info.widthPx * info.heightPx * info.bandCount * bytesPerPixel;
  if (total > maxBytes) throw refuse(`its ${info.widthPx} × ${info.heightPx} pixels`, total, maxBytes);
  if (info.blockBytes > MAX_BLOCK_BYTES)
    throw refuse('single blocks of it', info.blockBytes, MAX_BLOCK_BYTES);
}
