import { projector } from '@pvs/core/crs/crs';
import gdal from 'gdal-async';
import { describe, expect, it } from 'vitest';
import { lonLatOf } from './lon-lat-of.ts';
import { proj4Of } from './proj4-of.ts';

/** Corners of a scene of 10 km. */
const scene = (x: number, y: number) =>
  [
    [x, y],
    [x + 10_000, y],
    [x + 10_000, y + 10_000],
    [x, y + 10_000],
  ] as const;

describe('proj4Of', () => {
  it.each([
    ['Amersfoort / RD New', 28992, 155_000, 463_000],
    ['OSGB36 / British National Grid', 27700, 400_000, 300_000],
    ['DHDN / Gauss-Kruger zone 3', 31467, 3_500_000, 5_500_000],
    ['NAD27 / UTM zone 11N', 26711, 440_720, 3_751_320],
    ['WGS 84 / UTM zone 33N', 32633, 500_000, 5_300_000],
    ['ETRS89-extended / LAEA Europe', 3035, 4_321_000, 3_210_000],
  ])('draws %s within half a metre of where GDAL puts it', (_, code, x, y) => {
    const srs = gdal.SpatialReference.fromEPSG(code);
    const toLonLat = lonLatOf(srs);
    const points = scene(x, y).map((at) => ({ at, lonLat: toLonLat(...at) }));
    const draw = projector(proj4Of(srs, points), '+proj=longlat +datum=WGS84 +no_defs');
    for (const { at, lonLat } of [
      ...points,
      { at: [x + 5000, y + 5000], lonLat: toLonLat(x + 5000, y + 5000) } as const,
    ]) {
      const [lon, lat] = draw(...at);
      expect(Math.hypot(lon - lonLat[0], lat - lonLat[1]) * 111_320).toBeLessThan(0.5);
    }
  });

  it('leaves alone what is right', () => {
    const srs = gdal.SpatialReference.fromEPSG(32633);
    const at = [500_000, 5_300_000] as const;
    expect(proj4Of(srs, [{ at, lonLat: lonLatOf(srs)(...at) }])).toBe(srs.toProj4().trim());
  });
});
