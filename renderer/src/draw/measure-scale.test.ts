import { describe, expect, it } from 'vitest';
import type { Grid } from '@pvs/core/catalogue/product';
import { measureScale } from './measure-scale.ts';
import { createPixelMapping } from './pixel-mapping.ts';

const EDGE_M = 20_037_508.342789244;
const world: Grid = {
  crs: 'EPSG:4326',
  proj4: '+proj=longlat +datum=WGS84 +no_defs',
  transform: [-180, 0.25, 0, 90, 0, -0.25],
  widthPx: 1440,
  heightPx: 720,
};

function scaleOf(
  crs: string,
  [minX, minY, maxX, maxY]: readonly [number, number, number, number],
  px: number,
) {
  const picture = { box: { crs, minX, minY, maxX, maxY }, widthPx: px, heightPx: px };
  return measureScale(createPixelMapping(picture, world), { x0: 0, y0: 0, x1: px, y1: px }, world)!;
}

describe('measureScale', () => {
  it('measures a Mercator map of the world over all of its latitudes, not at the pole that is drawn largest', () => {
    const { x, y } = scaleOf('EPSG:3857', [-EDGE_M, -EDGE_M, EDGE_M, EDGE_M], 256);
    expect(x).toBeCloseTo(1440 / 256, 5);
    // 680 rows lie between its upper and its lower edge.
    expect(y / (680 / 256)).toBeGreaterThan(0.9);
    expect(y / (680 / 256)).toBeLessThan(1.15);
  });

  it('is not misled by the step across the antimeridian', () => {
    const { x, y } = scaleOf('EPSG:3857', [EDGE_M * 0.9, -EDGE_M / 10, EDGE_M * 1.1, EDGE_M / 10], 101);
    expect(x).toBeCloseTo(144 / 101, 5);
    expect(y).toBeCloseTo(x, 1);
  });
});
