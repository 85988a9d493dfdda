import { findTileMatrixSet, tileMatrixSets } from '@pvs/core/tile-matrix-set/registry';
import type { TileMatrixSet } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignGrid } from './align-grid.ts';

const web = findTileMatrixSet('WebMercatorQuad') as TileMatrixSet;

describe('alignGrid', () => {
  it('takes whole tiles of the zoom with the nearest resolution', () => {
    const box = { crs: 'EPSG:3857', minX: 1_700_000, minY: 6_000_000, maxX: 1_703_000, maxY: 6_004_000 };
    // 9.55 m are zoom 14, 19.1 m zoom 13.
    expect(alignGrid(web, 256, box, 10)).toMatchObject({ zoom: 14, widthPx: 512, heightPx: 768 });
    expect(alignGrid(web, 256, box, 15)).toMatchObject({ zoom: 13 });
    expect(alignGrid(web, 512, box, 10)).toMatchObject({ zoom: 13, widthPx: 1024, heightPx: 1024 });
  });

  it('covers the box with blocks that are tiles, whatever the set, box and block', () => {
    const sets = fc.constantFrom(...tileMatrixSets, findTileMatrixSet('UTM33WGS84Quad') as TileMatrixSet);
    const share = fc.double({ min: 0.02, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(
        sets,
        share,
        share,
        fc.double({ min: 1e-5, max: 0.05, noNaN: true }),
        fc.constantFrom(256, 512),
        (tms, fx, fy, size, block) => {
          const [left, top] = tms.origin;
          const first = tms.matrices[0];
          const span = (first?.resolution ?? NaN) * tms.tileSizePx;
          const [width, height] = [span * (first?.columns ?? 1), span * (first?.rows ?? 1)];
          const box = {
            crs: tms.crs,
            minX: left + fx * width,
            maxX: left + fx * width + size * width,
            minY: top - fy * height - size * height,
            maxY: top - fy * height,
          };
          const resolution = (size * width) / 1000;
          const grid = alignGrid(tms, block, box, resolution);
          const pixel = (grid.box.maxX - grid.box.minX) / grid.widthPx;
          const tile = pixel * block;
          expect(grid.box.minX).toBeLessThanOrEqual(box.minX + tile * 1e-5);
          expect(grid.box.maxX).toBeGreaterThanOrEqual(box.maxX - tile * 1e-5);
          expect(grid.box.minY).toBeLessThanOrEqual(box.minY + tile * 1e-5);
          expect(grid.box.maxY).toBeGreaterThanOrEqual(box.maxY - tile * 1e-5);
          const column = (grid.box.minX - left) / tile;
          expect(column).toBeCloseTo(Math.round(column), 3);
          expect(grid.widthPx % block).toBe(0);
          expect(span / tile).toBeCloseTo(2 ** (grid.zoom - (first?.zoom ?? 0)), 3);
        },
      ),
    );
  });

  it('never leaves the set', () => {
    const box = { crs: 'EPSG:3857', minX: -3e7, minY: -3e7, maxX: 3e7, maxY: 3e7 };
    const { zoom, widthPx, heightPx } = alignGrid(web, 256, box, 40_000);
    expect([zoom, widthPx, heightPx]).toEqual([2, 1024, 1024]);
  });
});
