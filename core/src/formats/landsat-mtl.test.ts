import { describe, expect, it } from 'vitest';
import { hasRealMetadata, readReal } from '../testing/real-metadata.ts';
import { readMetadata } from './read-metadata.ts';

const SCENE = 'LC08_L2SP_017036_20130419_20200913_02_T2';
const MTL = `metadata/landsat/assets4/${SCENE}_MTL`;

describe.skipIf(!hasRealMetadata)('Landsat Collection 2', () => {
  it('gives all an MTL says', () => {
    const { format, metadata, references } = readReal(`${MTL}.txt`);
    expect(format.name).toBe('landsat-mtl');
    expect(metadata).toEqual({
      identifier: SCENE,
      beginTime: new Date('2013-04-19T16:01:51.829Z'),
      endTime: new Date('2013-04-19T16:01:51.829Z'),
      footprint: {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [-84.22698, 35.58667],
              [-84.15014, 33.57696],
              [-81.59076, 33.61567],
              [-81.6052, 35.62838],
              [-84.22698, 35.58667],
            ],
          ],
        ],
      },
      attributes: {
        sensorType: 'OPTICAL',
        platform: 'LANDSAT_8',
        instrument: 'OLI_TIRS',
        productType: 'L2SP',
        processingLevel: 'L2SP',
        productVersion: '02',
        processorName: 'LPGS_15.3.1c',
        processingDate: new Date('2020-09-13T04:32:55Z'),
        acquisitionStation: 'LGN',
        track: '017',
        frame: '036',
        cloudCover: 100,
        illuminationAzimuthAngle: 133.70859229,
        illuminationElevationAngle: 59.24977384,
        resolutionM: 30,
      },
    });
    expect(references).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((band) => `${SCENE}_SR_B${band}.TIF`).concat(`${SCENE}_ST_B10.TIF`),
    );
  });

  it.each(['xml', 'json'])('reads the same from %s as from text', (extension) => {
    const other = readReal(`${MTL}.${extension}`);
    const text = readReal(`${MTL}.txt`);
    expect([other.metadata, other.references]).toEqual([text.metadata, text.references]);
  });
});

const mtl = (image: string) =>
  `GROUP = LANDSAT_METADATA_FILE\nGROUP = PRODUCT_CONTENTS\nLANDSAT_PRODUCT_ID = "LC09_X"\nEND_GROUP = PRODUCT_CONTENTS\nGROUP = IMAGE_ATTRIBUTES\n${image}\nEND_GROUP = IMAGE_ATTRIBUTES\nEND_GROUP = LANDSAT_METADATA_FILE\nEND\n`;

describe('an MTL', () => {
  it('without a time lasts its day, without corners has no footprint', () => {
    expect(readMetadata(mtl('DATE_ACQUIRED = 2022-01-29'), 'MTL.txt').metadata).toEqual({
      identifier: 'LC09_X',
      beginTime: new Date('2022-01-29T00:00:00Z'),
      endTime: new Date('2022-01-29T23:59:59.999Z'),
      attributes: { sensorType: 'OPTICAL' },
    });
  });

  it('without a date is incomplete', () => {
    expect(() => readMetadata(mtl('SPACECRAFT_ID = "LANDSAT_9"'), 'MTL.txt')).toThrow('DATE_ACQUIRED');
  });

  it('of Collection 1 is not read', () => {
    const text = 'GROUP = L1_METADATA_FILE\nEND_GROUP = L1_METADATA_FILE\nEND\n';
    expect(() => readMetadata(text, 'MTL.txt')).toThrow('its keyed text (L1_METADATA_FILE)');
  });
});
