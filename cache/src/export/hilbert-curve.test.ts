import fc from 'fast-check';
import { tileIdToZxy, zxyToTileId } from 'pmtiles';
import { expect, test } from 'vitest';
import { hilbertPosition, hilbertTile, tilesAbove } from './hilbert-curve.ts';

const address = fc
  .integer({ min: 0, max: 24 })
  .chain((zoom) =>
    fc.record({ zoom: fc.constant(zoom), column: fc.nat(2 ** zoom - 1), row: fc.nat(2 ** zoom - 1) }),
  );

test('tiles are numbered as PMTiles’ own reader numbers them, and found back', () => {
  fc.assert(
    fc.property(address, (tile) => {
      const position = hilbertPosition(tile);
      const id = tilesAbove(tile.zoom) + position;
      expect(id).toBe(zxyToTileId(tile.zoom, tile.column, tile.row));
      expect(tileIdToZxy(id)).toEqual([tile.zoom, tile.column, tile.row]);
      expect(hilbertTile(tile.zoom, position)).toEqual(tile);
    }),
  );
});
