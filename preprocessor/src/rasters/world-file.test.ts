import { expect, it } from 'vitest';
import { parseWorldFile, worldFileNames } from './world-file.ts';

it('is named after its raster', () => {
  expect(worldFileNames('a/b.tif')).toEqual(['a/b.tfw', 'a/b.tifw', 'a/b.wld']);
  expect(worldFileNames('b.jp2')).toEqual(['b.j2w', 'b.jp2w', 'b.wld']);
});

it('says where the centre of the first pixel is', () => {
  expect(parseWorldFile('10\n0\n0\n-10\n500005\n5299995\n', 'a.tfw')).toEqual([
    500000, 10, 0, 5300000, 0, -10,
  ]);
});

it('may be rotated, and written with commas', () => {
  const [x, dx, rx, y, ry, dy] = parseWorldFile('3,0 4 5 -6 100 200', 'a.tfw');
  // The centre of the first pixel is where the file says.
  expect([x + (dx + rx) / 2, y + (ry + dy) / 2]).toEqual([100, 200]);
  expect([dx, ry, rx, dy]).toEqual([3, 4, 5, -6]);
});

it.each([[''], ['1 2 3'], ['10 0 0 x 1 1'], ['0 0 0 0 1 1']])('is refused where it says %j', (text) => {
  expect(() => parseWorldFile(text, 'a.tfw')).toThrow(/a\.tfw is no world file: expected six numbers/);
});
