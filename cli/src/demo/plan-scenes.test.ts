import { ringContains } from '@pvs/core/geometry/ring';
import { expect, test } from 'vitest';
import { demoPasses } from './demo-passes.ts';
import { planScenes } from './plan-scenes.ts';

const scenes = planScenes(demoPasses);

test('every scene has an identifier and a time of its own, in 2018', () => {
  expect(new Set(scenes.map(({ metadata }) => metadata.identifier)).size).toBe(scenes.length);
  for (const { metadata } of scenes) {
    expect(metadata.beginTime.getUTCFullYear()).toBe(2018);
    expect(metadata.endTime.getTime()).toBeGreaterThan(metadata.beginTime.getTime());
  }
});

test('scenes of a pass follow each other southwards, with an overlap', () => {
  const [first, second] = scenes.map(({ box }) => box);
  expect(second?.maxY).toBeLessThan(first?.maxY ?? 0);
  expect(second?.maxY).toBeGreaterThan(first?.minY ?? Infinity);
});

test('Rome is seen on more than one date', () => {
  const seen = scenes.filter(({ metadata }) =>
    metadata.footprint.coordinates.some(([ring = []]) => ringContains(ring, [12.5, 41.9])),
  );
  expect(
    new Set(seen.map(({ metadata }) => metadata.beginTime.toISOString().slice(0, 10))).size,
  ).toBeGreaterThan(1);
});
