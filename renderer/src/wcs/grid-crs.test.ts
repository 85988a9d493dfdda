import { expect, test } from 'vitest';
import { requireCrs } from '@pvs/core/crs/crs';
import { gridCrs } from './grid-crs.ts';

test.each([
  ['EPSG:4326', 'yx', 'deg', 'Long'],
  ['EPSG:32633', 'xy', 'm', 'E'],
  ['EPSG:3035', 'yx', 'm', 'E'],
  ['EPSG:2229', 'xy', '[ft_us]', 'E'],
  ['EPSG:31468', 'yx', 'm', 'E'],
] as const)('%s is told by its order of axes, unit and labels', (crs, axisOrder, unit, x) => {
  const told = gridCrs({ crs, proj4: requireCrs(crs).proj4 });
  expect([told.axisOrder, told.unit, told.labels.x]).toEqual([axisOrder, unit, x]);
});
