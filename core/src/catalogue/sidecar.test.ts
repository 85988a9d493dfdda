import { describe, expect, it } from 'vitest';
import { parseSidecar } from './sidecar.ts';

const grid = {
  crs: 'EPSG:32633',
  proj4: '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs',
  transform: [500000, 10, 0, 5300000, 0, -10],
  widthPx: 64,
  heightPx: 48,
};
const coverage = {
  identifier: 'A',
  objectKey: 'in/A/A_COG.tif',
  sizeBytes: 1000,
  dataType: 'uint8',
  bands: [{ name: 'red', color: 'red' }],
  grid,
  hasMask: false,
};
const mask = {
  type: 'clouds',
  identifier: 'A_clouds',
  objectKey: 'in/A/A_clouds_MASK.tif',
  sizeBytes: 10,
  marks: 'invalid',
  grid,
};
const quicklook = {
  objectKey: 'in/A/A_quicklook.jpg',
  mediaType: 'image/jpeg',
  widthPx: 64,
  heightPx: 48,
  sizeBytes: 5,
};
const footprint = {
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [15, 47],
        [16, 47],
        [16, 48],
        [15, 47],
      ],
    ],
  ],
};
const parse = (value: unknown) => parseSidecar(Buffer.from(JSON.stringify(value)), 'in/A/A.coverages.json');

describe('parseSidecar', () => {
  it('reads coverages, masks, a quicklook and a footprint', () => {
    const whole = { coverages: [coverage], masks: [mask], quicklook, footprint };
    expect(parse(whole)).toEqual(whole);
  });

  it('reads the bare list of coverages that earlier versions wrote', () => {
    expect(parse([coverage])).toEqual({ coverages: [coverage], masks: [] });
  });

  it.each<[string, unknown, RegExp]>([
    ['no coverage', { coverages: [] }, /A\.coverages\.json: coverages: /],
    ['a coverage without a key', [{ ...coverage, objectKey: undefined }], /coverages\.0\.objectKey/],
    [
      'a mask that says nothing',
      { coverages: [coverage], masks: [{ ...mask, marks: 'x' }] },
      /masks\.0\.marks/,
    ],
    [
      'a footprint of one position',
      { coverages: [coverage], footprint: { ...footprint, coordinates: [[[[15, 47]]]] } },
      /footprint\.coordinates\.0\.0: /,
    ],
    [
      'a footprint off the Earth',
      {
        coverages: [coverage],
        footprint: {
          ...footprint,
          coordinates: [
            [
              [
                [200, 47],
                [201, 47],
                [200, 48],
                [200, 47],
              ],
            ],
          ],
        },
      },
      /footprint\.coordinates\.0\.0\.0\.0/,
    ],
  ])('refuses %s, naming where', (_, value, why) => {
    expect(() => parse(value)).toThrow(why);
    expect(() => parse(value)).toThrow(expect.objectContaining({ code: 'InvalidCoverages' }));
  });

  it('refuses what is not JSON', () => {
    expect(() => parseSidecar(Buffer.from('{'), 'k')).toThrow(/k is not JSON/);
  });
});
