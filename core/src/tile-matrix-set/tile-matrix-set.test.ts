import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findTileMatrixSet, tileMatrixSets } from './registry.ts';
import { hasTile, matrixAt, rangeBox, tileBox, tilesIn } from './tile-matrix-set.ts';

const webMercator = findTileMatrixSet('WebMercatorQuad')!;
const worldCrs84 = findTileMatrixSet('WorldCRS84Quad')!;

test('Web Mercator has the scales of its well-known scale set', () => {
  // OGC 07-057r7 table E.4
  expect(matrixAt(webMercator, 0).scaleDenominator).toBeCloseTo(559082264.0287178, 6);
  expect(matrixAt(webMercator, 18).scaleDenominator).toBeCloseTo(2132.72958385, 6);
});

test('the geographic set starts with two tiles', () => {
  expect(matrixAt(worldCrs84, 0)).toMatchObject({ columns: 2, rows: 1, resolution: 0.703125 });
  expect(matrixAt(worldCrs84, 0).scaleDenominator).toBeCloseTo(279541132.0143589, 6);
  expect(tileBox(worldCrs84, { zoom: 0, column: 1, row: 0 })).toEqual({
    crs: 'EPSG:4326',
    minX: 0,
    minY: -90,
    maxX: 180,
    maxY: 90,
  });
});

test('aliases find their set', () => {
  expect(findTileMatrixSet('GoogleMapsCompatible')?.id).toBe('WebMercatorQuad');
  expect(findTileMatrixSet('WGS84')?.id).toBe('WorldCRS84Quad');
  expect(findTileMatrixSet('none')).toBeUndefined();
});

test('the sets of UTM zones are those of OGC 17-083r4, which begin at 1', () => {
  const utm = findTileMatrixSet('UTM31WGS84Quad')!;
  expect(utm).toMatchObject({ crs: 'EPSG:32631', firstZoom: 1 });
  expect(matrixAt(utm, 1)).toMatchObject({ columns: 1, rows: 2, resolution: 78140.3572602559 });
  expect(matrixAt(utm, 1).scaleDenominator).toBeCloseTo(279072704.500914, 5);
  expect([
    hasTile(utm, { zoom: 0, column: 0, row: 0 }),
    hasTile(utm, { zoom: 1, column: 0, row: 1 }),
  ]).toEqual([false, true]);
  expect(['UTM00WGS84Quad', 'UTM61WGS84Quad', 'EPSG:32700'].map(findTileMatrixSet)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('the European and polar sets have the scales of OGC 17-083r4', () => {
  expect(matrixAt(findTileMatrixSet('EuropeanETRS89_LAEAQuad')!, 0).scaleDenominator).toBeCloseTo(
    62779017.857,
    2,
  );
  expect(matrixAt(findTileMatrixSet('UPSArcticWGS84Quad')!, 0).scaleDenominator).toBeCloseTo(458726544.4, 0);
});

test('identifiers and aliases are unique', () => {
  const names = tileMatrixSets.flatMap((tms) => [tms.id, ...tms.aliases]);
  expect(new Set(names).size).toBe(names.length);
});

const addressIn = fc
  .record({ set: fc.constantFrom(...tileMatrixSets), zoom: fc.integer({ min: 0, max: 20 }) })
  .chain(({ set, zoom }) => {
    const { columns, rows } = matrixAt(set, zoom);
    return fc.record({
      set: fc.constant(set),
      address: fc.record({
        zoom: fc.constant(zoom),
        column: fc.integer({ min: 0, max: columns - 1 }),
        row: fc.integer({ min: 0, max: rows - 1 }),
      }),
    });
  });

test('the tiles of a tile’s box are that tile alone', () => {
  fc.assert(
    fc.property(addressIn, ({ set, address }) => {
      const { zoom, column, row } = address;
      expect(tilesIn(set, zoom, tileBox(set, address))).toEqual({
        zoom,
        minColumn: column,
        maxColumn: column,
        minRow: row,
        maxRow: row,
      });
    }),
  );
});

test('every tile of a range is in the range’s box, and the range is what the box holds', () => {
  fc.assert(
    fc.property(addressIn, fc.integer({ min: 0, max: 5 }), ({ set, address }, size) => {
      const { columns, rows } = matrixAt(set, address.zoom);
      const range = {
        zoom: address.zoom,
        minColumn: address.column,
        maxColumn: Math.min(columns - 1, address.column + size),
        minRow: address.row,
        maxRow: Math.min(rows - 1, address.row + size),
      };
      expect(tilesIn(set, address.zoom, rangeBox(set, range))).toEqual(range);
    }),
  );
});

test('tiles outside of the matrix do not exist', () => {
  expect(hasTile(webMercator, { zoom: 1, column: 2, row: 0 })).toBe(false);
  expect(hasTile(webMercator, { zoom: 1, column: 0, row: -1 })).toBe(false);
  expect(hasTile(webMercator, { zoom: 25, column: 0, row: 0 })).toBe(false);
  expect(
    tilesIn(webMercator, 3, { crs: 'EPSG:3857', minX: 3e7, minY: 0, maxX: 4e7, maxY: 1 }),
  ).toBeUndefined();
});
