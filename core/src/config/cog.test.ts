import { describe, expect, it } from 'vitest';
import { cogSchema } from './cog.ts';

const problems = (given: object) =>
  cogSchema.safeParse(given).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('cogSchema', () => {
  it('writes lossless blocks of 512 pixels in the CRS of the source unless told otherwise', () => {
    expect(cogSchema.parse({})).toEqual({
      crs: 'native',
      resampling: 'bilinear',
      compression: 'DEFLATE',
      blockSizePx: 512,
      overviewResampling: 'average',
      statistics: false,
    });
  });

  it.each([
    { compression: 'DEFLATE', level: 12, predictor: false },
    { compression: 'ZSTD', level: 22 },
    { compression: 'LZW', predictor: true },
    { compression: 'LERC', maxError: 0.01 },
    { compression: 'JPEG', quality: 75 },
    { compression: 'WEBP', lossless: true },
    { compression: 'NONE' },
    { crs: 'EPSG:32633' },
    { alignedTo: 'WebMercatorQuad', blockSizePx: 256 },
  ])('takes %j', (given) => {
    expect(problems(given)).toEqual([]);
  });

  it.each([
    [{ compression: 'JPEG', level: 5 }, 'level: JPEG has no level: it belongs to DEFLATE, ZSTD'],
    [
      { compression: 'LERC', predictor: true },
      'predictor: LERC has no predictor: it belongs to DEFLATE, ZSTD, LZW',
    ],
    [{ quality: 75 }, 'quality: DEFLATE has no quality: it belongs to JPEG, WEBP'],
    [{ compression: 'ZSTD', maxError: 1 }, 'maxError: ZSTD has no maxError: it belongs to LERC'],
    [{ level: 13 }, 'level: DEFLATE has levels 1 to 12, 13 was given'],
    [
      { compression: 'WEBP', lossless: true, quality: 75 },
      'quality: lossless WEBP has no quality: give one of them',
    ],
    [
      { crs: 'EPSG:4326', alignedTo: 'WebMercatorQuad' },
      'crs: WebMercatorQuad has its own CRS: give `crs` or `alignedTo`',
    ],
  ])('refuses %j', (given, problem) => {
    expect(problems(given)).toEqual([problem]);
  });

  it('names the compressions there are', () => {
    expect(problems({ compression: 'LZMA' })[0]).toMatch(/compression: .*DEFLATE.*ZSTD.*LERC.*WEBP/);
  });
});
