import fc from 'fast-check';
import gdal from 'gdal-async';
import { expect, test } from 'vitest';
import { FIXED_CRSS } from './crs-table.ts';
import { findCrs, parseCrs, proj4Of, projector, requireCrs } from './crs.ts';

test.each([
  ['EPSG:4326', 'EPSG:4326', 'yx'],
  ['epsg:4326', 'EPSG:4326', 'yx'],
  ['CRS:84', 'EPSG:4326', 'xy'],
  ['urn:ogc:def:crs:OGC:1.3:CRS84', 'EPSG:4326', 'xy'],
  ['urn:ogc:def:crs:EPSG::3857', 'EPSG:3857', 'xy'],
  ['urn:ogc:def:crs:EPSG:6.18:3035', 'EPSG:3035', 'yx'],
  ['http://www.opengis.net/def/crs/EPSG/0/32633', 'EPSG:32633', 'xy'],
  ['EPSG:900913', 'EPSG:3857', 'xy'],
])('%s is %s with axes %s', (text, code, axisOrder) => {
  const parsed = parseCrs(text);
  expect([parsed.crs.code, parsed.axisOrder]).toEqual([code, axisOrder]);
});

test.each([
  'EPSG:99999',
  'EPSG:32600',
  'EPSG:25839',
  'EPSG:26900',
  'AUTO:42001',
  '',
  'EPSG:',
  'EPSG:4326; drop table',
])('%s is refused', (text) => {
  expect(() => parseCrs(text)).toThrow(/allowed are CRS:84/);
});

const codes = [
  ...FIXED_CRSS.map(({ code }) => Number(code.replace('EPSG:', ''))),
  ...[32601, 32633, 32660, 32701, 32760, 25828, 25838, 26901, 26923],
];

test.each(codes)('EPSG:%d has the axes and the projection that GDAL has', (number) => {
  const crs = requireCrs(`EPSG:${number}`);
  const srs = gdal.SpatialReference.fromEPSGA(number);
  expect(crs.axisOrder).toBe(srs.EPSGTreatsAsLatLong() || srs.EPSGTreatsAsNorthingEasting() ? 'yx' : 'xy');
  const [west, south, east, north] = crs.domain;
  const [lon, lat] = [west + 0.4 * (east - west), south + 0.4 * (north - south)];
  const plain = (epsg: number) =>
    gdal.SpatialReference.fromProj4(gdal.SpatialReference.fromEPSG(epsg).toProj4());
  const theirs = new gdal.CoordinateTransformation(plain(4326), plain(number)).transformPoint(lon, lat);
  const [x, y] = projector(requireCrs('EPSG:4326').proj4, crs.proj4)(lon, lat);
  expect(Math.hypot(x - theirs.x, y - theirs.y)).toBeLessThan(0.001);
});

// PROJ's figures.
test.each([
  ['EPSG:3857', 16, 48, 1781111.85269238, 6106854.83488507],
  ['EPSG:32633', 16, 48, 574595.112486034, 5316784.0092354],
  ['EPSG:3035', 16, 48, 4768426.80821989, 2783335.35631011],
])('%s of %d, %d', (code, lon, lat, x, y) => {
  const [px, py] = projector(requireCrs('EPSG:4326').proj4, requireCrs(code).proj4)(lon, lat);
  expect(Math.hypot(px - x, py - y)).toBeLessThan(0.001);
});

test('projecting there and back ends where it began, in every UTM zone', () => {
  const zone = fc.integer({ min: 1, max: 60 });
  const offsets = fc.record({
    lon: fc.double({ min: -3, max: 3, noNaN: true }),
    lat: fc.double({ min: 0, max: 84, noNaN: true }),
  });
  fc.assert(
    fc.property(zone, fc.boolean(), offsets, (number, south, { lon, lat }) => {
      const crs = findCrs(`EPSG:${(south ? 32700 : 32600) + number}`)!;
      const at = [number * 6 - 183 + lon, south ? -lat * (80 / 84) : lat] as const;
      const forward = projector(requireCrs('EPSG:4326').proj4, crs.proj4);
      const back = projector(crs.proj4, requireCrs('EPSG:4326').proj4);
      const [lon2, lat2] = back(...forward(...at));
      expect(Math.abs(lat2 - at[1])).toBeLessThan(1e-7);
      expect(Math.abs(lon2 - at[0]) * Math.cos((at[1] * Math.PI) / 180)).toBeLessThan(1e-7);
    }),
  );
});

test('NAD27 is shifted by as much as PROJ does without grids', () => {
  const [x, y] = projector('+proj=utm +zone=11 +datum=NAD27 +units=m +no_defs', proj4Of('EPSG:4326'))(
    440_720,
    3_751_320,
  );
  // By gdaltransform -s_srs EPSG:26711 -t_srs EPSG:4326; without a shift it would be 80 m further east.
  expect(x).toBeCloseTo(-117.642043, 4);
  expect(y).toBeCloseTo(33.902368, 4);
});

test('a point no projection reaches is not a number, never an exception', () => {
  const [x, y] = projector(requireCrs('EPSG:3857').proj4, requireCrs('EPSG:4326').proj4)(NaN, 0);
  expect(Number.isFinite(x) && Number.isFinite(y)).toBe(false);
});
