import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DrawnTile, readTiles, writeTiles } from './metatile.ts';

const tile: fc.Arbitrary<DrawnTile> = fc.record(
  {
    column: fc.nat(),
    row: fc.nat(),
    isEmpty: fc.boolean(),
    mediaType: fc.string(),
    body: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  },
  { noNullPrototype: true },
);

test('tiles are read as they were written', () => {
  fc.assert(
    fc.property(fc.array(tile), (tiles) => {
      expect(readTiles(writeTiles(tiles))).toEqual(tiles);
    }),
  );
});

test('a message that was cut or grew is refused', () => {
  fc.assert(
    fc.property(fc.array(tile, { minLength: 1 }), fc.nat(), (tiles, at) => {
      const message = writeTiles(tiles);
      expect(() => readTiles(message.subarray(0, at % message.length))).toThrow();
      expect(() => readTiles(Buffer.concat([message, Buffer.from('x')]))).toThrow(/cut/);
    }),
  );
});
