import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsOf } from './warp-windows.ts';

const MB = 1024 ** 2;

describe('windowsOf', () => {
  it('covers every pixel once, whatever the size', () => {
    const size = fc.integer({ min: 1, max: 200_000 });
    const bytesPerPixel = fc.integer({ min: 1, max: 512 });
    fc.assert(
      fc.property(size, size, bytesPerPixel, fc.boolean(), (widthPx, heightPx, bytes, inStrips) => {
        fc.pre(widthPx * heightPx * bytes < 1e10);
        const windows = windowsOf(widthPx, heightPx, {
          windowBytes: 16 * MB,
          bytesPerPixel: bytes,
          inStrips,
        });
        expect(windows.reduce((sum, window) => sum + window.widthPx * window.heightPx, 0)).toBe(
          widthPx * heightPx,
        );
        expect(new Set(windows.map(({ x, y }) => `${x},${y}`)).size).toBe(windows.length);
        expect(Math.max(...windows.map((one) => one.x + one.widthPx))).toBe(widthPx);
        expect(Math.max(...windows.map((one) => one.y + one.heightPx))).toBe(heightPx);
      }),
    );
  });

  it('gives none more bytes than are allowed, however long the rows are', () => {
    const size = fc.integer({ min: 1, max: 5_000_000 });
    fc.assert(
      fc.property(
        size,
        fc.integer({ min: 1, max: 512 }),
        fc.boolean(),
        (widthPx, bytesPerPixel, inStrips) => {
          const windows = windowsOf(widthPx, 300, { windowBytes: 16 * MB, bytesPerPixel, inStrips });
          // A square has a block at least.
          const allowed = Math.max(16 * MB, inStrips ? 0 : 256 ** 2 * bytesPerPixel);
          const largest = windows.reduce((most, one) => Math.max(most, one.widthPx * one.heightPx), 0);
          expect(largest * bytesPerPixel).toBeLessThanOrEqual(allowed);
        },
      ),
    );
  });

  it('keeps their size, and as wide as the grid for a source in strips', () => {
    expect(
      windowsOf(10_980, 10_980, { windowBytes: 16 * MB, bytesPerPixel: 3, inStrips: false })[0],
    ).toMatchObject({
      widthPx: 2304,
      heightPx: 2304,
    });
    expect(
      windowsOf(10_980, 10_980, { windowBytes: 16 * MB, bytesPerPixel: 3, inStrips: true })[0],
    ).toMatchObject({
      widthPx: 10_980,
      heightPx: 509,
    });
  });
});
