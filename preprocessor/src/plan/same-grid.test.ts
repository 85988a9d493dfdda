import { describe, expect, it } from 'vitest';
import type { PixelGrid } from '../pixels/pixel-plan.ts';
import { isSameGrid, pixelArea } from './same-grid.ts';

const grid: PixelGrid = {
  widthPx: 100,
  heightPx: 50,
  transform: [500000, 10, 0, 5300000, 0, -10],
  crs: 'UTM',
};
const moved = (transform: number[]): PixelGrid => ({
  ...grid,
  transform: transform as unknown as PixelGrid['transform'],
});

describe('isSameGrid', () => {
  it('allows what rounding does', () => {
    expect(isSameGrid(grid, moved([500000.001, 10.0000001, 0, 5300000, 0, -10]))).toBe(true);
  });

  it.each([
    ['another origin', moved([500005, 10, 0, 5300000, 0, -10])],
    ['pixels that are another pixel off at the far edge', moved([500000, 10.01, 0, 5300000, 0, -10])],
    ['another size', { ...grid, widthPx: 101 }],
    ['another CRS', { ...grid, crs: 'other' }],
    ['a turn', moved([500000, 10, 0.1, 5300000, 0, -10])],
  ])('is not %s', (_, other) => expect(isSameGrid(grid, other)).toBe(false));
});

it('an area is that of a pixel, turned or not', () => {
  expect(pixelArea(grid)).toBe(100);
  expect(pixelArea(moved([0, 0, 10, 0, 10, 0]))).toBe(100);
});
