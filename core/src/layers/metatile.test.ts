import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type DrawnTile,
  type MetatileRequest,
  readMetatileRequest,
  readTiles,
  writeMetatileRequest,
  writeTiles,
} from './metatile.ts';

const body = fc.uint8Array().map((bytes) => Buffer.from(bytes));
const tile: fc.Arbitrary<DrawnTile> = fc.record(
  { column: fc.nat(), row: fc.nat(), isEmpty: fc.boolean(), mediaType: fc.string(), body },
  { noNullPrototype: true },
);
const wanted = fc.record(
  { column: fc.nat(), row: fc.nat(), topmost: fc.nat(), base: body },
  { requiredKeys: ['column', 'row', 'topmost'], noNullPrototype: true },
);
const request = fc.record(
  {
    layer: fc.string(),
    tileMatrixSet: fc.string(),
    format: fc.constantFrom('png', 'jpeg', 'webp', 'mixed'),
    range: fc.record(
      {
        zoom: fc.nat(),
        minColumn: fc.integer(),
        maxColumn: fc.integer(),
        minRow: fc.integer(),
        maxRow: fc.integer(),
      },
      { noNullPrototype: true },
    ),
    products: fc.array(
      fc.record({ identifier: fc.string(), revision: fc.integer() }, { noNullPrototype: true }),
    ),
    tiles: fc.array(wanted),
    added: fc.nat(),
  },
  {
    requiredKeys: ['layer', 'tileMatrixSet', 'format', 'range', 'products', 'tiles'],
    noNullPrototype: true,
  },
) as fc.Arbitrary<MetatileRequest>;

test('tiles are read as they were written', () => {
  fc.assert(
    fc.property(fc.array(tile), (tiles) => {
      expect(readTiles(writeTiles(tiles))).toEqual(tiles);
    }),
  );
});

test('requests are read as they were written, with the bases of the tiles that have one', () => {
  fc.assert(
    fc.property(request, (one) => {
      expect(readMetatileRequest(writeMetatileRequest(one))).toEqual(one);
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
