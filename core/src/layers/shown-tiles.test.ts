import fc from 'fast-check';
import gdal from 'gdal-async';
import { expect, test } from 'vitest';
import type { ProductRef } from '../catalogue/product-ref.ts';
import { FootprintIndex } from '../catalogue/footprint-index.ts';
import { toLonLat } from '../crs/crs.ts';
import { areaOf } from '../geometry/area.ts';
import type { Box } from '../geometry/box.ts';
import { geometryFromGeoJson } from '../geometry/geojson-geometry.ts';
import { findTileMatrixSet } from '../tile-matrix-set/registry.ts';
import { matrixAt, tileBox, type TileAddress } from '../tile-matrix-set/tile-matrix-set.ts';
import type { Layer } from './layer.ts';
import { shownTiles, type TilesWanted } from './shown-tiles.ts';

const layer: Layer = { name: 'C', title: 'C', collection: 'C', shows: { kind: 'browse', browse: 'default' } };
const box = (minX: number, minY: number, maxX: number, maxY: number): Box => ({
  crs: 'EPSG:4326',
  minX,
  minY,
  maxX,
  maxY,
});

function indexOf(boxes: readonly Box[]): FootprintIndex {
  const index = new FootprintIndex();
  index.apply(
    boxes.map((each, i) => {
      const identifier = `P${i}`;
      const product: ProductRef = {
        ...{ identifier, collection: 'C', revision: i + 1, beginMs: 0, endMs: 1, boxes: [each] },
      };
      return { kind: 'registered', identifier, revision: i + 1, product };
    }),
  );
  return index;
}

const linkOf = (set: string, zoom: number) => ({
  id: set,
  minZoom: zoom,
  maxZoom: zoom,
  tms: findTileMatrixSet(set)!,
});
const always = [{ beginMs: -Infinity, endMs: Infinity }];

function tilesOf(set: string, zoom: number, boxes: readonly Box[], wanted: Partial<TilesWanted>): string[] {
  const covers = shownTiles(
    layer,
    linkOf(set, zoom),
    { time: always, minZoom: zoom, maxZoom: zoom, ...wanted },
    indexOf(boxes),
  );
  return covers
    .flatMap((cover) => [...cover.blocks(8)])
    .flatMap(({ tiles }) => tiles.map(({ column, row }) => `${column} ${row}`))
    .toSorted();
}

/** A polygon of GDAL, whose intersections are GEOS's. */
function gdalPolygon(ring: readonly (readonly [number, number])[]): gdal.Geometry {
  return gdal.Geometry.fromGeoJson({ type: 'Polygon', coordinates: [[...ring, ring[0]!]] });
}

/** A tile's outline in longitude and latitude, with what its sides are bent. */
function outlineOf(set: string, address: TileAddress): gdal.Geometry {
  const tms = findTileMatrixSet(set)!;
  const { minX, minY, maxX, maxY } = tileBox(tms, address);
  const corners = [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
  ] as const;
  const unproject = toLonLat(tms.crs);
  return gdalPolygon(
    corners.flatMap(([x, y], i) => {
      const [nextX, nextY] = corners[(i + 1) % 4]!;
      return Array.from({ length: 16 }, (_, n) =>
        unproject(x + ((nextX - x) * n) / 16, y + ((nextY - y) * n) / 16),
      );
    }),
  );
}

/** Around a centre, at rising angles: simple, mostly concave. */
const star = fc
  .tuple(
    fc.double({ min: 8, max: 22, noNaN: true }),
    fc.double({ min: 38, max: 60, noNaN: true }),
    fc.array(fc.double({ min: 0.05, max: 6, noNaN: true }), { minLength: 3, maxLength: 9 }),
  )
  .map(([x, y, radii]) =>
    radii.map((radius, i): [number, number] => {
      const angle = (2 * Math.PI * (i + 0.123)) / radii.length;
      return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
    }),
  );
const productBox = fc
  .tuple(
    fc.double({ min: 6, max: 24, noNaN: true }),
    fc.double({ min: 36, max: 62, noNaN: true }),
    fc.double({ min: 0.01, max: 4, noNaN: true }),
    fc.double({ min: 0.01, max: 4, noNaN: true }),
  )
  .map(([x, y, width, height]) => box(x, y, x + width, y + height));

test.each([
  ['WorldCRS84Quad', 5],
  ['WebMercatorQuad', 6],
  ['UTM33WGS84Quad', 7],
])('a polygon’s tiles of %s are those that GEOS says it shares with products', (set, zoom) => {
  fc.assert(
    fc.property(
      fc.array(productBox, { minLength: 1, maxLength: 4 }),
      star,
      fc.option(star),
      (boxes, outer, second) => {
        const polygons = [outer, ...(second ? [second] : [])];
        const geometry = geometryFromGeoJson({ type: 'MultiPolygon', coordinates: polygons.map((p) => [p]) });
        const found = new Set(tilesOf(set, zoom, boxes, { area: areaOf(geometry) }));
        const parts = polygons.flatMap((polygon) =>
          boxes.map((b) => {
            const rectangle = gdalPolygon([
              [b.minX, b.minY],
              [b.maxX, b.minY],
              [b.maxX, b.maxY],
              [b.minX, b.maxY],
            ]);
            return gdalPolygon(polygon).intersection(rectangle);
          }),
        );
        const everywhere = tilesOf(set, zoom, [box(-5, 20, 40, 75)], { box: box(4, 34, 30, 70) });
        for (const tile of everywhere) {
          const [column = 0, row = 0] = tile.split(' ').map(Number);
          const outline = outlineOf(set, { zoom, column, row });
          const shares = parts.some((part) => !part.isEmpty() && outline.intersects(part));
          if (shares === found.has(tile)) continue;
          // Tiles whose sides are bent are drawn with chords here: a hair's width is not decided.
          const areas = parts.map((part) => (part as gdal.Polygon).intersection(outline));
          const shared = Math.max(
            0,
            ...areas.map((part) => ('getArea' in part ? (part as gdal.Polygon).getArea() : 0)),
          );
          expect(shared, `${tile} of ${set}: ${JSON.stringify({ boxes, polygons })}`).toBeLessThan(
            set.startsWith('UTM') ? 3e-4 : 1e-9,
          );
        }
        for (const tile of found) expect(everywhere).toContain(tile);
      },
    ),
    { numRuns: 25, interruptAfterTimeLimit: 40_000 },
  );
});

test('a hole is left out, a line and a point are on the tiles they touch', () => {
  const whole = [box(-179, -80, 179, 80)];
  const rectangle = (w: number, s: number, e: number, n: number) => [
    [w, s],
    [e, s],
    [e, n],
    [w, n],
    [w, s],
  ];
  const area = (type: string, coordinates: unknown) => ({
    area: areaOf(geometryFromGeoJson({ type, coordinates })),
  });
  // Zoom 5 has tiles of 5.625 degrees.
  const holed = area('Polygon', [rectangle(1, 1, 28, 28), rectangle(5, 5, 23, 23)]);
  const columnsAndRows = tilesOf('WorldCRS84Quad', 5, whole, holed);
  expect(columnsAndRows).toHaveLength(25 - 9);
  expect(columnsAndRows).not.toContain('34 13');
  expect(tilesOf('WorldCRS84Quad', 5, whole, area('Point', [1, 1]))).toEqual(['32 15']);
  const line = area('LineString', [
    [1, 1],
    [12, 1],
  ]);
  expect(tilesOf('WorldCRS84Quad', 5, whole, line)).toEqual(['32 15', '33 15', '34 15']);
});

test('a polygon on the edges of tiles has those tiles and none beside them', () => {
  const { resolution } = matrixAt(findTileMatrixSet('WorldCRS84Quad')!, 5);
  const span = resolution * 256;
  const ring = [
    [0, 0],
    [2 * span, 0],
    [2 * span, span],
    [0, span],
    [0, 0],
  ];
  const area = areaOf(geometryFromGeoJson({ type: 'Polygon', coordinates: [ring] }));
  expect(tilesOf('WorldCRS84Quad', 5, [box(-90, -45, 90, 45)], { area })).toEqual(['32 15', '33 15']);
});

test('where no product lies there is nothing', () => {
  const area = areaOf(geometryFromGeoJson({ type: 'Point', coordinates: [50, 50] }));
  expect(tilesOf('WebMercatorQuad', 5, [box(0, 0, 10, 10)], { area })).toEqual([]);
});
