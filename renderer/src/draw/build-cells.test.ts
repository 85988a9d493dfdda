import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grid } from '@pvs/core/catalogue/product';
import { proj4Of, toLonLat } from '@pvs/core/crs/crs';
import { buildCells } from './build-cells.ts';
import { createPixelMapping, type PictureGrid } from './pixel-mapping.ts';
import { interpolateCell } from './warp-cell.ts';

const MAX_ERROR_PX = 0.125;

function gridOf(crs: string, originX: number, originY: number, pixel: number): Grid {
  const transform = [originX, pixel, 0, originY, 0, -pixel] as const;
  return { crs, proj4: proj4Of(crs), transform, widthPx: 4096, heightPx: 4096 };
}

/** Sources, each with what its pixels measure in degrees. */
const sources = fc
  .record({
    kind: fc.constantFrom('utm', 'laea', 'polar', 'geographic', 'mercator'),
    lon: fc.double({ min: -175, max: 175, noNaN: true }),
    lat: fc.double({ min: -75, max: 75, noNaN: true }),
    pixelM: fc.constantFrom(0.5, 10, 300, 5000),
  })
  .map(({ kind, lon, lat, pixelM }): Grid => {
    const zone = Math.floor((lon + 180) / 6) + 1;
    if (kind === 'utm')
      return gridOf(`EPSG:${(lat < 0 ? 32700 : 32600) + zone}`, 4e5, Math.abs(lat) * 1e5, pixelM);
    if (kind === 'laea') return gridOf('EPSG:3035', 4e6, 3e6, pixelM);
    if (kind === 'polar') return gridOf('EPSG:3031', 1e6, 1e6, pixelM);
    if (kind === 'mercator') return gridOf('EPSG:3857', lon * 1e5, lat * 1e5, pixelM);
    return gridOf('EPSG:4326', lon, lat, pixelM / 111_320);
  });

/** A picture somewhere over the source, from a quarter of its resolution to four times as fine. */
const drawings = fc.record({
  grid: sources,
  crs: fc.constantFrom('EPSG:3857', 'EPSG:4326'),
  u: fc.double({ min: 0, max: 1, noNaN: true }),
  v: fc.double({ min: 0, max: 1, noNaN: true }),
  zoom: fc.double({ min: -2, max: 2, noNaN: true }),
  widthPx: fc.integer({ min: 1, max: 200 }),
  heightPx: fc.integer({ min: 1, max: 200 }),
});

describe('the control grid', () => {
  it('strays from the exact projection by at most an eighth of a pixel, everywhere', () => {
    fc.assert(
      fc.property(drawings, ({ grid, crs, u, v, zoom, widthPx, heightPx }) => {
        const picture = pictureOver(grid, crs, u, v, zoom, widthPx, heightPx);
        fc.pre(picture !== undefined);
        const mapping = createPixelMapping(picture!, grid);
        const cells = buildCells(mapping, { x0: 0, y0: 0, x1: widthPx, y1: heightPx }, MAX_ERROR_PX);
        const covered = new Uint8Array(widthPx * heightPx);
        let worst = 0;
        for (const cell of cells) {
          for (let y = 0; y < cell.height; y++) {
            for (let x = 0; x < cell.width; x++) {
              const [sx, sy] = interpolateCell(cell, x + 0.5, y + 0.5);
              const exact = mapping.toSource(cell.x + x + 0.5, cell.y + y + 0.5);
              const period = mapping.sourcePeriodPx ?? Infinity;
              const apart = Math.abs(sx - exact[0]);
              worst = Math.max(worst, Math.hypot(Math.min(apart, Math.abs(apart - period)), sy - exact[1]));
              covered[(cell.y + y) * widthPx + cell.x + x]!++;
            }
          }
        }
        // Corners may lie that far away by design, and rounding is on top.
        expect(worst).toBeLessThanOrEqual(MAX_ERROR_PX + 1e-9);
        // Each pixel that has a place in the source is in one cell.
        for (let i = 0; i < covered.length; i++) {
          const exact = mapping.toSource((i % widthPx) + 0.5, Math.floor(i / widthPx) + 0.5);
          expect(covered[i]).toBe(Number.isFinite(exact[0] + exact[1]) ? 1 : covered[i]! & 1);
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  it('does not interpolate across a seam, not even within a pixel', () => {
    // A projection that jumps by a thousand pixels at x = 20.3, as one does at its edge.
    const jump = { toSource: (x: number, y: number) => [x < 20.3 ? x : x - 1000, y] as const };
    const mapping = { ...jump, toPicture: (x: number, y: number) => [x, y] as const, outline: () => [] };
    for (const cell of buildCells(mapping, { x0: 0, y0: 0, x1: 64, y1: 33 }, MAX_ERROR_PX)) {
      for (let x = cell.x; x < cell.x + cell.width; x++) {
        const [sx] = interpolateCell(cell, x - cell.x + 0.5, 0.5);
        expect(sx).toBeCloseTo(mapping.toSource(x + 0.5, 0)[0], 6);
      }
    }
  });

  it('needs few control points where the projection is nearly linear', () => {
    const grid = gridOf('EPSG:32633', 5e5, 5.3e6, 10);
    const picture = pictureOver(grid, 'EPSG:3857', 0.5, 0.5, 0, 256, 256)!;
    const mapping = createPixelMapping(picture, grid);
    expect(buildCells(mapping, { x0: 0, y0: 0, x1: 256, y1: 256 }, MAX_ERROR_PX)).toHaveLength(16);
  });

  it('cuts cells across the bend only, down to single pixels around a pole', () => {
    const grid = gridOf('EPSG:3413', -2048e3, 2048e3, 1000);
    const around = { crs: 'EPSG:4326', minX: -180, minY: 80, maxX: 180, maxY: 90 };
    const cellsOf = (box: PictureGrid['box']) => {
      const mapping = createPixelMapping({ box, widthPx: 64, heightPx: 64 }, grid);
      return buildCells(mapping, { x0: 0, y0: 0, x1: 64, y1: 64 }, 1);
    };
    expect(cellsOf(around).some((c) => c.width === 1 && c.height > 1)).toBe(true);
    expect(cellsOf({ ...around, minX: -46, maxX: -44 }).length).toBeLessThan(4);
  });

  it('takes a source of longitudes across 180° in one piece', () => {
    const grid = { ...gridOf('EPSG:4326', -180, 90, 0.1), widthPx: 3600, heightPx: 1800 };
    const box = { crs: 'EPSG:3857', minX: 19e6, minY: -1e6, maxX: 21.1e6, maxY: 1e6 };
    const mapping = createPixelMapping({ box, widthPx: 128, heightPx: 128 }, grid);
    const cells = buildCells(mapping, { x0: 0, y0: 0, x1: 128, y1: 128 }, MAX_ERROR_PX);
    expect(cells.every((c) => c.width === 64)).toBe(true);
  });
});

function pictureOver(
  grid: Grid,
  crs: string,
  u: number,
  v: number,
  zoom: number,
  widthPx: number,
  heightPx: number,
): PictureGrid | undefined {
  const [x0, pixel, , y0] = grid.transform;
  const [lon, lat] = toLonLat(grid.crs)(x0 + u * grid.widthPx * pixel, y0 - v * grid.heightPx * pixel);
  if (!(Math.abs(lon) <= 179 && Math.abs(lat) <= 80)) return undefined;
  const degrees = (pixel < 0.2 && grid.crs === 'EPSG:4326' ? pixel : pixel / 111_320) * 2 ** zoom;
  const unit = crs === 'EPSG:4326' ? degrees : degrees * 111_320;
  const toPicture = createPixelMapping(
    { box: { crs, minX: 0, minY: -1, maxX: 1, maxY: 0 }, widthPx: 1, heightPx: 1 },
    { ...grid, crs: 'EPSG:4326', proj4: proj4Of('EPSG:4326'), transform: [0, 1, 0, 0, 0, 1] },
  );
  const [x, y] = toPicture.toPicture(lon, lat);
  const [halfWidth, halfHeight] = [(unit * widthPx) / 2, (unit * heightPx) / 2];
  const box = { crs, minX: x - halfWidth, minY: -y - halfHeight, maxX: x + halfWidth, maxY: -y + halfHeight };
  return { box, widthPx, heightPx };
}
