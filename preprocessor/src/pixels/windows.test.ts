import fc from 'fast-check';
import { expect, it } from 'vitest';
import { windowsOf } from './windows.ts';

const size = fc.record({
  widthPx: fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1_000_000, max: 5_000_000 })),
  heightPx: fc.integer({ min: 1, max: 10_000 }),
});

it('windows cover a raster once, and none is larger than a million pixels', () => {
  fc.assert(
    fc.property(size, fc.boolean(), (raster, inRows) => {
      let covered = 0;
      for (const { x, y, widthPx, heightPx, columns, rows } of windowsOf(raster, inRows)) {
        if (columns !== widthPx || rows !== heightPx) throw new Error('a window is a sample');
        if (x + widthPx > raster.widthPx || y + heightPx > raster.heightPx)
          throw new Error('beyond the edge');
        if (widthPx * heightPx > 1024 * 1024) throw new Error('too large');
        covered += widthPx * heightPx;
      }
      expect(covered).toBe(raster.widthPx * raster.heightPx);
    }),
    { numRuns: 30 },
  );
});
