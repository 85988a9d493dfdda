import { describe, expect, it } from 'vitest';
import { parseRequest, requestId } from './parse-request.ts';

const PATHS = 'preprocess_queue';
const JSONS = 'preprocess-md_queue';

describe('a message of preprocess_queue', () => {
  it.each([
    ['in/A.tar', 'in/A.tar'],
    ['  in/A.tar\n', 'in/A.tar'],
    ['in//A/', 'in/A'],
    ['/data/A.tar', '/data/A.tar'],
    ['in/Größe 1.tar', 'in/Größe 1.tar'],
  ])('%j is the path %j and goes by it', (raw, path) => {
    expect(parseRequest(raw, PATHS).path).toBe(path);
    expect(requestId(raw, PATHS)).toBe(path);
  });

  it.each([
    ['', /it is empty/],
    ['  ', /it is empty/],
    ['in/../A.tar', /\. or \.\. parts/],
    ['../A.tar', /\. or \.\. parts/],
    ['./A.tar', /\. or \.\. parts/],
    ['in/A\u0000.tar', /control characters/],
    ['in/A\nB.tar', /control characters/],
    ['x'.repeat(1025), /1025 characters, allowed are 1024/],
    ['//', /names the root/],
  ])('%j is refused, saying why', (raw, why) => {
    expect(() => parseRequest(raw, PATHS)).toThrow(why);
    expect(() => parseRequest(raw, PATHS)).toThrow(expect.objectContaining({ code: 'InvalidPath' }));
  });

  it('goes by itself where it can be shown, else by a short hash', () => {
    expect(requestId(' in/../A.tar ', PATHS)).toBe('in/../A.tar');
    for (const raw of ['', 'a\u0000b', 'x'.repeat(5000)]) {
      expect(requestId(raw, PATHS)).toMatch(/^sha256:[0-9a-f]{16}$/);
    }
    expect(requestId('x'.repeat(5000), PATHS)).not.toBe(requestId('x'.repeat(5001), PATHS));
  });
});

describe('a message of preprocess-md_queue', () => {
  it('names a package and overrides its metadata', () => {
    const message = {
      file: 'in/a.tif',
      identifier: 'A',
      collection: 'C',
      beginTime: '2020-01-01T10:00:00Z',
      endTime: '2020-01-01T12:00:00+02:00',
      footprint: {
        type: 'Polygon',
        coordinates: [
          [
            [10, 47],
            [11, 47],
            [11, 48],
            [10, 47],
          ],
        ],
      },
      attributes: { platform: 'P', orbitNumber: 7, processingDate: '2020-01-02', track: null },
      somethingElse: 1,
    };
    expect(parseRequest(JSON.stringify(message), JSONS)).toMatchObject({
      path: 'in/a.tif',
      overrides: {
        identifier: 'A',
        beginTime: new Date('2020-01-01T10:00:00Z'),
        endTime: new Date('2020-01-01T10:00:00Z'),
        footprint: { type: 'MultiPolygon' },
        attributes: {
          parentIdentifier: 'C',
          platform: 'P',
          orbitNumber: 7,
          processingDate: new Date('2020-01-02T00:00:00Z'),
        },
      },
    });
    expect(requestId(JSON.stringify(message), JSONS)).toBe('in/a.tif');
  });

  it.each([
    ['{', /it is not JSON/],
    ['[]', /expected object/],
    ['{}', /`path`/],
    ['{"path": 1}', /path/],
    ['{"path": "a", "beginTime": "soon"}', /beginTime: expected an ISO 8601/],
    [
      '{"path": "a", "beginTime": "2020-02-01T00:00:00Z", "endTime": "2020-01-01T00:00:00Z"}',
      /beginTime is after/,
    ],
    ['{"path": "a", "footprint": {"type": "Point", "coordinates": [1, 2]}}', /footprint/],
    ['{"path": "a", "attributes": {"creationDate": "x"}}', /attributes\.creationDate/],
    ['{"path": "../a"}', /\.\. parts/],
  ])('%s is refused, saying why', (raw, why) => {
    expect(() => parseRequest(raw, JSONS)).toThrow(why);
    expect(requestId(raw, JSONS)).toBe(raw);
  });
});
