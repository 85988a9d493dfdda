import { expect, it } from 'vitest';
import type { RasterInfo } from '../gdal/gdal-job.ts';
import { checkRaster } from './check-raster.ts';

const raster = (given: Partial<RasterInfo> & { types?: readonly string[] }): RasterInfo => ({
  widthPx: 100,
  heightPx: 100,
  bandCount: given.types?.length ?? 1,
  bands: (given.types ?? ['Byte']).map((dataType) => ({ dataType, color: 'gray' as const, description: '' })),
  blockBytes: 100,
  gcpCount: 0,
  hasRpc: false,
  hasGeolocation: false,
  hasMask: false,
  ...given,
});

it.each<[string, RasterInfo, string, RegExp]>([
  ['complex numbers', raster({ types: ['CFloat32'] }), 'UnsupportedRaster', /complex numbers \(CFloat32\)/],
  ['negative bytes', raster({ types: ['SignedByte'] }), 'UnsupportedRaster', /signed .* convert it to Int16/],
  ['bands of several types', raster({ types: ['Byte', 'UInt16'] }), 'UnsupportedRaster', /Byte, UInt16/],
  ['thousands of bands', raster({ bandCount: 65535 }), 'UnsupportedRaster', /65535 bands, allowed are 64/],
  [
    'more pixels than a package may unpack to',
    raster({ widthPx: 1e6, heightPx: 1e6 }),
    'RasterTooLarge',
    /take 1000000000000 bytes/,
  ],
  ['huge blocks', raster({ blockBytes: 1e10 }), 'RasterTooLarge', /blocks/],
])('%s are refused', (_, info, code, why) => {
  expect(() => checkRaster('a.tif', info, 1e9)).toThrow(why);
  expect(() => checkRaster('a.tif', info, 1e9)).toThrow(expect.objectContaining({ code }));
});

it('an ordinary raster is taken', () => {
  expect(() => checkRaster('a.tif', raster({ types: ['UInt16', 'UInt16'] }), 1e9)).not.toThrow();
});
