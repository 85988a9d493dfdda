import { existsSync, readFileSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isPvsError } from '../errors.ts';
import { footprintBoxes } from '../geometry/footprint-boxes.ts';
import { readMetadata } from './read-metadata.ts';

const ROOT = fileURLToPath(new URL('../../../../shared/data/metadata/', import.meta.url));
const present = existsSync(ROOT);
if (!present) process.stderr.write('SKIPPED: no real metadata in ../shared/data/metadata\n');

const read = (path: string) => readMetadata(readFileSync(ROOT + path), path);

/** What reading a file comes to: format, identifier, begin and end; or the code of the error. */
function outcome(path: string): string {
  try {
    const { format, metadata } = read(path);
    const [begin, end] = [metadata.beginTime, metadata.endTime].map((time) => time.toISOString());
    return [format.name, metadata.identifier, begin, end].join(' ');
  } catch (error) {
    return isPvsError(error, 'InvalidInput') ? error.code : `unexpected: ${String(error)}`;
  }
}

const PHR =
  'DS_PHR1A_20010822110247_TLS_PX_E123N45_0101_01234 2001-08-22T11:02:47.000Z 2001-08-22T11:02:47.999Z';
const BUNDLE = '2016-06-17T12:34:56.000Z 2016-06-17T12:34:56.000Z';
const OGC = 'eo-om/2.0-2.1-ogc-examples';
const MERIS = 'eo-om/meris/ENVISAT-MER_FRS_1PNPDE';
const DIMAP2 = 'dimap/gdal/dimap2';
const HARVEY = 'planet/disaster/hurricane-harvey/hurricane-harvey-0831/20170831_172754_101c';

/** Every GSC, EO-O&M and DIMAP document there is, and what lies beside them. */
const EXPECTED: Readonly<Record<string, string>> = {
  'gsc-synthetic/GSC_opt_HRO.xml':
    'gsc HRO_20140401_13SED190110 2014-04-01T17:00:00.000Z 2014-04-01T17:00:05.000Z',
  'gsc-synthetic/GSC_opt_OAM.xml':
    'gsc OAM_5b90f92da0d7280005fab355_4310 2018-09-06T00:00:00.000Z 2018-09-06T00:10:00.000Z',
  'gsc-synthetic/GSC_sar_ASAR.xml':
    'gsc ASA_WSM_1PNDPA20050331_075939_000000552036_00035_16121_0775 2005-03-31T07:59:36.409Z 2005-03-31T08:00:36.342Z',
  'eo-om/1.0-hma-examples/eop_example.xml': `eo-om ${PHR}`,
  'eo-om/1.0-hma-examples/opt_example.xml': `eo-om ${PHR}`,
  [`${OGC}/alt_example.xml`]: 'eo-om Dummy 2001-08-22T11:02:47.000Z 2001-08-22T11:02:47.999Z',
  [`${OGC}/atm_example.xml`]: `eo-om ${PHR}`,
  [`${OGC}/eop_example.xml`]: `eo-om ${PHR}`,
  [`${OGC}/lmb_example.xml`]: `eo-om ${PHR}`,
  [`${OGC}/opt_example.xml`]: `eo-om ${PHR}`,
  [`${OGC}/opt_example-fails_multiExtentOf.xml`]: `eo-om ${PHR}`,
  [`${OGC}/sar_example.xml`]:
    'eo-om EN-021126221755-53642-SV.ASA_WS__0P 2002-11-26T22:17:55.778Z 2002-11-27T03:54:38.229Z',
  [`${OGC}/ssp_example.xml`]:
    'eo-om urn:ogc:def:EOP:VITO:VGT_S10:V2KRNS10__20070501E 2007-05-01T00:00:00.000Z 2007-05-10T23:59:59.000Z',
  [`${MERIS}20060816_090929_000001972050_00222_23322_0058_uint16_reduced_compressed.nc.aux.xml`]:
    'UnknownMetadataFormat',
  [`${MERIS}20060816_090929_000001972050_00222_23322_0058_uint16_reduced_compressed.xml`]:
    'eo-om MER_FRS_1PNPDE20060816_090929_000001972050_00222_23322_0058_uint16_reduced_compressed 2006-08-16T09:09:29.000Z 2006-08-16T09:12:46.000Z',
  [`${MERIS}20060816_090929_000001972050_00222_23322_0058_uint16_reduced_compressed_reprojected.xml`]:
    'eo-om MER_FRS_1PNPDE20060816_090929_000001972050_00222_23322_0058_uint16_reduced_compressed_reprojected 2006-08-16T09:09:29.000Z 2006-08-16T09:12:46.000Z',
  [`${MERIS}20060822_092058_000001972050_00308_23408_0077_uint16_reduced_compressed.xml`]:
    'eo-om MER_FRS_1PNPDE20060822_092058_000001972050_00308_23408_0077_uint16_reduced_compressed 2006-08-22T09:20:58.000Z 2006-08-22T09:24:15.000Z',
  [`${MERIS}20060830_100949_000001972050_00423_23523_0079_uint16_reduced_compressed.xml`]:
    'eo-om MER_FRS_1PNPDE20060830_100949_000001972050_00423_23523_0079_uint16_reduced_compressed 2006-08-30T10:09:49.000Z 2006-08-30T10:13:06.000Z',
  'dimap/gdal/dimap/METADATA.DIM':
    'dimap SCENE_4_048-261_5_01_11_29_10_30_38_1_M 2001-11-29T10:30:43.000Z 2001-11-29T10:30:43.000Z',
  [`${DIMAP2}/bundle/DIM_foo.XML`]: `dimap foo ${BUNDLE}`,
  [`${DIMAP2}/bundle/DIM_foo2.XML`]: `dimap foo2 ${BUNDLE}`,
  [`${DIMAP2}/bundle/RPC_foo.XML`]: 'UnknownMetadataFormat',
  [`${DIMAP2}/bundle/STRIP_foo_DIM.XML`]: 'UnknownMetadataFormat',
  [`${DIMAP2}/bundle/VOL_PHR.XML`]: 'UnknownMetadataFormat',
  [`${DIMAP2}/primary_rpc_center_h/DIM_PNEO3_STD_x_1_1_F_1.XML`]: 'MetadataIncomplete',
  [`${DIMAP2}/primary_rpc_center_h/RPC_PNEO3_STD_x_1_1_F_1.XML`]: 'UnknownMetadataFormat',
  [`${DIMAP2}/single_component/DIM_foo.XML`]: `dimap foo ${BUNDLE}`,
  [`${DIMAP2}/single_component/RPC_foo.XML`]: 'UnknownMetadataFormat',
  [`${DIMAP2}/single_component/STRIP_foo_DIM.XML`]: 'UnknownMetadataFormat',
  [`${DIMAP2}/single_component/VOL_PHR.XML`]: 'UnknownMetadataFormat',
  [`${DIMAP2}/vhr2020_ms_fs/MS-FS/DIM_MS-FS.XML`]:
    'dimap FOO_MS-FS_ORT 2017-04-12T11:06:01.900Z 2017-04-12T11:06:01.900Z',
  [`${DIMAP2}/vhr2020_ms_fs/VOL_PNEO.XML`]: 'UnknownMetadataFormat',
  'dimap/shareloc/PHRDIMAP_P1BP--2018122638935449CP.XML':
    'dimap DS_PHR1B_201812261048184_FR1_PX_E002N31_0301_01724 2018-12-26T10:48:55.430Z 2018-12-26T10:48:58.453Z',
  'dimap/shareloc/RPC_P1BP--2017092838284574CP.XML': 'UnknownMetadataFormat',
  'dimap/shareloc/RPC_P1BP--2017092838319324CP.XML': 'UnknownMetadataFormat',
  'dimap/shareloc/RPC_PHR1A_P_202503191043438_SEN_7342362101-1.XML': 'UnknownMetadataFormat',
  [`${HARVEY}/20170831_172754_101c_3B_AnalyticMS_metadata.xml`]:
    'eo-om 20170831_172754_101c_3B_AnalyticMS 2017-08-31T17:27:54.000Z 2017-08-31T17:27:54.000Z',
  'planet/order/files/20180119_XXXXXXX_XXXX_3B_Visual_metadata.xml': 'MetadataIncomplete',
  'planet/test_scene_cropped_metadata.xml':
    'eo-om 20160831_180257_0e26_3B_AnalyticMS 2016-08-31T18:02:57.000Z 2016-08-31T18:02:57.000Z',
};

describe.skipIf(!present)('real metadata', () => {
  it('is all in the table', () => {
    const files = globSync('{gsc-synthetic,eo-om,dimap,planet}/**/*.{xml,XML,DIM}', { cwd: ROOT });
    expect(files.map((file) => file.replaceAll('\\', '/')).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))('%s: %s', (path, expected) => {
    expect(outcome(path)).toBe(expected);
  });

  it.each(globSync('ngeo-browse-reports/browseReport*.xml', { cwd: present ? ROOT : '.' }))(
    '%s is no product metadata',
    (path) => {
      expect(outcome(path)).toBe('UnknownMetadataFormat');
    },
  );

  it('gives all a GSC report says', () => {
    expect(read('gsc-synthetic/GSC_opt_HRO.xml')).toMatchObject({
      references: ['201404_13SED190110_201404_0x1500m_CL_1.tif'],
      metadata: {
        footprint: {
          coordinates: [
            [
              [
                [-104.7753, 38.9538],
                [-104.7753, 38.9534],
                [-104.7747, 38.9534],
                [-104.7747, 38.9538],
                [-104.7753, 38.9538],
              ],
            ],
          ],
        },
      },
    });
    expect(read('gsc-synthetic/GSC_sar_ASAR.xml').metadata.attributes).toEqual({
      parentIdentifier: 'ASA_WSM_1P',
      productType: 'WSM',
      productionStatus: 'ARCHIVED',
      acquisitionType: 'NOMINAL',
      acquisitionStation: 'XX',
      archivingCenter: 'XX',
      processingCenter: 'XX',
      processingDate: new Date('2015-01-01T00:00:00Z'),
      platform: 'Envisat',
      platformSerialIdentifier: '1',
      instrument: 'ASAR',
      sensorType: 'RADAR',
      sensorMode: 'WSM',
      resolutionM: 150,
      orbitNumber: 16121,
      orbitDirection: 'DESCENDING',
      polarisationMode: 'S',
      polarisationChannels: 'VV',
      antennaLookDirection: 'RIGHT',
    });
  });

  it('gives all an EO-O&M document says', () => {
    expect(read(`${OGC}/ssp_example.xml`).metadata).toEqual({
      identifier: 'urn:ogc:def:EOP:VITO:VGT_S10:V2KRNS10__20070501E',
      beginTime: new Date('2007-05-01T00:00:00Z'),
      endTime: new Date('2007-05-10T23:59:59Z'),
      footprint: expect.objectContaining({ type: 'MultiPolygon' }),
      attributes: {
        parentIdentifier: 'urn:ogc:def:EOP:VGT_S10',
        productType: 'S10',
        productionStatus: 'ARCHIVED',
        acquisitionType: 'NOMINAL',
        acquisitionStation: 'KIRUNA',
        archivingCenter: 'VITO:CVB',
        processingCenter: 'VITO:CVB:VGT',
        processingMode: 'NOMINAL',
        processorName: 'CTIV_CLOUD_COVER',
        processingDate: new Date('2012-01-01T22:12:15Z'),
        platform: 'SPOT',
        platformSerialIdentifier: '5',
        instrument: 'VGT1',
        sensorType: 'OPTICAL',
        resolutionM: 1000,
        productQualityStatus: 'DEGRADED',
        productQualityDegradationTag: 'DISTORTION',
        creationDate: new Date('2007-10-01T23:00:10Z'),
        modificationDate: new Date('2007-10-01T23:00:10Z'),
        availabilityTime: new Date('2007-06-11T00:00:00Z'),
      },
    });
  });

  it('reads Planet’s coordinates as longitude, latitude', () => {
    const [box] = footprintBoxes(read('planet/test_scene_cropped_metadata.xml').metadata.footprint!);
    expect(box).toMatchObject({ minX: -121.497021319945, minY: 38.2638906970318, maxX: -121.175530837517 });
  });

  it('gives all a DIMAP document says', () => {
    const { references, metadata } = read(`${DIMAP2}/vhr2020_ms_fs/MS-FS/DIM_MS-FS.XML`);
    expect(references).toEqual(['IMG_RGB_R1C1.TIF', 'IMG_NED_R1C1.TIF']);
    expect(metadata.footprint?.coordinates[0]?.[0]).toHaveLength(5);
    expect(metadata.attributes).toEqual({
      sensorType: 'OPTICAL',
      productType: 'MS-FS',
      processingLevel: 'ORTHO',
      processingCenter: 'Processing Center',
      processorName: 'foo',
      processingDate: new Date('2021-01-14T09:25:33Z'),
      platform: 'PNEO',
      platformSerialIdentifier: '4',
      cloudCover: 77.98127298818147,
      snowCover: 0,
      resolutionM: 1.2301113860864856,
      acrossTrackIncidenceAngle: -10.922194058910987,
      alongTrackIncidenceAngle: -2.1643482412893844,
      illuminationAzimuthAngle: 165.76238124344286,
      illuminationElevationAngle: 52.3271354095661,
    });
    expect(read('dimap/gdal/dimap/METADATA.DIM')).toMatchObject({
      references: ['IMAGERY.TIF'],
      metadata: { attributes: { platform: 'SPOT', instrument: 'HRVIR', track: '048', frame: '261' } },
    });
    expect(read(`${DIMAP2}/bundle/DIM_foo2.XML`).references).toEqual([
      'IMG_foo2_R1C1.TIF',
      'IMG_foo2_R2C1.TIF',
    ]);
  });
});
