import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TileCover } from './tile-cover.ts';

const range = fc
  .tuple(fc.nat(40), fc.nat(40), fc.nat(12), fc.nat(12))
  .map(([minColumn, minRow, width, height]) => ({
    zoom: 7,
    minColumn,
    minRow,
    maxColumn: minColumn + width,
    maxRow: minRow + height,
  }));

test('a cover has the tiles of its ranges, each once, in blocks', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 6 }), fc.integer({ min: 1, max: 5 }), (ranges, size) => {
      const wanted = new Set<string>();
      for (const { minColumn, maxColumn, minRow, maxRow } of ranges) {
        for (let row = minRow; row <= maxRow; row += 1) {
          for (let column = minColumn; column <= maxColumn; column += 1) wanted.add(`${column} ${row}`);
        }
      }
      const cover = new TileCover(7, ranges);
      const blocks = [...cover.blocks(size)];
      const tiles = blocks.flatMap((block) => block.tiles.map(({ column, row }) => `${column} ${row}`));
      expect(tiles.toSorted()).toEqual([...wanted].toSorted());
      expect(cover.count).toBe(wanted.size);
      for (const block of blocks) {
        const corners = block.tiles.map(
          ({ column, row }) => `${Math.floor(column / size)} ${Math.floor(row / size)}`,
        );
        expect(new Set(corners).size).toBe(1);
      }
    }),
  );
});
