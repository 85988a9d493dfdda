import { expect, test } from 'vitest';
import { exportWordsOf, outputOf } from './export-options.ts';

test('options say which tiles are meant', () => {
  expect(exportWordsOf({})).toEqual({});
  expect(
    exportWordsOf({ zooms: '0-12', bbox: '9,45.5,12,49', time: '2018', tms: 'g', tiles: 'webp' }),
  ).toEqual({
    ...{ minZoom: 0, maxZoom: 12, time: '2018', tileMatrixSet: 'g', format: 'webp' },
    box: { crs: 'EPSG:4326', minX: 9, minY: 45.5, maxX: 12, maxY: 49 },
  });
  expect(exportWordsOf({ zooms: '5' })).toEqual({ minZoom: 5, maxZoom: 5 });
});

test.each([
  [{ zooms: 'deep' }, /--zooms.*0-12.*'deep'/],
  [{ bbox: '1,2,3' }, /--bbox.*west,south,east,north.*'1,2,3'/],
  [{ bbox: '3,2,1,4' }, /--bbox/],
  [{ bbox: '1,2,500,4' }, /longitude 500.*-180 to 180/],
])('%j is refused by name', (options, message) => {
  expect(() => exportWordsOf(options)).toThrow(message);
});

test('the file’s name or --format says what is written; what is there is replaced only when told', () => {
  expect(outputOf({ output: 'x/tiles.PMTiles' }).path).toBe('x/tiles.PMTiles');
  expect(outputOf({ output: 'tiles', format: 'mbtiles' }).path).toBe('tiles');
  expect(() => outputOf({})).toThrow(/--output: name the file/);
  expect(() => outputOf({ output: 'tiles.tar' })).toThrow(/tiles\.tar.*mbtiles or pmtiles/);
  expect(() => outputOf({ output: 'tiles.pmtiles', format: 'toString' })).toThrow(/--format toString/);
  const output = import.meta.filename;
  expect(() => outputOf({ output, format: 'pmtiles' })).toThrow(/is there already: --overwrite/);
  expect(outputOf({ output, format: 'pmtiles', overwrite: true }).path).toBe(output);
});
