import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, expect, test } from 'vitest';
import { describeCog } from './describe-cog.ts';
import { wavelengthOf } from './wavelength-of.ts';

const root = mkdtempSync(join(tmpdir(), 'pvs-wavelength-'));
afterAll(() => rmSync(root, { recursive: true }));

test.each([
  ['Sentinel-2', { WAVELENGTH: '665', WAVELENGTH_UNIT: 'nm', BANDWIDTH: '30' }, {}, 665],
  ['ENVI', { wavelength: '0.8326', wavelength_units: 'Micrometers' }, {}, 832.6],
  ['the domain IMAGERY', { wavelength: '1', wavelength_units: 'nm' }, { CENTRAL_WAVELENGTH_UM: '0.49' }, 490],
  ['a number without a unit', { wavelength: '665' }, {}, undefined],
  ['an unknown unit', { wavelength: '665', wavelength_units: 'Index' }, {}, undefined],
  ['no number', { wavelength: 'red', wavelength_units: 'nm' }, {}, undefined],
  ['nothing', {}, {}, undefined],
])('the wavelength of a band described by %s', (_, metadata, imagery, expected) => {
  expect(wavelengthOf(metadata, imagery)).toBe(expected);
});

test('a COG keeps the wavelengths of the bands it is made of', () => {
  const dataset = gdal.open(join(root, 'plain.tif'), 'w', 'GTiff', 32, 32, 2, 'UInt16');
  dataset.srs = gdal.SpatialReference.fromEPSG(32633);
  dataset.geoTransform = [500_000, 10, 0, 5_000_000, 0, -10];
  dataset.bands.get(1).setMetadata({ WAVELENGTH: '665', WAVELENGTH_UNIT: 'nm' });
  gdal.translate(join(root, 'cog.tif'), dataset, ['-of', 'COG']).close();
  dataset.close();
  const { bands } = describeCog(join(root, 'cog.tif'));
  expect(bands.map(({ wavelengthNm }) => wavelengthNm)).toEqual([665, undefined]);
});
