import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isPvsError } from '../errors.ts';
import type { ProductMetadata } from '../catalogue/product.ts';
import { footprintBoxes } from '../geometry/footprint-boxes.ts';
import { hasRealMetadata, readReal, realDocuments } from '../testing/real-metadata.ts';
import { writeGsc } from './gsc-writer.ts';
import { readMetadata } from './read-metadata.ts';

const DOCUMENTS = realDocuments('metadata/**/*.{xml,XML,DIM,json,txt,safe}');
const HOSTILE = realDocuments('hostile/{xml,stac}/*');

/** What reading a file comes to: the product, or the code of the error and what it says. */
function outcome(path: string): string {
  try {
    const { format, metadata, references } = readReal(path);
    const { identifier, beginTime, endTime, attributes } = metadata;
    const { platform = '-', productType = '-', cloudCover = '-' } = attributes;
    const times = [beginTime, endTime].map((time) => time.toISOString()).join('/');
    const facts = [times, boxOf(metadata), platform, productType, `cloud ${cloudCover}`];
    return [format.name, identifier, ...facts, `${references.length} files`].join(' | ');
  } catch (error) {
    if (!isPvsError(error)) return `unexpected: ${String(error)}`;
    return `${error.code}: ${error.message.slice(path.length + 2).split(' describes no product')[0]}`;
  }
}

const boxOf = ({ footprint }: ProductMetadata) =>
  footprint
    ? footprintBoxes(footprint)
        .map(({ minX, minY, maxX, maxY }) => [minX, minY, maxX, maxY].map((n) => n.toFixed(3)).join(' '))
        .join(' and ')
    : 'no footprint';

const table = (paths: readonly string[]) => paths.map((path) => `${path} | ${outcome(path)}`);

const expected = (name: string) =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean);

describe.skipIf(!hasRealMetadata)('all real metadata', () => {
  it('comes to the outcomes known', () => {
    const lines = table(DOCUMENTS);
    process.stdout.write(`${lines.join('\n')}\n`);
    expect(lines).toEqual(expected('real-metadata.outcomes.txt'));
  });

  it('reads back from a GSC report as the same product', () => {
    const report = { responsibleOrgName: 'ORG', dateTime: new Date(0) };
    for (const path of DOCUMENTS.filter((one) => !/^\w+: /.test(outcome(one)))) {
      const { metadata } = readReal(path);
      const back = readMetadata(writeGsc(metadata, report), 'report.xml').metadata;
      expect({ ...back, footprint: back.footprint && boxOf(back) }, path).toEqual({
        ...metadata,
        footprint: metadata.footprint && boxOf(metadata),
      });
    }
  });
});

describe.skipIf(!hasRealMetadata)('hostile documents', () => {
  it('end in a problem each', () => {
    const lines = table(HOSTILE);
    process.stdout.write(`${lines.join('\n')}\n`);
    expect(lines).toEqual(expected('hostile-metadata.outcomes.txt'));
  });
});

const OGC = 'metadata/eo-om/2.0-2.1-ogc-examples';
const DIMAP2 = 'metadata/dimap/gdal/dimap2';
const read = readReal;

describe.skipIf(!hasRealMetadata)('real metadata', () => {
  it('gives all a GSC report says', () => {
    expect(read('metadata/gsc-synthetic/GSC_opt_HRO.xml')).toMatchObject({
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
    expect(read('metadata/gsc-synthetic/GSC_sar_ASAR.xml').metadata.attributes).toEqual({
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
    const [box] = footprintBoxes(read('metadata/planet/test_scene_cropped_metadata.xml').metadata.footprint!);
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
    expect(read('metadata/dimap/gdal/dimap/METADATA.DIM')).toMatchObject({
      references: ['IMAGERY.TIF'],
      metadata: { attributes: { platform: 'SPOT', instrument: 'HRVIR', track: '048', frame: '261' } },
    });
    expect(read(`${DIMAP2}/bundle/DIM_foo2.XML`).references).toEqual([
      'IMG_foo2_R1C1.TIF',
      'IMG_foo2_R2C1.TIF',
    ]);
  });
});
