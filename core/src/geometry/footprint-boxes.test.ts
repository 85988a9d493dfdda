import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box } from './box.ts';
import { footprintBoxes, footprintFromBox } from './footprint-boxes.ts';

const box = (minX: number, minY: number, maxX: number, maxY: number): Box => ({
  crs: 'EPSG:4326',
  minX,
  minY,
  maxX,
  maxY,
});

const part = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('footprintBoxes', () => {
  it.each([
    ['one box', box(10, 40, 12, 42), [box(10, 40, 12, 42)]],
    [
      'two across the antimeridian',
      box(170, -10, -160, 10),
      [box(170, -10, 180, 10), box(-180, -10, -160, 10)],
    ],
    ['longitudes that count on', box(170, -10, 200, 10), [box(170, -10, 180, 10), box(-180, -10, -160, 10)]],
    ['longitudes that count back', box(-190, 0, -170, 1), [box(170, 0, 180, 1), box(-180, 0, -170, 1)]],
    ['the world', box(-180, -90, 180, 90), [box(-180, -90, 180, 90)]],
    ['the world from 0 to 360', box(0, -90, 360, 90), [box(-180, -90, 180, 90)]],
    ['touching the antimeridian', box(170, 0, 180, 1), [box(170, 0, 180, 1)]],
  ])('%s', (_, given, expected) => {
    expect(footprintBoxes(footprintFromBox(given))).toEqual(expected);
  });

  it('gives one box around polygons apart that do not reach both edges', () => {
    const coordinates = [box(0, 0, 1, 1), box(50, 0, 180, 1)].flatMap((b) => footprintFromBox(b).coordinates);
    expect(footprintBoxes({ type: 'MultiPolygon', coordinates })).toEqual([box(0, 0, 180, 1)]);
  });
});

describe('footprintFromBox', () => {
  it.each([
    ['no width', box(5, 0, 5, 1)],
    ['no height', box(5, 1, 6, 1)],
    ['upside down', box(5, 1, 6, 0)],
    ['NaN', box(NaN, 0, 1, 1)],
    ['a latitude out of range', box(0, 0, 1, 95)],
    ['another CRS', { ...box(0, 0, 1, 1), crs: 'EPSG:3857' }],
  ])('refuses %s', (_, given) => {
    expect(() => footprintFromBox(given)).toThrow(expect.objectContaining({ code: 'InvalidFootprint' }));
  });

  it('gives back the box it was made from', () => {
    fc.assert(
      fc.property(
        part(-180, 179),
        part(0.001, 300),
        part(-90, 89),
        part(0.001, 100),
        (minX, width, minY, height) => {
          const right = minX + width;
          const maxX = right > 180 ? right - 360 : right;
          const maxY = Math.min(90, minY + height);
          const boxes = footprintBoxes(footprintFromBox(box(minX, minY, maxX, maxY)));
          expect([boxes[0]?.minX, boxes.at(-1)?.maxX]).toEqual([minX, expect.closeTo(maxX, 9)]);
          expect(boxes.every((b) => b.minY === minY && b.maxY === maxY)).toBe(true);
          expect(boxes).toHaveLength(right > 180 ? 2 : 1);
        },
      ),
    );
  });
});
