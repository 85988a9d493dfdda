import { describe, expect, it } from 'vitest';
import { footprintBoxes } from '../geometry/footprint-boxes.ts';
import { hasRealMetadata, readReal } from '../testing/real-metadata.ts';
import { readMetadata } from './read-metadata.ts';
import { parseXml } from '../xml/parse-xml.ts';
import { sentinel1Annotation } from './sentinel1-annotation.ts';
import { finestImages, latLonFootprint, sentinelPlatform } from './sentinel-safe.ts';

const S2 = 'metadata/sentinel2-safe/S2A_MSIL2A_20230625T234621_N0509_R073_T01WCP_20230626T022157.SAFE';
const S1 = 'metadata/sentinel1-safe/S1B_IW_GRDH_1SDV_20210401T052623_20210401T052648_026269_032297_ECC8.SAFE';
const FAKE_S1 = 'metadata/gdal-products/SAFE_FAKE/test.SAFE';
const FAKE_S2 = 'metadata/gdal-products/sentinel2/fake_l1c/S2A_OPER_PRD_MSIL1C.SAFE';

describe.skipIf(!hasRealMetadata)('Sentinel-2', () => {
  it('gives all that the metadata of a product says', () => {
    const { format, metadata, references } = readReal(`${S2}/MTD_MSIL2A.xml`);
    expect(format.name).toBe('sentinel2-product');
    expect(metadata).toEqual({
      identifier: 'S2A_MSIL2A_20230625T234621_N0509_R073_T01WCP_20230626T022157',
      beginTime: new Date('2023-06-25T23:46:21.024Z'),
      endTime: new Date('2023-06-25T23:46:21.024Z'),
      footprint: expect.objectContaining({ type: 'MultiPolygon' }),
      attributes: {
        sensorType: 'OPTICAL',
        platform: 'Sentinel-2',
        platformSerialIdentifier: 'A',
        instrument: 'MSI',
        sensorMode: 'INS-NOBS',
        productType: 'S2MSI2A',
        processingLevel: 'Level-2A',
        productVersion: '05.09',
        processingDate: new Date('2023-06-26T02:21:57Z'),
        orbitNumber: 41826,
        orbitDirection: 'DESCENDING',
        track: '73',
        cloudCover: 15.047897000000003,
        snowCover: 33.221465,
        resolutionM: 10,
      },
    });
    // Its tile lies across the antimeridian.
    expect(footprintBoxes(metadata.footprint!)).toEqual([
      expect.objectContaining({ minX: expect.closeTo(178.4741, 4), maxX: 180 }),
      expect.objectContaining({ minX: -180, maxX: expect.closeTo(-178.9662, 4) }),
    ]);
    const bands = references.map((path) => /_([A-Z0-9]{3})_(\d\d)m\.jp2$/.exec(path)?.slice(1).join(' '));
    expect(bands.sort()).toEqual(
      ['AOT 10', 'B01 20', 'B02 10', 'B03 10', 'B04 10', 'B05 20', 'B06 20', 'B07 20', 'B08 10', 'B09 60']
        .concat(['B11 20', 'B12 20', 'B8A 20', 'SCL 20', 'TCI 10', 'WVP 10'])
        .sort(),
    );
  });

  it('gives the same product from its manifest', () => {
    const product = readReal(`${S2}/MTD_MSIL2A.xml`);
    const manifest = readReal(`${S2}/manifest.safe`);
    expect(manifest.metadata.identifier).toBe(product.metadata.identifier);
    expect(manifest.metadata.beginTime).toEqual(product.metadata.beginTime);
    expect(manifest.metadata.footprint).toEqual(product.metadata.footprint);
    expect([...manifest.references].sort()).toEqual([...product.references].sort());
    expect(manifest.metadata.attributes).toMatchObject({
      platform: 'Sentinel-2',
      platformSerialIdentifier: 'A',
      instrument: 'MSI',
      processingLevel: 'Level-2A',
      orbitNumber: 41826,
      track: '073',
      orbitDirection: 'DESCENDING',
    });
  });

  it('reads a tile: the Sun, and the square of its grid', () => {
    const { metadata } = readReal(`${S2}/GRANULE/L2A_T01WCP_A041826_20230625T234624/MTD_TL.xml`);
    expect(metadata).toMatchObject({
      identifier: 'S2A_OPER_MSI_L2A_TL_2APS_20230626T022157_A041826_T01WCP_N05.09',
      beginTime: new Date('2023-06-25T23:47:55.578Z'),
      attributes: {
        platformSerialIdentifier: 'A',
        illuminationZenithAngle: 42.8949736512547,
        illuminationAzimuthAngle: 174.705217601066,
        cloudCover: 15.047897,
      },
    });
  });

  it('reads products of before 2016, named after their directory, with an image per granule and band', () => {
    const { metadata, references } = readReal(`${FAKE_S2}/S2A_OPER_MTD_SAFL1C.xml`);
    expect(metadata.identifier).toBe('S2A_OPER_PRD_MSIL1C');
    expect(metadata.attributes).toMatchObject({ orbitNumber: 123, track: '22' });
    expect(references).toHaveLength(26);
    expect(references).toContain(
      'GRANULE/S2A_OPER_MSI_L1C_T32TRQ_N01.03/IMG_DATA/S2A_OPER_MSI_L1C_T32TRQ_B8A.jp2',
    );
  });
});

describe.skipIf(!hasRealMetadata)('Sentinel-1', () => {
  it('gives all that the manifest says', () => {
    const { format, metadata, references } = readReal(`${S1}/manifest.safe`);
    expect(format.name).toBe('safe-manifest');
    expect(metadata).toEqual({
      identifier: 'S1B_IW_GRDH_1SDV_20210401T052623_20210401T052648_026269_032297_ECC8',
      beginTime: new Date('2021-04-01T05:26:23.794Z'),
      endTime: new Date('2021-04-01T05:26:48.793Z'),
      footprint: {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [12.446052, 47.11525],
              [9.086069, 47.512238],
              [8.772268, 46.011879],
              [12.040968, 45.614502],
              [12.446052, 47.11525],
            ],
          ],
        ],
      },
      attributes: {
        sensorType: 'RADAR',
        platform: 'Sentinel-1',
        platformSerialIdentifier: 'B',
        instrument: 'SAR',
        sensorMode: 'IW',
        swathIdentifier: 'IW',
        productType: 'GRD',
        processingLevel: 'Level-1',
        processingCenter: 'Copernicus S1 Core Ground Segment - TLS',
        processingDate: new Date('2021-04-01T07:03:17Z'),
        processorName: 'Sentinel-1 IPF 003.31',
        orbitNumber: 26269,
        track: '168',
        orbitDirection: 'DESCENDING',
        polarisationMode: 'D',
        polarisationChannels: 'VV, VH',
        antennaLookDirection: 'RIGHT',
      },
    });
    expect(references).toEqual([
      'measurement/s1b-iw-grd-vh-20210401t052623-20210401t052648-026269-032297-002.tiff',
      'measurement/s1b-iw-grd-vv-20210401t052623-20210401t052648-026269-032297-001.tiff',
    ]);
  });

  it('reads angles and spacing from an annotation', () => {
    const name = 's1a-iw-grd-vv-20150705t064241-20150705t064306-006672-008ea0-001';
    const { metadata } = readReal(`${FAKE_S1}/annotation/${name}.xml`);
    expect(metadata).toMatchObject({
      identifier: name,
      beginTime: new Date('2015-07-05T06:42:41.504Z'),
      attributes: {
        platform: 'Sentinel-1',
        platformSerialIdentifier: 'A',
        orbitNumber: 6672,
        orbitDirection: 'DESCENDING',
        resolutionM: 10,
        // This copy has one point of its grid.
        minimumIncidenceAngle: 30.5123812358488,
        maximumIncidenceAngle: 30.5123812358488,
      },
    });
  });
});

describe('a Sentinel-1 annotation', () => {
  it('says where its image lies, leaving out points that are nowhere', () => {
    const point = (line: string, longitude: string) =>
      `<geolocationGridPoint><line>${line}</line><pixel>7</pixel><latitude>4.7e+01</latitude><longitude>${longitude}</longitude></geolocationGridPoint>`;
    const root = parseXml(
      `<product><adsHeader><missionId>S1A</missionId></adsHeader><geolocationGrid><geolocationGridPointList>${point('0', '1.2e+01')}${point('9', '400')}${point('x', '12')}</geolocationGridPointList></geolocationGrid></product>`,
    );
    expect(sentinel1Annotation.tiePoints({ kind: 'xml', root })).toEqual([
      { column: 7, row: 0, position: [12, 47] },
    ]);
  });
});

const manifest = (hrefs: readonly string[]) => `<XFDU><metadataSection><metadataObject><metadataWrap><xmlData>
  <acquisitionPeriod><startTime>2021-04-01T05:26:23</startTime></acquisitionPeriod></xmlData></metadataWrap>
  </metadataObject></metadataSection><dataObjectSection>${hrefs
    .map((href) => `<dataObject><byteStream><fileLocation href="${href}"/></byteStream></dataObject>`)
    .join('')}</dataObjectSection></XFDU>`;

describe('a SAFE manifest', () => {
  it('is named after its directory, else after the report it lists', () => {
    const text = manifest(['./S1A_X.SAFE-report-20210401T060513.pdf', './measurement/a.tiff']);
    expect(readMetadata(text, 'S1B_Y.SAFE/manifest.safe').metadata.identifier).toBe('S1B_Y');
    const { metadata, references } = readMetadata(text, 'manifest.safe');
    expect([metadata.identifier, references]).toEqual(['S1A_X', ['measurement/a.tiff']]);
  });

  it('says where a name is expected when there is none', () => {
    expect(() => readMetadata(manifest([]), 'manifest.safe')).toThrow('PRODUCT.SAFE/manifest.safe');
  });
});

describe('what SAFE products share', () => {
  it.each([
    ['Sentinel-2A', { platform: 'Sentinel-2', platformSerialIdentifier: 'A' }],
    ['SENTINEL-1B', { platform: 'Sentinel-1', platformSerialIdentifier: 'B' }],
    ['SENTINEL2C', { platform: 'Sentinel-2', platformSerialIdentifier: 'C' }],
    ['RCM-1', { platform: 'RCM-1' }],
  ])('platform %s', (name, expected) => {
    expect(sentinelPlatform(name)).toEqual(expected);
  });

  it('takes every band once, at its finest resolution', () => {
    const names = ['R60m/T_B02_60m.jp2', 'R10m/T_B02_10m.jp2', 'R20m/T_B05_20m.jp2', 'T_B01.jp2'];
    expect(finestImages(names)).toEqual(['R10m/T_B02_10m.jp2', 'R20m/T_B05_20m.jp2', 'T_B01.jp2']);
  });

  it.each(['1,2 3,4 5', '1 2 x 4 5 6'])('refuses positions %s', (text) => {
    expect(() => latLonFootprint(text)).toThrow(expect.objectContaining({ code: 'InvalidFootprint' }));
  });
});
