import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Footprint } from '@pvs/core/geometry/footprint';
import { cutPicture } from './cut.ts';
import { drawOutlines } from './draw-outlines.ts';
import { isOpaque, type MapPicture, transparentPicture, wholeOf } from './map-picture.ts';
import { over } from './over.ts';

const one = (...rgba: number[]): MapPicture => ({ widthPx: 1, heightPx: 1, rgba: Uint8Array.from(rgba) });
const byte = fc.integer({ min: 0, max: 255 });

describe('over', () => {
  it('is what compositing says, within rounding', () => {
    fc.assert(
      fc.property(fc.tuple(byte, byte), fc.tuple(byte, byte), ([top, topAlpha], [bottom, bottomAlpha]) => {
        const { rgba } = over(one(top, top, top, topAlpha), one(bottom, bottom, bottom, bottomAlpha));
        const below = (bottomAlpha * (255 - topAlpha)) / 255;
        const alpha = topAlpha + below;
        expect(Math.abs(rgba[3]! - alpha)).toBeLessThanOrEqual(0.5);
        if (alpha > 0)
          expect(Math.abs(rgba[0]! - (top * topAlpha + bottom * below) / alpha)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('leaves both pictures as they are', () => {
    const [top, bottom] = [one(0, 0, 0, 0), one(9, 9, 9, 255)];
    expect([...over(top, bottom).rgba]).toEqual([9, 9, 9, 255]);
    expect([...top.rgba, ...bottom.rgba]).toEqual([0, 0, 0, 0, 9, 9, 9, 255]);
  });

  it('refuses pictures of different sizes', () => {
    expect(() => over(one(0, 0, 0, 0), transparentPicture(2, 1))).toThrow(/1 × 1.*2 × 1/);
  });
});

describe('cutPicture', () => {
  const picture: MapPicture = {
    widthPx: 4,
    heightPx: 3,
    rgba: Uint8Array.from({ length: 48 }, (_, i) => Math.floor(i / 4)),
  };

  it('takes the pixels of the part', () => {
    const part = cutPicture(picture, { x0: 1, y0: 1, x1: 3, y1: 3 });
    expect(part).toMatchObject({ widthPx: 2, heightPx: 2 });
    expect([0, 4, 8, 12].map((o) => part.rgba[o])).toEqual([5, 6, 9, 10]);
  });

  it('puts together what it was cut from', () => {
    const parts = [0, 1, 2].map((y0) => cutPicture(picture, { x0: 0, y0, x1: 4, y1: y0 + 1 }));
    expect(parts.flatMap((p) => [...p.rgba])).toEqual([...picture.rgba]);
  });

  it('refuses what lies outside', () => {
    expect(() => cutPicture(picture, { x0: 2, y0: 0, x1: 5, y1: 1 })).toThrow(/columns 2–5.*4 × 3/);
  });
});

it('knows whether a part of a picture is opaque', () => {
  const picture = transparentPicture(3, 1);
  picture.rgba[7] = 255;
  picture.rgba[11] = 255;
  expect(isOpaque(picture, { x0: 1, y0: 0, x1: 3, y1: 1 })).toBe(true);
  expect(isOpaque(picture, wholeOf(picture))).toBe(false);
});

const square = (west: number, south: number, east: number, north: number): Footprint => ({
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  ],
});

const alphaAt = ({ rgba }: MapPicture, x: number, y: number) => rgba[(y * 200 + x) * 4 + 3];

describe('drawOutlines', () => {
  const color = [200, 10, 20] as const;
  const draw = (footprint: Footprint, minX: number, maxX: number, crs = 'EPSG:4326') => {
    const box = {
      crs,
      minX,
      maxX,
      minY: crs === 'EPSG:4326' ? -10 : -1e6,
      maxY: crs === 'EPSG:4326' ? 10 : 1e6,
    };
    return drawOutlines(transparentPicture(200, 200), [footprint], box, color, 2);
  };

  it('draws the sides and nothing else', () => {
    const picture = draw(square(-5, -5, 5, 5), -10, 10);
    for (const [x, y] of [
      [50, 100],
      [149, 100],
      [100, 50],
      [100, 149],
    ] as const)
      expect([...picture.rgba.subarray((y * 200 + x) * 4, (y * 200 + x) * 4 + 4)]).toEqual([...color, 255]);
    expect([alphaAt(picture, 100, 100), alphaAt(picture, 20, 20)]).toEqual([0, 0]);
    const covered = picture.rgba.filter((v, i) => i % 4 === 3 && v > 127).length;
    expect(covered).toBeGreaterThan(780);
    expect(covered).toBeLessThan(820);
  });

  it('is antialiased', () => {
    const picture = draw(square(-5, -5, 7.05, 5.05), -10, 10);
    expect(picture.rgba.some((v, i) => i % 4 === 3 && v > 20 && v < 235)).toBe(true);
  });

  it('clips what reaches far beyond the picture', () => {
    const picture = draw(square(-80, 0, 80, 60), -1, 1);
    const rows = Array.from({ length: 200 }, (_, y) => alphaAt(picture, 100, y)).flatMap((a, y) =>
      a! > 0 ? [y] : [],
    );
    expect(rows).toEqual([99, 100]);
  });

  it('leaves out the seam of a split footprint and shows both halves across 180°', () => {
    const [west, east] = [square(175, -5, 180, 5), square(-180, -5, -175, 5)];
    const both: Footprint = { type: 'MultiPolygon', coordinates: [...west.coordinates, ...east.coordinates] };
    const picture = draw(both, 170, 190);
    expect(alphaAt(picture, 50, 100)).toBe(255);
    expect(alphaAt(picture, 149, 100)).toBe(255);
    expect([98, 99, 100, 101].map((x) => alphaAt(picture, x, 100))).toEqual([0, 0, 0, 0]);
  });

  it('follows the curve that a side is in another projection', () => {
    const box = { crs: 'EPSG:3035', minX: 3e6, minY: 2e6, maxX: 6e6, maxY: 5e6 };
    const picture = drawOutlines(transparentPicture(200, 200), [square(-5, 45, 25, 60)], box, color, 2);
    // The southern side is a parallel: lower in the middle (10° E) than straight from corner to corner.
    const rowAt = (x: number) => {
      const rows = Array.from({ length: 200 }, (_, y) => y).filter((y) => alphaAt(picture, x, y)! > 127);
      return rows.at(-1)!;
    };
    expect(rowAt(88) - rowAt(40)).toBeGreaterThan(2);
  });
});
