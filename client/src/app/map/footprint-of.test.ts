import { describe, expect, it } from 'vitest';
import { parseProduct } from '../search/product.ts';
import { boxOf, footprintOf, uniteGeoBoxes } from './footprint-of.ts';

const product = (feature: object) => parseProduct({ id: 'P', ...feature })!;
const box = (west: number, east: number) => ({ west, south: 0, east, north: 10 });
const part = (west: number, east: number) => [[[west, 0], [east, 0], [east, 10], [west, 10], [west, 0]]]; // prettier-ignore

describe('footprintOf', () => {
  it('is the box where there is no geometry, going on eastwards across the antimeridian', () => {
    expect(footprintOf(product({ bbox: [170, 0, -170, 10] }))?.coordinates).toEqual([
      [[170, 0], [190, 0], [190, 10], [170, 10], [170, 0]], // prettier-ignore
    ]);
  });

  it('is nothing where the catalogue knows nothing', () => {
    expect(footprintOf(product({}))).toBeUndefined();
  });
});

describe('boxOf', () => {
  it('goes around the geometry where there is no box', () => {
    const coordinates = [[[[14, 48], [17, 47], [16, 49], [14, 48]]], [[[20, 50], [21, 50], [20, 51], [20, 50]]]]; // prettier-ignore
    expect(boxOf(product({ geometry: { type: 'MultiPolygon', coordinates } }))).toEqual({
      west: 14,
      south: 47,
      east: 21,
      north: 51,
    });
  });
});

it('boxOf joins the parts of a footprint that was cut at the antimeridian', () => {
  const geometry = { type: 'MultiPolygon', coordinates: [part(170, 180), part(-180, -170)] };
  expect(boxOf(product({ geometry, bbox: [-180, 0, 180, 10] }))).toEqual(box(170, -170));
});

describe('uniteGeoBoxes', () => {
  it.each([
    [[box(0, 10), box(20, 30)], box(0, 30)],
    [[box(-100, -90), box(100, 110)], box(100, -90)],
    [[box(170, -170)], box(170, -170)],
    [[box(-180, 180)], box(-180, 180)],
    [[box(-10, 10), box(-180, 180)], box(-180, 180)],
  ])('of %j is %j', (boxes, united) => expect(uniteGeoBoxes(boxes)).toEqual(united));

  it('of none is nothing', () => expect(uniteGeoBoxes([])).toBeUndefined());
});
