import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseReport, REPORT_LIMITS } from './parse-report.ts';

const directory = join(import.meta.dirname, '../../../../shared/data/metadata/ngeo-browse-reports');
const CURRENT = 'http://ngeo.eo.esa.int/ngEO/browseReport/1.0';
const OLD = 'http://ngeo.eo.esa.int/schema/browseReport';

const BOX = '<rep:rectifiedBrowse><rep:coordList>1 2 3 4</rep:coordList></rep:rectifiedBrowse>';
const browse = (place = BOX, more = '') => `<rep:browse>
  <rep:fileName>a.png</rep:fileName><rep:imageType>PNG</rep:imageType>
  <rep:referenceSystemIdentifier>EPSG: 4326</rep:referenceSystemIdentifier>${place}
  <rep:startTime>2012-10-02T09:20:00Z</rep:startTime><rep:endTime>2012-10-02T11:20:00+02:00</rep:endTime>${more}
</rep:browse>`;
const report = (content = browse(), root = 'rep:browseReport', ns = CURRENT) =>
  Buffer.from(`<${root} xmlns:rep="${ns}" xmlns:bsi="http://ngeo.eo.esa.int/schema/browse/ingestion">
  <rep:dateTime>2012-10-02T09:30:00</rep:dateTime><rep:browseType>SAR</rep:browseType>${content}</${root}>`);

describe('a browse report', () => {
  it.each([
    ['browseReport of the current namespace', report()],
    ['browseReport of the old namespace', report(browse(), 'rep:browseReport', OLD)],
    ['ingestBrowse', report(browse(), 'bsi:ingestBrowse')],
  ])('is read from %s', (_, document) => {
    expect(parseReport(document)).toEqual({
      dateTime: new Date('2012-10-02T09:30:00Z'),
      browseType: 'SAR',
      browses: [
        {
          fileName: 'a.png',
          imageType: 'PNG',
          referenceSystem: 'EPSG:4326',
          place: { mode: 'rectifiedBrowse', coordList: ['1', '2', '3', '4'] },
          startTime: new Date('2012-10-02T09:20:00Z'),
          endTime: new Date('2012-10-02T09:20:00Z'),
        },
      ],
    });
  });

  const wrong = (pattern: string, to: string) => Buffer.from(report().toString().replace(pattern, to));
  it.each([
    ['without markup', Buffer.from('hello'), /Could not parse request XML/],
    ['of another root', report(browse(), 'rep:browse'), /Invalid root tag .*browse'.*ingestBrowse/],
    ['of another namespace', report(browse(), 'rep:browseReport', 'urn:x'), /Invalid root tag '\{urn:x\}/],
    ['without browses', report(''), /no browse/],
    ['without browseType', wrong('<rep:browseType>SAR</rep:browseType>', ''), /required element browseType/],
    [
      'with two dates',
      report('<rep:dateTime>2012-10-02T09:30:00Z</rep:dateTime>'.repeat(2) + browse()),
      /3 dateTime/,
    ],
    ['with a date of words', wrong('2012-10-02T09:30:00', 'yesterday'), /dateTime .* 'yesterday'/],
    ['with an impossible date', wrong('2012-10-02T09:30:00', '2012-13-02T09:30:00'), /2012-13-02/],
    ['with an image of another type', wrong('>PNG<', '>GIF<'), /'GIF': expected one of Jpeg, Jpeg2000/],
    ['without a place', report(browse('')), /Missing geo-spatial reference type.*verticalCurtainFootprint/],
    ['with an empty coordList', report(browse(BOX.replace('1 2 3 4', ' '))), /required element coordList/],
    [
      'with a footprint of unknown size',
      report(browse('<rep:footprint><rep:colRowList>0 0</rep:colRowList></rep:footprint>')),
      /nodeNumber/,
    ],
    [
      'that declares entities',
      Buffer.from(`<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${report().toString()}`),
      /entity declarations/,
    ],
    [
      'that is a bomb',
      Buffer.from(`<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${report().toString()}`),
      /entity declarations/,
    ],
    ['with an unknown entity', report(browse(BOX.replace('1 2', '&x;'))), /not well-formed/],
    ['that is too large', Buffer.alloc(REPORT_LIMITS.maxBytes + 1, ' '), /allowed are 16777216/],
    ['that is nested too deeply', report('<rep:a>'.repeat(20) + '</rep:a>'.repeat(20)), /nested/],
  ])('%s is an InvalidRequest', (_, document, message) => {
    expect(() => parseReport(document)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest', message: expect.stringMatching(message) as string }),
    );
  });
});

const isThere = existsSync(directory);
// oxlint-disable-next-line no-console -- a skipped test must not look like a passed one
if (!isThere) console.warn(`real browse reports are not there (${directory}): they are not read`);

it.runIf(isThere).each([
  ['browseReport_footprint.xml', 'b_id_1', 'footprint'],
  ['browseReport_modelInGeotiff.xml', 'b_id_2', 'modelInGeotiff'],
  ['browseReport_rectifiedBrowse.xml', 'b_id_2', 'rectifiedBrowse'],
  ['browseReport_regularGrid.xml', 'b_id_1', 'regularGrid'],
  ['browseReport_regularGrid_old.xml', 'b_id_1', 'regularGrid'],
])('the real %s is read', (name, identifier, mode) => {
  const { browseType, responsibleOrgName, browses } = parseReport(readFileSync(join(directory, name)));
  expect({ browseType, responsibleOrgName }).toEqual({ browseType: 'BRWTYPE', responsibleOrgName: 'EOX' });
  expect(browses).toMatchObject([{ identifier, place: { mode } }]);
});

it.runIf(isThere).each(['browseLayers.xml', 'ingestBrowseResponse_browseReport_regularGrid2.xml'])(
  'the real %s is no report',
  (name) => {
    expect(() => parseReport(readFileSync(join(directory, name)))).toThrow(
      expect.objectContaining({ code: 'InvalidRequest' }),
    );
  },
);
