import { expect, it } from 'vitest';
import { buildTaps, TAP_STEPS, tapReach } from './taps.ts';

it.each([1, 0.9, 0.77, 0.5, 0.3, 0.05])('weights add up to one and are centred at scale %f', (scale) => {
  const taps = buildTaps(scale);
  for (let step = 0; step <= TAP_STEPS; step++) {
    const weights = [...taps.weights.subarray(step * taps.stride, step * taps.stride + taps.count)];
    const sum = weights.reduce((a, b) => a + b, 0);
    const centre = weights.reduce((a, w, t) => a + w * (taps.starts[step]! + t), 0);
    expect(sum).toBeCloseTo(1, 12);
    // A sampled triangle is off centre by less than a tenth of a pixel.
    expect(Math.abs(centre - step / TAP_STEPS)).toBeLessThan(0.1);
    expect(taps.starts[step]).toBeGreaterThanOrEqual(1 - tapReach(scale));
    expect(taps.starts[step]! + taps.count - 1).toBeLessThanOrEqual(tapReach(scale) + 1);
  }
});

it('is bilinear interpolation at scale 1', () => {
  const taps = buildTaps(1);
  const quarter = TAP_STEPS / 4;
  expect(taps.starts[quarter]).toBe(0);
  expect([...taps.weights.subarray(quarter * taps.stride, quarter * taps.stride + 2)]).toEqual([0.75, 0.25]);
});
