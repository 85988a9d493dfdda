import { describe, expect, it } from 'vitest';
import { readParsedDocument } from './read-metadata.ts';

const read = (tags: Record<string, string>, fileName = 'dir/scene.v1.tif') =>
  readParsedDocument({ kind: 'geotiff', tags }, fileName).metadata;

describe('tags of a GeoTIFF', () => {
  it('are a product named after the file, sensed when the tags say', () => {
    expect(read({ TIFFTAG_DATETIME: '2018:06:30 10:11:12', TIFFTAG_SOFTWARE: 'X 1.0' })).toEqual({
      identifier: 'scene.v1',
      beginTime: new Date('2018-06-30T10:11:12Z'),
      endTime: new Date('2018-06-30T10:11:12Z'),
      attributes: { processorName: 'X 1.0' },
    });
  });

  it('prefer a time of acquisition to that of the file, whatever the case of the name', () => {
    const { beginTime, attributes } = read({
      TIFFTAG_DATETIME: '2020:01:01 00:00:00',
      AcquisitionDateTime: '2018-06-30 10:11:12',
      SATELLITEID: 'WV02',
      CLOUDCOVER: '12.5',
    });
    expect(beginTime).toEqual(new Date('2018-06-30T10:11:12Z'));
    expect(attributes).toEqual({ platform: 'WV02', cloudCover: 12.5 });
  });

  it.each([
    ['no time', {}, 'MetadataIncomplete', 'TIFFTAG_DATETIME'],
    ['a blank time', { TIFFTAG_DATETIME: '   ' }, 'MetadataIncomplete', 'TIFFTAG_DATETIME'],
    ['a time that is none', { TIFFTAG_DATETIME: '0000:00:00 00:00:00' }, 'InvalidTime', '0000-00-00'],
  ])('are refused with %s', (_, tags, code, message) => {
    expect(() => read(tags)).toThrow(expect.objectContaining({ code }));
    expect(() => read(tags)).toThrow(message);
  });
});
