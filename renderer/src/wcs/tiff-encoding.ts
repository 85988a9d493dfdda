import type { Coverage } from '@pvs/core/catalogue/product';
import { invalidInput, type PvsError } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { CoverageFormat } from './coverage-format.ts';
import { type TiffCompression, tiffCompressions, uncompressed } from './tiff-compression.ts';

/** How a GeoTIFF is written (OGC 12-100 §8). */
export interface TiffEncoding {
  readonly compression: TiffCompression;
  /** TIFF's number: 1 none, 2 horizontal, 3 floating point. */
  readonly predictor: 1 | 2 | 3;
  /** True where each band has its own blocks. */
  readonly isPlanar: boolean;
  readonly jpegQuality: number;
  /** Strips where false; as suits the answer where absent. */
  readonly isTiled?: boolean;
  readonly tileWidthPx: number;
  readonly tileHeightPx: number;
}

/** Blocks have about a quarter of a megapixel. */
const TILE_PX = 512;
const MAX_TILE_PX = 4096;
const PREDICTORS = { none: 1, horizontal: 2, floatingpoint: 3 } as const;
const PARAMETERS = [
  'geotiff:compression',
  'geotiff:jpeg_quality',
  'geotiff:predictor',
  'geotiff:interleave',
  'geotiff:tiling',
  'geotiff:tilewidth',
  'geotiff:tileheight',
] as const;
type Parameter = (typeof PARAMETERS)[number];

/**
 * Reads `geotiff:compression` and the others, for a format that has them.
 * @throws as {@link parseTiffEncoding}
 */
export function readEncoding(
  kvp: Kvp,
  { mediaType, compression }: Pick<CoverageFormat, 'mediaType' | 'compression'>,
) {
  const given = PARAMETERS.find((name) => kvp.has(name));
  if (!compression && given)
    throw wrong('InvalidParameterValue', given, `is for image/tiff, the format is ${mediaType}`);
  return parseTiffEncoding(kvp, compression);
}

/**
 * Reads `geotiff:compression` and the others.
 * @param fallback compression unless told
 * @throws InvalidInput `CompressionInvalid`, `JpegQualityInvalid`, `PredictorInvalid`, `PredictorNotSupported`,
 * `InterleavingInvalid`, `TilingInvalid`
 */
function parseTiffEncoding(kvp: Kvp, fallback = uncompressed): TiffEncoding {
  const compression = readCompression(kvp, fallback);
  const predictor = PREDICTORS[readWord(kvp, 'geotiff:predictor', PREDICTORS, 'PredictorInvalid') ?? 'none'];
  if (predictor !== 1 && !compression.predicts) {
    const names = tiffCompressions.filter(({ predicts }) => predicts).map(({ name }) => name);
    const message = `samples are not predicted with compression ${compression.name}: allowed with ${names.join(', ')}`;
    throw wrong('PredictorNotSupported', 'geotiff:predictor', message);
  }
  const interleave = readWord(kvp, 'geotiff:interleave', { pixel: 0, band: 0 }, 'InterleavingInvalid');
  const tiling = readWord(kvp, 'geotiff:tiling', { true: 0, false: 0 }, 'TilingInvalid');
  const hasSize = kvp.has('geotiff:tilewidth') || kvp.has('geotiff:tileheight');
  if (tiling === 'false' && hasSize)
    throw wrong('TilingInvalid', 'geotiff:tiling', 'strips have no size of tiles: expected true with one');
  return {
    ...{ compression, predictor, isPlanar: interleave === 'band' },
    jpegQuality: readWhole(kvp, 'geotiff:jpeg_quality', 1, 100, 1, 'JpegQualityInvalid') ?? 85,
    ...(tiling === undefined && !hasSize ? {} : { isTiled: tiling !== 'false' }),
    tileWidthPx: readWhole(kvp, 'geotiff:tilewidth', 16, MAX_TILE_PX, 16, 'TilingInvalid') ?? TILE_PX,
    tileHeightPx: readWhole(kvp, 'geotiff:tileheight', 16, MAX_TILE_PX, 16, 'TilingInvalid') ?? TILE_PX,
  };
}

/** @throws InvalidInput `CompressionNotSupported`, `PredictorNotSupported` for samples that cannot be written so */
export function checkTiffEncoding(
  { compression, predictor }: TiffEncoding,
  { dataType, bands }: { readonly dataType: Coverage['dataType']; readonly bands: readonly number[] },
): void {
  if (compression.isPicture && (dataType !== 'uint8' || ![1, 3].includes(bands.length))) {
    const message = `${bands.length} bands of ${dataType} cannot be written with ${compression.name}: allowed are 1 or 3 of uint8; choose some by rangeSubset`;
    throw wrong('CompressionNotSupported', 'geotiff:compression', message);
  }
  if (predictor === 3 && !dataType.startsWith('float')) {
    const message = `FloatingPoint is for floats, the samples are ${dataType}: allowed are None, Horizontal`;
    throw wrong('PredictorNotSupported', 'geotiff:predictor', message);
  }
}

function readCompression(kvp: Kvp, fallback: TiffCompression): TiffCompression {
  const text = kvp.get('geotiff:compression');
  const word = text?.trim().toLowerCase();
  const found = tiffCompressions.find(({ name }) => name.toLowerCase() === word);
  if (found ?? text === undefined) return found ?? fallback;
  const allowed = tiffCompressions.map(({ name }) => name).join(', ');
  const isStandard = word === 'huffman';
  throw wrong(
    isStandard ? 'CompressionNotSupported' : 'CompressionInvalid',
    'geotiff:compression',
    `${isStandard ? 'is for samples of one bit' : 'there is none'} '${text!.slice(0, 100)}': allowed are ${allowed}`,
  );
}

function readWord<Word extends string>(
  kvp: Kvp,
  name: Parameter,
  words: Readonly<Record<Word, unknown>>,
  code: string,
): Word | undefined {
  const text = kvp.get(name);
  if (text === undefined) return undefined;
  const known = Object.keys(words) as Word[];
  const found = known.find((word) => word === text.trim().toLowerCase());
  if (found) return found;
  throw wrong(code, name, `'${text.slice(0, 100)}' is none: allowed are ${known.join(', ')}`);
}

function readWhole(kvp: Kvp, name: Parameter, min: number, max: number, step: number, code: string) {
  const text = kvp.get(name);
  if (text === undefined) return undefined;
  const value = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max && value % step === 0) return value;
  const what = step === 1 ? 'a whole number' : `a multiple of ${step}`;
  throw wrong(code, name, `expected ${what} from ${min} to ${max}, given '${text.slice(0, 100)}'`);
}

const wrong = (code: string, locator: Parameter, message: string): PvsError =>
  invalidInput(`parameter '${locator}': ${message}`, { code, detail: { locator } });
