import type { DataType } from '@pvs/core/catalogue/product';
import type { ImageFileDirectory } from 'geotiff';
import type { BlockIndex, CogImage } from './cog.ts';
import { loadBlockIndex } from './load-block-index.ts';
import { rasterCorrupt, rasterUnsupported } from './raster-error.ts';

/** Above this a single block would stall the process; strips of whole scenes stay below. */
const MAX_BLOCK_BYTES = 512 * 1024 * 1024;
const MAX_BLOCKS = 16_000_000;
/** TIFF PhotometricInterpretation of printing inks. */
const SEPARATED = 5;

/** Describes one directory of a TIFF. Fails with `RasterCorrupt` or `RasterUnsupported`, saying which tag is at fault. */
export function readImage(
  key: string,
  ifd: ImageFileDirectory,
  directory: number,
  littleEndian: boolean,
): CogImage {
  const layout = readLayout(key, ifd);
  const sampleFormat = Number(ifd.getValue('SampleFormat')?.[0] ?? 1);
  const dataType = dataTypeOf(sampleFormat, layout.bitsPerSample);
  if (dataType === undefined) {
    throw rasterUnsupported(
      key,
      `samples of ${layout.bitsPerSample} bits in TIFF sample format ${sampleFormat}; allowed are integers of 1, 2, 4, 8, 16 and 32 bits and floats of 32 and 64`,
    );
  }
  const photometric = Number(ifd.getValue('PhotometricInterpretation') ?? 1);
  if (photometric === SEPARATED)
    throw rasterUnsupported(key, 'its colours are inks (CMYK); convert it to RGB, e.g. with gdal_translate');
  const lercParameters = ifd.getValue('LercParameters') as ArrayLike<number> | undefined;
  const jpegTables = ifd.getValue('JPEGTables') as Uint8Array | undefined;
  let index: Promise<BlockIndex> | undefined;
  return {
    directory,
    ...layout,
    dataType,
    codec: {
      compression: Number(ifd.getValue('Compression') ?? 1),
      // The package calls this tag lazy, but a single SHORT is always in the directory itself.
      predictor: Number(ifd.getValue('Predictor' as never) ?? 1),
      photometric,
      littleEndian,
      ...(lercParameters === undefined ? {} : { lercCompression: Number(lercParameters[1] ?? 0) }),
      ...(jpegTables === undefined ? {} : { jpegTables: Uint8Array.from(jpegTables) }),
    },
    loadBlockIndex: () => {
      index ??= loadBlockIndex(key, ifd, layout, littleEndian).catch((error: unknown) => {
        index = undefined;
        throw error;
      });
      return index;
    },
  };
}

type Layout = Omit<CogImage, 'directory' | 'dataType' | 'codec' | 'loadBlockIndex'>;

function readLayout(key: string, ifd: ImageFileDirectory): Layout {
  const tiled = ifd.hasTag('TileWidth');
  const widthPx = Number(ifd.getValue('ImageWidth') ?? 0);
  const heightPx = Number(ifd.getValue('ImageLength') ?? 0);
  const blockWidthPx = tiled ? Number(ifd.getValue('TileWidth')) : widthPx;
  const rowsPerStrip = Number(ifd.getValue('RowsPerStrip') ?? heightPx);
  const blockHeightPx = tiled ? Number(ifd.getValue('TileLength') ?? 0) : Math.min(rowsPerStrip, heightPx);
  const samplesPerPixel = Number(ifd.getValue('SamplesPerPixel') ?? 1);
  const bits = [...(ifd.getValue('BitsPerSample') ?? [1])].map(Number);
  const bitsPerSample = bits[0] ?? 1;
  if (bits.some((b) => b !== bitsPerSample))
    throw rasterUnsupported(key, `samples of different sizes (${bits.join(', ')} bits)`);
  const planar = ifd.getValue('PlanarConfiguration') === 2;
  const [columns, rows] = [Math.ceil(widthPx / blockWidthPx), Math.ceil(heightPx / blockHeightPx)];
  const blockBytes = blockWidthPx * blockHeightPx * (planar ? 1 : samplesPerPixel) * (bitsPerSample / 8);
  const sane = [widthPx, heightPx, blockWidthPx, blockHeightPx, samplesPerPixel, bitsPerSample].every(
    (n) => Number.isInteger(n) && n > 0,
  );
  if (!sane || !(columns * rows * (planar ? samplesPerPixel : 1) <= MAX_BLOCKS)) {
    throw rasterCorrupt(
      key,
      `${widthPx} × ${heightPx} pixels in blocks of ${blockWidthPx} × ${blockHeightPx} make no image`,
    );
  }
  if (blockBytes > MAX_BLOCK_BYTES) {
    throw rasterUnsupported(
      key,
      `a block of ${blockWidthPx} × ${blockHeightPx} pixels takes ${blockBytes} bytes; at most ${MAX_BLOCK_BYTES} are allowed`,
    );
  }
  return {
    widthPx,
    heightPx,
    blockWidthPx,
    blockHeightPx,
    columns,
    rows,
    tiled,
    samplesPerPixel,
    bitsPerSample,
    planar,
  };
}

function dataTypeOf(sampleFormat: number, bits: number): DataType | undefined {
  if (sampleFormat === 3) return bits === 32 ? 'float32' : bits === 64 ? 'float64' : undefined;
  if (sampleFormat === 2)
    return bits === 8 ? 'int8' : bits === 16 ? 'int16' : bits === 32 ? 'int32' : undefined;
  if (sampleFormat !== 1 && sampleFormat !== 4) return undefined;
  if (bits === 1 || bits === 2 || bits === 4 || bits === 8) return 'uint8';
  return bits === 16 ? 'uint16' : bits === 32 ? 'uint32' : undefined;
}
