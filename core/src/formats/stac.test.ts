import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { footprintBoxes } from '../geometry/footprint-boxes.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import { hasRealMetadata, readReal } from '../testing/real-metadata.ts';
import { readMetadata } from './read-metadata.ts';
import { stacAssets } from './stac-assets.ts';

const STAC = 'metadata/stac';
const LANDSAT = `${STAC}/landsat/landsat-c2-l2/LC09_L2SP_010065_20220129_02_T1/LC09_L2SP_010065_20220129_02_T1.json`;

const assetsOf = (path: string) =>
  stacAssets(
    JSON.parse(
      readFileSync(new URL(`../../../../shared/data/${path}`, import.meta.url), 'utf8'),
    ) as JsonValue,
  );

describe.skipIf(!hasRealMetadata)('real STAC items', () => {
  it('of version 1.0 give all they say', () => {
    const { format, metadata } = readReal(LANDSAT);
    expect(format.name).toBe('stac-item');
    expect(metadata).toEqual({
      identifier: 'LC09_L2SP_010065_20220129_02_T1',
      beginTime: new Date('2022-01-29T15:28:34.396Z'),
      endTime: new Date('2022-01-29T15:28:34.396Z'),
      footprint: expect.objectContaining({ type: 'MultiPolygon' }),
      attributes: {
        parentIdentifier: 'landsat-c2-l2',
        productType: 'L2SP',
        processingLevel: 'L2SP',
        platform: 'landsat-9',
        instrument: 'oli, tirs',
        sensorType: 'OPTICAL',
        resolutionM: 30,
        track: '010',
        frame: '065',
        cloudCover: 21.12,
        illuminationAzimuthAngle: 112.2005908,
        illuminationElevationAngle: 57.84396063,
        creationDate: new Date('2022-10-15T12:20:02.609Z'),
      },
    });
  });

  it('of version 0.7 keep platform, instrument and angles in eo:', () => {
    const { metadata } = readReal(
      'metadata/landsat/assets/LC08_L2SP_005009_20150710_20200908_02_T2_SR_stac.json',
    );
    expect(metadata).toMatchObject({
      identifier: 'LC08_L2SP_005009_20150710_20200908_02_T2',
      beginTime: new Date('2015-07-10T00:00:00Z'),
      endTime: new Date('2015-07-10T23:59:59.999Z'),
      attributes: {
        parentIdentifier: 'landsat-c2l2-sr',
        platform: 'LANDSAT_8',
        instrument: 'OLI_TIRS',
        track: '005',
        frame: '009',
        cloudCover: 54.65,
        illuminationElevationAngle: 40.0015903,
      },
    });
  });

  it('say what the Sentinel-2 and satellite extensions say', () => {
    const { attributes } = readReal(`${STAC}/sentinel2/S2A_T07HFE_20190212T192646_L2A.json`).metadata;
    expect(attributes).toMatchObject({
      productType: 'S2MSI2A',
      productVersion: '02.12',
      platform: 'sentinel-2a',
      instrument: 'msi',
      orbitDirection: 'DESCENDING',
      track: '13',
      cloudCover: 51.580326,
      snowCover: 0,
      minimumIncidenceAngle: 10.813814451500992,
      maximumIncidenceAngle: 10.813814451500992,
      processingDate: new Date('2020-10-07T16:08:57.135Z'),
    });
  });

  it('that cover the world are not taken to cross the antimeridian, tiles that do are', () => {
    expect(footprintBoxes(readReal(`${STAC}/rio-tiler/stac_netcdf.json`).metadata.footprint!)).toEqual([
      expect.objectContaining({ minX: expect.closeTo(-170.085, 6), maxX: expect.closeTo(169.915, 6) }),
    ]);
    const crossing = readReal(`${STAC}/sentinel2/S2A_T01LAC_20200717T221944_L1C.json`).metadata.footprint!;
    expect(footprintBoxes(crossing).map(({ maxX }) => maxX)).toEqual([180, expect.closeTo(-179.703, 3)]);
  });

  it('name the files with role data that lie beside them', () => {
    const { references } = readReal(`${STAC}/rio-tiler/stac_relative.json`);
    expect(references).toHaveLength(5);
    expect(references[0]).toMatch(/_B\.tif$/);
    // All its assets are addresses.
    expect(readReal(`${STAC}/spec-examples/core-item.json`).references).toEqual([]);
  });

  it('list bands with their common names, in every version', () => {
    const red = assetsOf(`${STAC}/sentinel2/S2A_T07HFE_20190212T192646_L2A.json`).find(
      ({ key }) => key === 'red_20m',
    );
    expect(red).toMatchObject({
      title: 'Red - 20m',
      roles: ['data', 'reflectance'],
      bands: [{ name: 'B04', commonName: 'red', centerWavelengthUm: 0.665 }],
      projection: {
        crs: 'EPSG:32707',
        transform: [600000, 20, 0, 6500020, 0, -20],
        widthPx: 5490,
        heightPx: 5490,
      },
    });
    const analytic = assetsOf(`${STAC}/spec-examples/extended-item.json`)[0];
    expect(analytic?.bands.map(({ commonName }) => commonName)).toEqual(['blue', 'green', 'red', 'nir']);
    expect(analytic?.projection).toMatchObject({ crs: 'EPSG:32659', widthPx: 9559, heightPx: 5558 });
    const old = assetsOf('metadata/landsat/assets/LC08_L2SP_005009_20150710_20200908_02_T2_SR_stac.json');
    expect(old.find(({ key }) => key === 'SR_B4.TIF')?.bands).toEqual([
      { name: 'SR_B4', commonName: 'red', centerWavelengthUm: 0.65 },
    ]);
  });
});

const item = (parts: JsonObject) =>
  JSON.stringify({
    type: 'Feature',
    stac_version: '1.0.0',
    id: 'X',
    geometry: null,
    properties: { datetime: '2020-01-01T00:00:00Z' },
    assets: {},
    ...parts,
  });

const read = (parts: JsonObject) => readMetadata(item(parts), 'item.json');

describe('a STAC item', () => {
  it('takes its interval before its datetime, which may be null', () => {
    const { metadata } = read({
      properties: {
        datetime: null,
        start_datetime: '2020-01-01T00:00:00Z',
        end_datetime: '2020-01-02T00:00:00Z',
      },
    });
    expect([metadata.beginTime, metadata.endTime]).toEqual([new Date('2020-01-01'), new Date('2020-01-02')]);
  });

  it('reads the SAR, satellite and processing extensions', () => {
    const { attributes } = read({
      properties: {
        datetime: '2020-01-01T00:00:00Z',
        'sar:instrument_mode': 'IW',
        'sar:polarizations': ['VV', 'VH'],
        'sar:product_type': 'GRD',
        'sar:observation_direction': 'right',
        'sat:orbit_state': 'ascending',
        'sat:absolute_orbit': 123,
        'sat:relative_orbit': 7,
        'processing:level': 'L1',
        'processing:facility': 'TLS',
        'processing:datetime': '2020-01-03T00:00:00Z',
      },
    }).metadata;
    expect(attributes).toEqual({
      sensorType: 'RADAR',
      sensorMode: 'IW',
      polarisationChannels: 'VV, VH',
      productType: 'GRD',
      antennaLookDirection: 'RIGHT',
      orbitDirection: 'ASCENDING',
      orbitNumber: 123,
      track: '7',
      processingLevel: 'L1',
      processingCenter: 'TLS',
      processingDate: new Date('2020-01-03'),
    });
  });

  it('without role data names rasters without a role, never addresses and absolute paths', () => {
    const asset = (href: string) => ({ href });
    const { references } = read({
      assets: {
        a: asset('./a.tif'),
        b: asset('https://host/b.tif'),
        c: asset('/etc/c.tif'),
        d: asset('s3://bucket/d.tif'),
        e: asset('../e.TIF'),
        f: asset('f.json'),
        g: asset('\\\\host\\g.tif'),
      },
    });
    expect(references).toEqual(['a.tif', '../e.TIF']);
  });

  it.each([
    ['a path as identifier', { id: '../../x' }, 'InvalidIdentifier'],
    ['no time', { properties: {} }, 'MetadataIncomplete'],
    ['words for a polygon', { geometry: { type: 'Polygon', coordinates: 'POLYGON' } }, 'InvalidFootprint'],
    [
      'words for positions',
      { geometry: { type: 'Polygon', coordinates: [[['a', 'b']]] } },
      'InvalidFootprint',
    ],
    ['a catalogue', { type: 'Catalog' }, 'UnknownMetadataFormat'],
    ['a collection', { type: 'Collection' }, 'UnknownMetadataFormat'],
  ])('is refused with %s', (_, parts, code) => {
    expect(() => read(parts as JsonObject)).toThrow(expect.objectContaining({ kind: 'InvalidInput', code }));
  });

  it('has no footprint where its geometry is a point', () => {
    expect(read({ geometry: { type: 'Point', coordinates: [1, 2] } }).metadata.footprint).toBeUndefined();
  });

  it('lists no bands for an asset that names none, nor for numbers outside its list', () => {
    const [plain, outside] = stacAssets({
      properties: { 'eo:bands': [{ name: 'B1' }] },
      assets: {
        plain: { href: 'a.tif' },
        outside: { href: 'b.tif', 'eo:bands': [7] },
        broken: { title: 'x' },
      },
    });
    expect(plain).toEqual({ key: 'plain', href: 'a.tif', roles: [], bands: [], projection: {} });
    expect(outside?.bands).toEqual([{}]);
  });
});
