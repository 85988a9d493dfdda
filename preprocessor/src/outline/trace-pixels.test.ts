import { signedArea } from '@pvs/core/geometry/ring';
import type { PolygonRings } from '@pvs/core/geometry/footprint';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ValidPixels } from './close-gaps.ts';
import { tracePixels } from './trace-pixels.ts';

const [WIDTH_PX, HEIGHT_PX] = [384, 320];

function pixelsOf(isData: (column: number, row: number) => boolean): ValidPixels {
  const pixels = Uint8Array.from({ length: WIDTH_PX * HEIGHT_PX }, (_, at) =>
    isData(at % WIDTH_PX, Math.floor(at / WIDTH_PX)) ? 1 : 0,
  );
  return { widthPx: WIDTH_PX, heightPx: HEIGHT_PX, pixels };
}

const areaOf = (polygons: readonly PolygonRings[]) =>
  polygons
    .flatMap(([outer = [], ...holes]) => [
      Math.abs(signedArea(outer)),
      ...holes.map((hole) => -Math.abs(signedArea(hole))),
    ])
    .reduce((sum, area) => sum + area, 0);

const countOf = ({ pixels }: ValidPixels) => pixels.reduce((sum, value) => sum + value, 0);

const scene = fc.record({
  degrees: fc.double({ min: -90, max: 90, noNaN: true }),
  x: fc.integer({ min: 60, max: 320 }),
  y: fc.integer({ min: 60, max: 260 }),
  halfWidth: fc.integer({ min: 40, max: 240 }),
  halfHeight: fc.integer({ min: 40, max: 240 }),
});

it('gives a turned scene its area and straight edges, wherever it lies', () => {
  fc.assert(
    fc.property(scene, ({ degrees, x, y, halfWidth, halfHeight }) => {
      const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
      const valid = pixelsOf((column, row) => {
        const [u, v] = [column + 0.5 - x, row + 0.5 - y];
        return Math.abs(u * cos + v * sin) < halfWidth && Math.abs(v * cos - u * sin) < halfHeight;
      });
      const polygons = tracePixels(valid);
      expect(polygons).toHaveLength(1);
      expect(Math.abs(areaOf(polygons) / countOf(valid) - 1)).toBeLessThan(0.03);
      // A quadrangle that the edges of the raster may cut, and closed.
      expect(polygons.flat(2).length).toBeLessThanOrEqual(16);
    }),
    { numRuns: 30 },
  );
});

it('keeps all data inside few areas, whatever noise there is', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.00001, max: 0.5, noNaN: true }), fc.integer(), (density, seed) => {
      const valid = pixelsOf((column, row) => noise(column, row, seed) < density);
      const polygons = tracePixels(valid);
      expect(polygons.length).toBeLessThanOrEqual(32);
      // Simplifying may cut a corner off each.
      expect(areaOf(polygons)).toBeGreaterThanOrEqual(countOf(valid) * 0.9);
    }),
    { numRuns: 10 },
  );
});

/** 0–1, without an order. */
function noise(column: number, row: number, seed: number): number {
  const mixed = Math.imul(column * 73_856_093 + row * 19_349_663 + seed, 0x9e3779b1);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}
