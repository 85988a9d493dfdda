import type { CogCompression } from '@pvs/core/config/cog';
import type { ColorInterpretation } from '@pvs/core/catalogue/product';
import { describe, expect, it } from 'vitest';
import { checkCogOptions } from './check-cog-options.ts';

const bands = (dataType: string, ...colors: ColorInterpretation[]) =>
  colors.map((color) => ({ dataType, color }));
const RGB = ['red', 'green', 'blue'] as const;

describe('checkCogOptions', () => {
  it.each<[CogCompression, ReturnType<typeof bands>]>([
    ['JPEG', bands('Byte', 'gray')],
    ['JPEG', bands('Byte', ...RGB)],
    ['JPEG', bands('Byte', ...RGB, 'alpha')],
    ['WEBP', bands('Byte', ...RGB)],
    ['WEBP', bands('Byte', ...RGB, 'alpha')],
    ['LERC', bands('Float32', 'gray')],
    ['DEFLATE', bands('UInt16', ...RGB, 'undefined')],
    ['ZSTD', bands('Byte', 'palette')],
  ])('lets %s hold %j', (compression, kind) => {
    expect(() => checkCogOptions({ compression }, kind)).not.toThrow();
  });

  it.each<[CogCompression, ReturnType<typeof bands>, string]>([
    ['JPEG', bands('UInt16', ...RGB), '3 of UInt16'],
    ['JPEG', bands('Byte', ...RGB, 'undefined'), '4 of Byte'],
    ['JPEG', bands('Byte', 'palette'), '1 of Byte with a palette'],
    ['WEBP', bands('Byte', 'gray'), '1 of Byte'],
  ])('keeps %s from %j, and says what is allowed', (compression, kind, given) => {
    expect(() => checkCogOptions({ compression }, kind)).toThrow(
      expect.objectContaining({
        code: 'CogOptionsUnfit',
        message: expect.stringMatching(
          new RegExp(`is for .* bands of 8 bits .* has ${given}: choose DEFLATE`),
        ),
      }),
    );
  });
});
