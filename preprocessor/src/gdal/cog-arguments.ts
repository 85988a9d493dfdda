import type { CogConfig } from '@pvs/core/config/cog';

/** What writing depends on besides the configuration. */
export interface CogSource {
  readonly bandCount: number;
  /** Mixing the numbers of a palette's colours gives other colours. */
  readonly isPalette: boolean;
  /** Number of the band that is no data but the mask of the others. */
  readonly maskBand?: number;
  /** The tile matrix set's name in GDAL, where the grid is aligned to one it knows. */
  readonly tilingScheme?: { readonly name: string; readonly zoom: number };
}

/** GDAL's own numbers are other ones: 75 shows in maps. */
const DEFAULT_QUALITY = 85;
const LOSSLESS_WEBP = 100;

/**
 * The arguments of `gdal_translate` that write a COG (gdal.org/drivers/raster/cog.html).
 * @example `-of COG -co COMPRESS=DEFLATE -co PREDICTOR=YES -co BLOCKSIZE=512 …`
 */
export function cogArguments(cog: CogConfig, source: CogSource): string[] {
  const options = {
    ...compressionOptions(cog),
    BLOCKSIZE: cog.blockSizePx,
    BIGTIFF: 'IF_SAFER',
    NUM_THREADS: 'ALL_CPUS',
    // Those of the source may be of any quality, or missing above some level.
    OVERVIEWS: 'IGNORE_EXISTING',
    OVERVIEW_RESAMPLING: source.isPalette ? 'NEAREST' : cog.overviewResampling.toUpperCase(),
    ...(source.tilingScheme && {
      TILING_SCHEME: source.tilingScheme.name,
      ZOOM_LEVEL: source.tilingScheme.zoom,
      ADD_ALPHA: 'NO',
    }),
  };
  return [
    '-of',
    'COG',
    ...Object.entries(options).flatMap(([name, value]) => ['-co', `${name}=${value}`]),
    ...(cog.statistics ? ['-stats'] : []),
    ...(source.maskBand === undefined ? [] : maskArguments(source.bandCount, source.maskBand)),
  ];
}

const DEFAULT_ZSTD_LEVEL = 9;
const FASTEST = 1;

/**
 * GDAL's `ZSTD_LEVEL_OVERVIEW`, which counts for the temporary file that the COG driver makes overviews in, where
 * its default of 9 is a tenth of all time, and for the overviews themselves where they are ZSTD.
 */
export const overviewLevel = ({ compression, level }: CogConfig): number =>
  compression === 'ZSTD' ? (level ?? DEFAULT_ZSTD_LEVEL) : FASTEST;

function compressionOptions(cog: CogConfig): Record<string, string | number> {
  const { compression } = cog;
  const level = cog.level === undefined ? {} : { LEVEL: cog.level };
  const quality = cog.quality ?? DEFAULT_QUALITY;
  switch (compression) {
    case 'DEFLATE':
    case 'ZSTD':
    case 'LZW':
      return { COMPRESS: compression, ...level, PREDICTOR: cog.predictor === false ? 'NO' : 'YES' };
    case 'LERC':
      return { COMPRESS: compression, MAX_Z_ERROR: cog.maxError ?? 0 };
    case 'JPEG':
      return { COMPRESS: compression, QUALITY: quality, OVERVIEW_QUALITY: quality };
    case 'WEBP': {
      const webp = cog.lossless ? LOSSLESS_WEBP : Math.min(quality, LOSSLESS_WEBP - 1);
      return { COMPRESS: compression, QUALITY: webp, OVERVIEW_QUALITY: webp };
    }
    case 'NONE':
      return { COMPRESS: compression };
  }
}

/** True where values change on the way, so that nodata would no longer be the value that means it. */
export const isLossy = ({ compression, lossless, maxError = 0 }: CogConfig): boolean =>
  compression === 'JPEG' ||
  (compression === 'WEBP' && lossless !== true) ||
  (compression === 'LERC' && maxError > 0);

function maskArguments(bandCount: number, maskBand: number): string[] {
  const bands = Array.from({ length: bandCount }, (_, i) => i + 1).filter((number) => number !== maskBand);
  return [...bands.flatMap((number) => ['-b', String(number)]), '-mask', String(maskBand)];
}
