import { expect, it } from 'vitest';
import { cutOutUrl, formatsFor, readRasters } from './cut-out.ts';

const asset = (more: object) => ({
  roles: ['data'],
  'eo:bands': [{ name: 'red' }, { name: 'nir' }],
  'raster:bands': [{ data_type: 'uint16' }],
  'proj:epsg': 32633,
  ...more,
});

it('knows the coverages of an item by the names that WCS gives them', () => {
  const rasters = readRasters({
    id: 'S2A',
    assets: {
      data: asset({ title: 'S2A_pan' }),
      B04: asset({ title: 'Red' }),
      'urn:x': asset({}),
      unknown: asset({ 'proj:epsg': null }),
      thumbnail: { roles: ['thumbnail'] },
    },
  });
  expect(rasters.map(({ coverageId }) => coverageId)).toEqual(['S2A_pan', 'S2A__B04', 'S2A__urn_x003A_x']);
  expect(rasters[0]).toMatchObject({ bands: ['red', 'nir'], dataType: 'uint16', epsg: 32633 });
});

it('asks WCS for a part, bands, a CRS and a format', () => {
  const [raster] = readRasters({ id: 'P', assets: { data: asset({ title: 'P' }) } });
  const box = { west: 15.1234567, south: 47, east: 16, north: 48 };
  expect(cutOutUrl({ raster: raster!, box, bands: ['nir'], crs: 'EPSG:3857', format: 'png' })).toBe(
    './ows?service=WCS&version=2.0.1&request=GetCoverage&coverageId=P&subset=Lat(47,48)&subset=Long(15.123457,16)' +
      '&subsettingCrs=EPSG:4326&rangeSubset=nir&outputCrs=EPSG:3857&format=image/png',
  );
  expect(
    cutOutUrl({ raster: raster!, box: undefined, bands: raster!.bands, crs: undefined, format: 'tiff' }),
  ).toBe('./ows?service=WCS&version=2.0.1&request=GetCoverage&coverageId=P&format=image/tiff');
});

it.each([
  ['uint8', 3, ['tiff', 'png', 'jpeg']],
  ['uint8', 2, ['tiff', 'png']],
  ['uint16', 1, ['tiff', 'png']],
  ['float32', 1, ['tiff']],
])('%s with %i bands can be %j', (dataType, bands, formats) => {
  const raster = { coverageId: 'P', title: 'P', bands: [], dataType, epsg: 4326 };
  expect(formatsFor(raster, bands)).toEqual(formats);
});
