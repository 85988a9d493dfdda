import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { addCoverage } from '../src/testing/add-coverage.ts';
import { partsOf } from '../src/testing/multipart-parts.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let renderer: TestRenderer;

beforeAll(async () => {
  renderer = await startRenderer('stack: test\ntitle: T\ncollections: [{ id: VHR }]\n');
  const recipe = {
    ...({ widthPx: 90, heightPx: 60, type: 'UInt16', bands: 2, driver: 'COG', epsg: 32633 } as const),
    ...({ options: ['BLOCKSIZE=128'], transform: [500_000, 10, 0, 5_200_000, 0, -10] } as const),
    value: (x: number, y: number, band: number) => x + 100 * y + 10_000 * band,
  };
  const bands = ['red', 'nir'].map((name) => ({ name, color: 'gray' }) as const);
  await addCoverage(renderer.stack, { product: 'UTM', collection: 'VHR', recipe, bands });
});

afterAll(() => renderer.stop());

const post = (payload: string) =>
  renderer.app.inject({
    method: 'POST',
    url: '/ows',
    headers: { 'content-type': 'text/xml', host: 'maps.example' },
    payload,
  });
const get = (params: Record<string, string>) => renderer.ows({ SERVICE: 'WCS', ...params });

/** The schemas of 1.1.1 are those of 1.1.2 but for its name. */
const as112 = (document: string) =>
  document.replaceAll('1.1.1', (_, at: number) => (document[at - 1] === '/' ? '1.1' : '1.1.2'));

/** Requests are valid, so that what is tested is what clients of the standard send. */
async function postValid(document: string) {
  if (hasOgcSchemas()) expect(await ogcProblems(as112(document))).toBe('');
  return post(document);
}

const NS_100 = 'service="WCS" xmlns="http://www.opengis.net/wcs" xmlns:gml="http://www.opengis.net/gml"';
const NS_110 =
  'service="WCS" xmlns="http://www.opengis.net/wcs/1.1" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:gml="http://www.opengis.net/gml"';

const coverage100 = (subset: string, rest = '') =>
  `<GetCoverage version="1.0.0" ${NS_100}><sourceCoverage>UTM</sourceCoverage><domainSubset>${subset}</domainSubset>${rest}<output><crs>EPSG:32633</crs><format>image/tiff</format></output></GetCoverage>`;
const spatial = (grid: string, [west, south, east, north] = [500_100, 5_199_600, 500_500, 5_199_800]) =>
  `<spatialSubset><gml:Envelope srsName="EPSG:32633"><gml:pos>${west} ${south}</gml:pos><gml:pos>${east} ${north}</gml:pos></gml:Envelope>${grid}</spatialSubset>`;
const LIMITS = '<gml:GridEnvelope><gml:low>0 0</gml:low><gml:high>39 19</gml:high></gml:GridEnvelope>';
const GRID = `<gml:Grid dimension="2"><gml:limits>${LIMITS}</gml:limits><gml:axisName>x</gml:axisName><gml:axisName>y</gml:axisName></gml:Grid>`;

const get100 = {
  ...{ VERSION: '1.0.0', REQUEST: 'GetCoverage', COVERAGE: 'UTM', FORMAT: 'image/tiff' },
  ...{ CRS: 'EPSG:32633', BBOX: '500100,5199600,500500,5199800', WIDTH: '40', HEIGHT: '20' },
};

describe('WCS 1.0.0 in XML is answered as by GET', () => {
  test.each([
    ['GetCapabilities', `<GetCapabilities ${NS_100}/>`, { REQUEST: 'GetCapabilities', VERSION: '1.0.0' }],
    [
      'GetCapabilities of a section',
      `<GetCapabilities version="1.0.0" ${NS_100}><section>/WCS_Capabilities/ContentMetadata</section></GetCapabilities>`,
      { REQUEST: 'GetCapabilities', VERSION: '1.0.0', SECTION: '/WCS_Capabilities/ContentMetadata' },
    ],
    [
      'DescribeCoverage',
      `<DescribeCoverage version="1.0.0" ${NS_100}><Coverage>UTM</Coverage></DescribeCoverage>`,
      { REQUEST: 'DescribeCoverage', VERSION: '1.0.0', COVERAGE: 'UTM' },
    ],
    ['GetCoverage in so many pixels', coverage100(spatial(GRID)), get100],
    [
      'GetCoverage of a band at a time',
      coverage100(
        `${spatial(GRID)}<temporalSubset><gml:timePosition>2018-06-01</gml:timePosition></temporalSubset>`,
        '<rangeSubset><axisSubset name="Band"><singleValue>2</singleValue></axisSubset></rangeSubset><interpolationMethod>bilinear</interpolationMethod>',
      ),
      { ...get100, BAND: '2', INTERPOLATION: 'bilinear', TIME: '2018-06-01' },
    ],
  ])('%s', async (_name, document, params) => {
    const posted = await postValid(document);
    expect([posted.statusCode, posted.body.slice(0, 300)]).toEqual([200, expect.anything()]);
    const fetched = await get(params as unknown as Record<string, string>);
    expect(posted.rawPayload.equals(fetched.rawPayload)).toBe(true);
    if (hasOgcSchemas() && posted.body.startsWith('<?xml')) expect(await ogcProblems(posted.body)).toBe('');
  });

  test.each([
    ['/WCS_Capabilities/Service', 'Service'],
    ['/WCS_Capabilities/Capability', 'Capability'],
    ['/', 'WCS_Capabilities'],
  ])('section %s', async (section, name) => {
    const { body } = await get({ REQUEST: 'GetCapabilities', VERSION: '1.0.0', SECTION: section });
    expect(parseXml(body).name).toBe(name);
    if (hasOgcSchemas()) expect(await ogcProblems(body)).toBe('');
  });

  test.each([
    [
      'an unknown coverage',
      coverage100(spatial(GRID)).replace('UTM<', 'NONE<'),
      'CoverageNotDefined',
      /'NONE'/,
    ],
    [
      'a rectangle without area',
      coverage100(spatial(GRID, [5, 6, 3, 4])),
      'InvalidParameterValue',
      /minx,miny,maxx,maxy/,
    ],
    [
      'an unknown axis',
      coverage100(
        spatial(GRID),
        '<rangeSubset><axisSubset name="height"><singleValue>2</singleValue></axisSubset></rangeSubset>',
      ),
      ...(['InvalidParameterValue', /'height=2': allowed are red, nir/] as const),
    ],
    [
      'another time',
      coverage100('<temporalSubset><gml:timePosition>2019-06-01</gml:timePosition></temporalSubset>'),
      ...(['InvalidParameterValue', /2018-06-01/] as const),
    ],
    [
      'an unknown section',
      `<GetCapabilities ${NS_100}><section>/Everything</section></GetCapabilities>`,
      ...(['InvalidParameterValue', /\/WCS_Capabilities\/Service/] as const),
    ],
  ] as const)('%s is refused', async (_name, document, code, message) => {
    const answer = await post(document);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      400,
      expect.stringMatching(/^application\/vnd\.ogc\.se_xml/),
    ]);
    const [exception] = elementsAt(parseXml(answer.body), 'ServiceException');
    expect([exception!.attributes['code'], exception!.text]).toEqual([code, expect.stringMatching(message)]);
    if (hasOgcSchemas()) expect(await ogcProblems(answer.body)).toBe('');
  });
});

const URN = 'urn:ogc:def:crs:EPSG::32633';
const BOX = `<ows:BoundingBox crs="${URN}"><ows:LowerCorner>500105 5199605</ows:LowerCorner><ows:UpperCorner>500495 5199795</ows:UpperCorner></ows:BoundingBox>`;
const coverage110 = (domain: string, range: string, grid = '') =>
  `<GetCoverage version="1.1.2" ${NS_110}><ows:Identifier>UTM</ows:Identifier><DomainSubset>${domain}</DomainSubset>${range}<Output format="image/tiff" store="false">${grid}</Output></GetCoverage>`;
const GRID_CRS = `<GridCRS><GridBaseCRS>${URN}</GridBaseCRS><GridType>urn:ogc:def:method:WCS:1.1:2dGridIn2dCrs</GridType><GridOrigin>500105 5199795</GridOrigin><GridOffsets>20 0 0 -20</GridOffsets></GridCRS>`;
const RANGE =
  '<RangeSubset><FieldSubset><ows:Identifier>contents</ows:Identifier><InterpolationType>linear</InterpolationType><AxisSubset><Identifier>Band</Identifier><Key>2</Key><Key>1</Key></AxisSubset></FieldSubset></RangeSubset>';
const get110 = {
  ...{ VERSION: '1.1.2', REQUEST: 'GetCoverage', IDENTIFIER: 'UTM', FORMAT: 'image/tiff' },
  BOUNDINGBOX: `500105,5199605,500495,5199795,${URN}`,
};

describe('WCS 1.1 in XML is answered as by GET', () => {
  test.each([
    ['GetCapabilities', `<GetCapabilities ${NS_110}/>`, { REQUEST: 'GetCapabilities', VERSION: '1.1.2' }],
    [
      'GetCapabilities of an accepted version',
      `<GetCapabilities ${NS_110}><ows:AcceptVersions><ows:Version>1.1.0</ows:Version></ows:AcceptVersions><ows:Sections><ows:Section>Contents</ows:Section></ows:Sections></GetCapabilities>`,
      { REQUEST: 'GetCapabilities', ACCEPTVERSIONS: '1.1.0', SECTIONS: 'Contents' },
    ],
    [
      'DescribeCoverage in the namespace of 1.1.1',
      `<DescribeCoverage version="1.1.1" ${NS_110.replace('wcs/1.1', 'wcs/1.1.1')}><Identifier>UTM</Identifier></DescribeCoverage>`,
      { REQUEST: 'DescribeCoverage', VERSION: '1.1.1', IDENTIFIERS: 'UTM' },
    ],
    ['GetCoverage', coverage110(BOX, ''), get110],
    [
      'GetCoverage of bands on a grid at a time',
      coverage110(
        `${BOX}<TemporalSubset><TimePeriod><BeginPosition>2018-05-01</BeginPosition><EndPosition>2018-06-30</EndPosition></TimePeriod></TemporalSubset>`,
        RANGE,
        GRID_CRS,
      ),
      {
        ...{ ...get110, TIMESEQUENCE: '2018-05-01/2018-06-30', RANGESUBSET: 'contents:linear[Band[2,1]]' },
        ...{ GRIDBASECRS: URN, GRIDORIGIN: '500105,5199795', GRIDOFFSETS: '20,0,0,-20' },
      },
    ],
  ])('%s', async (_name, document, params) => {
    const posted = await postValid(document);
    expect([posted.statusCode, posted.body.slice(0, 300)]).toEqual([200, expect.anything()]);
    const fetched = await get(params as unknown as Record<string, string>);
    const isParts = String(posted.headers['content-type']).startsWith('multipart');
    const bodiesOf = (answer: typeof posted) =>
      isParts ? partsOf(answer).map(({ body }) => body.toString('hex')) : [answer.body];
    expect(bodiesOf(posted)).toEqual(bodiesOf(fetched));
  });

  test.each([
    ['an unknown coverage', coverage110(BOX, '').replace('UTM<', 'NONE<'), 'InvalidParameterValue', /'NONE'/],
    [
      'an unknown field',
      coverage110(BOX, RANGE.replace('contents', 'other')),
      'InvalidParameterValue',
      /allowed is contents/,
    ],
    [
      'storing',
      coverage110(BOX, '').replace('"false"', '"true"'),
      'InvalidParameterValue',
      /allowed is false/,
    ],
    [
      'an unknown format',
      coverage110(BOX, '').replace('image/tiff', 'image/gif'),
      'InvalidParameterValue',
      /image\/tiff/,
    ],
    [
      'swapped axes',
      coverage110(
        BOX.replace(/500105 5199605/, '5199605 500105').replace(/500495 5199795/, '5199795 500495'),
        '',
      ),
      ...(['InvalidParameterValue', /E\(500000/] as const),
    ],
  ] as const)('%s is refused', async (_name, document, code, message) => {
    const answer = await post(document);
    expect(answer.statusCode).toBe(400);
    const [exception] = elementsAt(parseXml(answer.body), 'Exception');
    expect(exception!.attributes['exceptionCode']).toBe(code);
    expect(elementsAt(exception!, 'ExceptionText')[0]!.text).toMatch(message);
    if (hasOgcSchemas()) expect(await ogcProblems(answer.body)).toBe('');
  });
});
