import { describe, expect, it } from 'vitest';
import { METADATA_FORMATS } from './index.ts';
import { readMetadata } from './read-metadata.ts';

const HEAD =
  'xmlns:gsc="http://earth.esa.int/gsc" xmlns:eop="http://earth.esa.int/eop" xmlns:gml="http://www.opengis.net/gml"';
const TIME =
  '<gml:validTime><gml:TimePeriod><gml:beginPosition>2018-06-30T10:00:00</gml:beginPosition><gml:endPosition>2018-06-30T10:00:07.5Z</gml:endPosition></gml:TimePeriod></gml:validTime>';
const id = (identifier: string) =>
  `<gml:metaDataProperty><gsc:EarthObservationMetaData><eop:identifier>${identifier}</eop:identifier></gsc:EarthObservationMetaData></gml:metaDataProperty>`;
const target = (surface: string, attributes = 'srsName="EPSG:4326"') =>
  `<gml:target><eop:Footprint><gml:multiExtentOf><gml:MultiSurface ${attributes}>${surface}</gml:MultiSurface></gml:multiExtentOf></eop:Footprint></gml:target>`;
const ring = (positions: string, attributes = '') =>
  `<gml:LinearRing><gml:posList ${attributes}>${positions}</gml:posList></gml:LinearRing>`;
const exterior = (positions: string, attributes = '') =>
  `<gml:Polygon><gml:exterior>${ring(positions, attributes)}</gml:exterior></gml:Polygon>`;
const report = (content: string, theme = 'opt') =>
  `<gsc:report ${HEAD}><gsc:${theme}_metadata>${content}</gsc:${theme}_metadata></gsc:report>`;

const read = (content: string, theme?: string) =>
  readMetadata(report(content, theme), 'dir/GSC.xml').metadata;

/** The square of latitudes 47 to 48 and longitudes 16 to 17. */
const SQUARE = '48 16 47 16 47 17 48 17 48 16';
const square = [[16, 48], [16, 47], [17, 47], [17, 48], [16, 48]]; // prettier-ignore

describe('METADATA_FORMATS', () => {
  it('has unique names', () => {
    const names = METADATA_FORMATS.map((format) => format.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('GSC', () => {
  it.each(['opt', 'sar', 'atm'])('reads %s observations; a missing time zone is UTC', (theme) => {
    expect(read(id('P1') + TIME, theme)).toEqual({
      identifier: 'P1',
      beginTime: new Date('2018-06-30T10:00:00Z'),
      endTime: new Date('2018-06-30T10:00:07.500Z'),
      attributes: {},
    });
  });

  it.each([
    ['surfaceMembers', `<gml:surfaceMembers>${exterior(SQUARE)}</gml:surfaceMembers>`],
    ['surfaceMember', `<gml:surfaceMember>${exterior(SQUARE)}</gml:surfaceMember>`],
    [
      'line breaks and repeated blanks',
      `<gml:surfaceMember>${exterior(SQUARE.replaceAll(' ', ' \n\t '))}</gml:surfaceMember>`,
    ],
    [
      'heights',
      `<gml:surfaceMember>${exterior('48 16 9 47 16 9 47 17 9 48 17 9', 'srsDimension="3"')}</gml:surfaceMember>`,
    ],
    [
      'a CRS in longitude, latitude',
      `<gml:surfaceMember>${exterior('16 48 16 47 17 47 17 48', 'srsName="urn:ogc:def:crs:OGC:1.3:CRS84"')}</gml:surfaceMember>`,
    ],
    [
      'a CRS as URN',
      `<gml:surfaceMember>${exterior(SQUARE, 'srsName="urn:ogc:def:crs:EPSG::4326"')}</gml:surfaceMember>`,
    ],
  ])('reads a footprint with %s', (_, surface) => {
    expect(read(id('P1') + TIME + target(surface)).footprint?.coordinates).toEqual([[square]]);
  });

  it('takes a footprint without a CRS as latitude, longitude', () => {
    const surface = `<gml:surfaceMember>${exterior(SQUARE)}</gml:surfaceMember>`;
    expect(read(id('P1') + TIME + target(surface, '')).footprint?.coordinates).toEqual([[square]]);
  });

  it('reads several polygons, in one surfaceMembers and in their own', () => {
    const second = exterior('10 10 9 10 9 11 10 11');
    for (const surface of [
      `<gml:surfaceMembers>${exterior(SQUARE)}${second}</gml:surfaceMembers>`,
      `<gml:surfaceMember>${exterior(SQUARE)}</gml:surfaceMember><gml:surfaceMember>${second}</gml:surfaceMember>`,
    ]) {
      expect(read(id('P1') + TIME + target(surface)).footprint?.coordinates).toHaveLength(2);
    }
  });

  it('reads holes', () => {
    const hole = `<gml:interior>${ring('47.4 16.4 47.4 16.6 47.6 16.6 47.6 16.4')}</gml:interior>`;
    const surface = exterior(SQUARE).replace('</gml:Polygon>', `${hole}</gml:Polygon>`);
    const { footprint } = read(id('P1') + TIME + target(`<gml:surfaceMember>${surface}</gml:surfaceMember>`));
    expect(footprint?.coordinates[0]).toHaveLength(2);
  });

  it('reads projected footprints', () => {
    const surface = `<gml:surfaceMember>${exterior('500000 5300000 600000 5300000 600000 5400000')}</gml:surfaceMember>`;
    const { footprint } = read(id('P1') + TIME + target(surface, 'srsName="EPSG:32633"'));
    const [lon, lat] = footprint?.coordinates[0]?.[0]?.[0] ?? [];
    expect([lon, lat]).toEqual([expect.closeTo(15, 6), expect.closeTo(47.85, 1)]);
  });
});

const period = (begin: string, end: string) =>
  TIME.replace(/(?<=beginPosition>)[^<]*/, begin).replace(/(?<=endPosition>)[^<]*/, end);

describe('times', () => {
  it.each([
    ['2018-06-30T12:00:00+02:00', '2018-06-30T10:00:00.000Z'],
    ['2018-06-30T10:00:00.409059Z', '2018-06-30T10:00:00.409Z'],
    ['2018-06-30', '2018-06-30T00:00:00.000Z'],
  ])('begins %s at %s', (given, expected) => {
    expect(read(id('P') + period(given, '2018-07-02')).beginTime.toISOString()).toBe(expected);
  });

  it('ends a bare date with its day', () => {
    expect(read(id('P') + period('2018-06-30', '2018-06-30')).endTime.toISOString()).toBe(
      '2018-06-30T23:59:59.999Z',
    );
  });

  it.each([
    ['an end before the begin', '2018-06-30T10:00:00Z', '2018-06-30T09:00:00Z', 'before it begins'],
    ['no date', 'yesterday', '2018-06-30', 'yesterday'],
    ['a day that is none', '2018-02-30', '2018-06-30', '2018-02-30'],
    ['an interval for an instant', '2018-01-01/2018-01-02', '2018-06-30', 'not an instant'],
  ])('refuses %s', (_, begin, end, message) => {
    const reading = () => read(id('P') + period(begin, end));
    expect(reading).toThrow(expect.objectContaining({ kind: 'InvalidInput', code: 'InvalidTime' }));
    expect(reading).toThrow(message);
  });
});

const dimapDocument = (content: string) =>
  `<Dimap_Document><Raster_Dimensions/><Dataset_Id><DATASET_NAME>A 1/2</DATASET_NAME></Dataset_Id>${content}</Dimap_Document>`;

const dimapBegin = (content: string) =>
  readMetadata(dimapDocument(content), 'M.DIM').metadata.beginTime.toISOString();

describe('readMetadata', () => {
  it.each([
    [
      'no identifier',
      report(TIME),
      'MetadataIncomplete',
      'metaDataProperty/EarthObservationMetaData/identifier',
    ],
    ['an empty identifier', report(id(' ') + TIME), 'MetadataIncomplete', 'identifier'],
    ['no times', report(id('P')), 'MetadataIncomplete', 'beginPosition'],
    ['no observation', `<gsc:report ${HEAD}/>`, 'MetadataIncomplete', 'opt_metadata'],
    ['an identifier with a path', report(id('../../etc') + TIME), 'InvalidIdentifier', '../../etc'],
    ['an identifier that is one', report(id('..') + TIME), 'InvalidIdentifier', "'..'"],
    [
      'an odd number of values',
      report(id('P') + TIME + target(`<gml:surfaceMember>${exterior('1 2 3')}</gml:surfaceMember>`)),
      'InvalidFootprint',
      '3 values',
    ],
    [
      'a word for a coordinate',
      report(id('P') + TIME + target(`<gml:surfaceMember>${exterior('1 2 x 4')}</gml:surfaceMember>`)),
      'InvalidFootprint',
      "'x'",
    ],
    [
      'a latitude of 95',
      report(id('P') + TIME + target(`<gml:surfaceMember>${exterior('95 2 3 4 5 6')}</gml:surfaceMember>`)),
      'InvalidFootprint',
      'latitude 95',
    ],
    [
      'an unknown CRS',
      report(
        id('P') +
          TIME +
          target(`<gml:surfaceMember>${exterior(SQUARE)}</gml:surfaceMember>`, 'srsName="EPSG:1"'),
      ),
      'UnknownCrs',
      'EPSG:1',
    ],
    ['another root', '<a:kml xmlns:a="urn:k"/>', 'UnknownMetadataFormat', '<kml> of urn:k'],
    ['a GSC-like name', '<report/>', 'UnknownMetadataFormat', 'known are gsc (GSC report), planet-eo-om'],
    [
      'the DIMAP of a strip',
      dimapDocument(
        '<Metadata_Identification><METADATA_SUBPROFILE>STRIP</METADATA_SUBPROFILE></Metadata_Identification>',
      ),
      'UnknownMetadataFormat',
      '<Dimap_Document>',
    ],
    ['a DIMAP without times', dimapDocument(''), 'MetadataIncomplete', 'IMAGING_DATE'],
    ['a raster', 'II*\0', 'UnknownMetadataFormat', 'expected XML (<), JSON ({) or keyed text'],
  ])('says what is wrong with %s', (_, document, code, message) => {
    const reading = () => readMetadata(document, 'dir/X.xml');
    expect(reading).toThrow(expect.objectContaining({ kind: 'InvalidInput', code }));
    expect(reading).toThrow(message);
    expect(reading).toThrow(/^dir\/X\.xml: /);
  });

  it('takes the production date of a DIMAP only as the last resort', () => {
    const production =
      '<Production><DATASET_PRODUCTION_DATE>2005-05-12T17:24:33</DATASET_PRODUCTION_DATE></Production>';
    const source =
      '<Dataset_Sources><Source_Information><Scene_Source><IMAGING_DATE>2001-11-29</IMAGING_DATE></Scene_Source></Source_Information></Dataset_Sources>';
    expect(dimapBegin(production)).toBe('2005-05-12T17:24:33.000Z');
    expect(dimapBegin(production + source)).toBe('2001-11-29T00:00:00.000Z');
  });

  it('makes an identifier of a DIMAP name that is none', () => {
    const production =
      '<Production><DATASET_PRODUCTION_DATE>2005-05-12</DATASET_PRODUCTION_DATE></Production>';
    expect(readMetadata(dimapDocument(production), 'M.DIM').metadata.identifier).toBe('A_1_2');
  });

  it('reads an attribute that cannot be a value as missing', () => {
    const equipment =
      '<gml:using><eop:EarthObservationEquipment><eop:acquisitionParameters><eop:Acquisition><eop:orbitNumber>UNKNOWN</eop:orbitNumber></eop:Acquisition></eop:acquisitionParameters></eop:EarthObservationEquipment></gml:using>';
    const result =
      '<gml:resultOf><eop:EarthObservationResult><eop:cloudCoverPercentage>-1</eop:cloudCoverPercentage><eop:snowCoverPercentage>0</eop:snowCoverPercentage></eop:EarthObservationResult></gml:resultOf>';
    expect(read(id('P') + TIME + equipment + result).attributes).toEqual({ snowCover: 0 });
  });
});
