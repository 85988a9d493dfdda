import { describe, expect, it } from 'vitest';
import { parseStack } from './load-stack.ts';

const stack = (preprocess: string) =>
  parseStack(
    `stack: test
title: Test
collections: [{ id: A }]
productTypes:
  - id: T
    collection: A
    preprocess:
      ${preprocess}
`,
    'test.yml',
  ).productTypes[0]?.preprocess;

describe('a preprocess block', () => {
  it('fills in what it does not say', () => {
    expect(stack("stack: { rgb: { bands: { B04: '*_B04.jp2', B03: { band: 2 } } } }")).toEqual({
      stack: {
        rgb: {
          bands: { B04: { files: '*_B04.jp2', band: 1 }, B03: { band: 2 } },
          grid: 'finest',
          resampling: 'bilinear',
        },
      },
    });
    expect(stack("masks: { clouds: { files: '*.gml' } }")).toMatchObject({
      masks: { clouds: { files: ['*.gml'], band: 1, marks: 'invalid', hide: false, required: false } },
    });
    expect(stack('georeference: { by: gcps }')).toEqual({ georeference: { by: 'gcps', order: 1 } });
  });

  it.each<[string, RegExp]>([
    [
      'sharpen: {}',
      /test\.yml:8: .*preprocess\.sharpen: unknown key: allowed are subdatasets, georeference, nodata/,
    ],
    ['georeference: { by: magic }', /test\.yml:8: .*georeference\.by: /],
    ['georeference: { by: world-file }', /georeference\.crs: is missing/],
    ['georeference: { by: gcps, order: 4 }', /georeference\.order: .*3/],
    [
      'georeference: { by: rpc, crs: EPSG:4326 }',
      /georeference\.crs: unknown key: allowed are by, dem, heightM/,
    ],
    ['stack: { rgb: { bands: {} } }', /stack\.rgb\.bands: expected at least one band/],
    ['stack: { rgb: { bands: { 4: a } } }', /expected a letter, then letters, digits and _/],
    [
      "calculate: { bands: { x: 'B04 +' } }",
      /calculate\.bands\.x: the expression 'B04 \+' cannot be read at character 6/,
    ],
    ["calculate: { bands: { x: 'import(1)' } }", /there is no function 'import'/],
    [
      'masks: { c: { files: a, bits: [1], values: [2] } }',
      /masks\.c: expected one of bits, values and expression/,
    ],
    ["masks: { c: { files: a, expression: 'B04 > 1' } }", /expected an expression over `value`/],
    ['scale: { percentiles: [98, 2] }', /scale\.percentiles: expected the lower one first/],
    ['cut: circle', /cut: .*footprint/],
    ['transparency: none', /transparency: .*nodata/],
  ])('is refused where it says %s', (text, why) => expect(() => stack(text)).toThrow(why));
});
