import type { GeoreferenceConfig } from '@pvs/core/config/preprocessing';
import { describe, expect, it } from 'vitest';
import type { Georeference, RasterInfo } from '../gdal/gdal-job.ts';
import { isGeoreferenced, planGeoreference } from './plan-georeference.ts';

const bare: RasterInfo = {
  widthPx: 1,
  heightPx: 1,
  bandCount: 1,
  bands: [],
  blockBytes: 1,
  gcpCount: 0,
  hasRpc: false,
  hasGeolocation: false,
  hasMask: false,
};
const transform = [10, 1, 0, 47, 0, -1] as const;
const placed: RasterInfo = { ...bare, crs: 'WKT', transform, corners: [] };
const plan = (info: RasterInfo, parts: readonly RasterInfo[] = []) =>
  planGeoreference({ file: 'a.tif', info, parts });

const gcps = (gcpCount: number): RasterInfo => ({ ...bare, gcpCount, gcpCrs: 'WKT' });
const method = (gcpCount: number) => plan({ ...bare, gcpCount, gcpCrs: 'WKT' });

describe('planGeoreference', () => {
  it('takes a geotransform before ground control points, and those before RPCs', () => {
    expect(plan({ ...placed, gcpCount: 10, gcpCrs: 'WKT', hasRpc: true })).toEqual({ by: 'transform' });
    expect(plan({ ...bare, gcpCount: 10, gcpCrs: 'WKT', hasRpc: true })).toEqual({
      by: 'gcps',
      method: 'tps',
    });
    expect(plan({ ...bare, hasRpc: true })).toEqual({ by: 'rpc' });
  });

  it('bends by a spline only with enough ground control points, and not with thousands', () => {
    expect([4, 6, 5000].map(method)).toMatchObject([
      { method: 'polynomial' },
      { method: 'tps' },
      { method: 'polynomial' },
    ]);
  });

  it('takes the CRS of the parts where the geotransform does not fit its own', () => {
    const { corners, ...misplaced } = placed;
    expect(corners).toBeDefined();
    expect(plan(misplaced, [{ ...placed, crs: 'UTM' }])).toEqual({ by: 'transform', crs: 'UTM' });
  });

  it.each<[RasterInfo, RegExp]>([
    [bare, /no CRS and no geotransform/],
    [{ ...bare, transform }, /a geotransform and no CRS/],
    [{ ...bare, crs: 'WKT' }, /a CRS and no geotransform/],
    [{ ...bare, crs: 'WKT', transform }, /lies outside its CRS/],
    [{ ...placed, transform: [0, 1, 0, 0, 0, 1] }, /lies outside its CRS/],
    [{ ...bare, gcpCount: 4 }, /4 ground control points and no CRS/],
  ])('refuses what has no place, saying what it has', (info, why) => {
    expect(() => plan(info)).toThrow(why);
    expect(() => plan(info)).toThrow(expect.objectContaining({ code: 'NotGeoreferenced' }));
    expect(isGeoreferenced({ file: 'a.tif', info, parts: [] })).toBe(false);
  });

  it.each<[GeoreferenceConfig, RasterInfo, Georeference]>([
    [{ by: 'transform', crs: 'EPSG:32633' }, { ...bare, transform }, { by: 'transform' }],
    [{ by: 'gcps', order: 2 }, gcps(6), { by: 'gcps', method: 'polynomial', order: 2 }],
    [{ by: 'gcps', method: 'tps', order: 1 }, gcps(4), { by: 'gcps', method: 'tps' }],
    [{ by: 'gcps', order: 1 }, gcps(10), { by: 'gcps', method: 'tps' }],
    [
      { by: 'gcps', method: 'polynomial', order: 1 },
      gcps(10),
      { by: 'gcps', method: 'polynomial', order: 1 },
    ],
    [{ by: 'rpc' }, { ...placed, hasRpc: true }, { by: 'rpc' }],
    [{ by: 'corners' }, bare, { by: 'gcps', method: 'polynomial', order: 1 }],
    [{ by: 'world-file', crs: 'EPSG:32633' }, bare, { by: 'transform' }],
  ])('does as is configured: %o', (configured, info, expected) => {
    expect(planGeoreference({ file: 'a.tif', info, parts: [] }, configured)).toEqual(expected);
  });

  it.each<[GeoreferenceConfig, RasterInfo, RegExp]>([
    [{ by: 'transform' }, { ...bare, transform }, /configured to have a geotransform/],
    [{ by: 'gcps', order: 3 }, gcps(9), /configured to have 10 ground control points/],
    [{ by: 'rpc' }, placed, /configured to have RPCs/],
  ])('refuses what has not what is configured: %o', (configured, info, why) => {
    expect(() => planGeoreference({ file: 'a.tif', info, parts: [] }, configured)).toThrow(why);
  });
});
