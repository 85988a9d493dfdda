import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatPlace, parsePlace } from './parse-place.ts';

it.each([
  ['48.2082, 16.3738', 16.3738, 48.2082],
  ['48.2082 16.3738', 16.3738, 48.2082],
  ['48,5 16,25', 16.25, 48.5],
  ['48,5; 16,25', 16.25, 48.5],
  ['-33.9,18.4', 18.4, -33.9],
  ['E 16.5 N 48.25', 16.5, 48.25],
  ['16.5 O 48.25 N', 16.5, 48.25],
  [`33°54'S 18°24'E`, 18.4, -33.9],
  ['48°12′36″N, 16°22′30″W', -16.375, 48.21],
])('%s', (text, lon, lat) => {
  const place = parsePlace(text)!;
  expect(place[0]).toBeCloseTo(lon, 9);
  expect(place[1]).toBeCloseTo(lat, 9);
});

it.each(['', '48', 'Vienna', '95, 16', '48, 190', '48 N 16 N', '-48 N 16 E', "48°61' 16°", '1 2 3'])(
  'no place is read from %j',
  (text) => expect(parsePlace(text)).toBeUndefined(),
);

it('reads what the map shows', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -179.9, max: 179.9, noNaN: true }),
      fc.double({ min: -90, max: 90, noNaN: true }),
      (lon, lat) => {
        const [readLon, readLat] = parsePlace(formatPlace([lon, lat]))!;
        expect(Math.abs(readLon - lon) + Math.abs(readLat - lat)).toBeLessThan(1.1e-4);
      },
    ),
  );
});
