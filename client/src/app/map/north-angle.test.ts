import { beforeAll, expect, it } from 'vitest';
import { prepareProjection } from './map-projection.ts';
import { northAngle } from './north-angle.ts';

beforeAll(async () => {
  await prepareProjection('arctic');
  await prepareProjection('antarctic');
});

// The meridian that runs straight down the map from its pole is 45° W in the Arctic; in the Antarctic 0° runs straight up.
it.each([
  ['mercator', 16, 48, 0],
  ['geographic', -120, -33, 0],
  ['arctic', -45, 75, 0],
  ['arctic', 45, 75, 270],
  ['arctic', 135, 60, 180],
  ['antarctic', 0, -75, 0],
  ['antarctic', 90, -75, 90],
  ['antarctic', 180, -60, 180],
  ['antarctic', -90, -60, 270],
] as const)('on the map %s at %d, %d north is at %d degrees', (name, lon, lat, angle) => {
  const found = northAngle([lon, lat], name)!;
  expect(Math.abs(((found - angle + 540) % 360) - 180)).toBeLessThan(0.01);
});

it.each([
  ['arctic', 90],
  ['antarctic', -90],
] as const)('at the pole of the map %s there is no north', (name, lat) => {
  expect(northAngle([0, lat], name)).toBeUndefined();
});
