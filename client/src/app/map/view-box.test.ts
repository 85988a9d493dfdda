import proj4 from 'proj4';
import { expect, it } from 'vitest';
import { mapProjections } from './map-projection.ts';
import { viewBox } from './view-box.ts';

const arctic = proj4(mapProjections.arctic.proj4, 'EPSG:4326');
const arcticBox = (extent: readonly number[]) => viewBox(extent, (at) => arctic.forward(at), true);
const plain = (extent: readonly number[]) => viewBox(extent, (at) => at, false);

it('a flat view is its corners, within the world', () => {
  expect(plain([170, 10, 190, 95])).toEqual({ west: 170, south: 10, east: -170, north: 90 });
  expect(plain([-180, -90, 180, 90])).toBeUndefined();
});

it('around the pole all longitudes are seen', () => {
  const box = arcticBox([-2_000_000, -2_000_000, 2_000_000, 2_000_000])!;
  expect(box).toMatchObject({ west: -180, east: 180, north: 90 });
  expect(box.south).toBeGreaterThan(60);
  expect(box.south).toBeLessThan(66);
});

it('beside the pole the box holds every corner, also across the antimeridian', () => {
  const [x, y] = proj4('EPSG:4326', mapProjections.arctic.proj4, [180, 75]) as [number, number];
  const box = arcticBox([x - 100_000, y - 100_000, x + 100_000, y + 100_000])!;
  expect(box.west).toBeGreaterThan(170);
  expect(box.east).toBeLessThan(-170);
  expect(box.north - box.south).toBeLessThan(4);
});
