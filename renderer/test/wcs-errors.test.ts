import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { texture } from '@pvs/core/testing/make-raster';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { addCoverage } from '../src/testing/add-coverage.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let renderer: TestRenderer;

const grid = { epsg: 3035, driver: 'COG', options: ['COMPRESS=DEFLATE', 'BLOCKSIZE=128'] } as const;
const transform = [4_321_000, 100, 0, 3_210_000, 0, -100] as const;
const band = (name: string) => ({ name, color: 'gray' }) as const;

beforeAll(async () => {
  renderer = await startRenderer(`
stack: test
title: T
collections: [{ id: VHR }]
limits: { maxCoveragePx: 1000000 }
`);
  const recipe = {
    ...grid,
    transform,
    widthPx: 40,
    heightPx: 30,
    type: 'UInt16',
    bands: 2,
    value: texture(0, 900),
  };
  await addCoverage(renderer.stack, {
    product: 'LAEA',
    collection: 'VHR',
    recipe,
    bands: ['a', 'b'].map(band),
  });
});

afterAll(() => renderer.stop());

const wcs = (request: string, params: Record<string, string | number> = {}) =>
  renderer.ows({ SERVICE: 'WCS', VERSION: '2.0.1', REQUEST: request, ...params });

const getCoverage = (id: string, subset?: string) =>
  wcs('GetCoverage', { COVERAGEID: id, ...(subset === undefined ? {} : { SUBSET: subset }) });

describe('requests in XML', () => {
  const post = (payload: string, type = 'text/xml') =>
    renderer.app.inject({ method: 'POST', url: '/ows', headers: { 'content-type': type }, payload });
  const NS = 'service="WCS" version="2.0.1" xmlns="http://www.opengis.net/wcs/2.0"';

  test('are answered as those by GET', async () => {
    const described = await post(`<DescribeCoverage ${NS}><CoverageId>LAEA</CoverageId></DescribeCoverage>`);
    expect(described.body).toBe((await wcs('DescribeCoverage', { COVERAGEID: 'LAEA' })).body);
    const trim = '<DimensionTrim><Dimension>E</Dimension><TrimHigh>4321500</TrimHigh></DimensionTrim>';
    const body = `<GetCoverage ${NS}><CoverageId>LAEA</CoverageId>${trim}</GetCoverage>`;
    const fetched = await post(body, 'application/soap+xml; charset=utf-8');
    expect(fetched.rawPayload).toEqual((await getCoverage('LAEA', 'E(*,4321500)')).rawPayload);
  });

  test.each([
    ['<a', 'text/xml', 400, /not well-formed/],
    ['', 'text/xml', 400, /./],
    [`<GetCoverage ${NS}/>`, 'application/xml', 400, /coverageid.* is missing/],
    [`<Transaction ${NS}/>`, 'text/xml', 501, /GetCoverage/],
    ['{}', 'application/json', 415, /./],
  ])('%s as %s is refused', async (body, type, status, message) => {
    const response = await post(body, type);
    expect([response.statusCode, response.body]).toEqual([status, expect.stringMatching(message)]);
  });
});

describe('what is wrong in XML is said as by GET', () => {
  const NAMES =
    'service="WCS" version="2.0.1" xmlns="http://www.opengis.net/wcs/2.0" xmlns:scal="http://www.opengis.net/WCS_service-extension_scaling/1.0" xmlns:rsub="http://www.opengis.net/wcs/range-subsetting/1.0" xmlns:crs="http://www.opengis.net/wcs/crs/1.0"';
  const trim = (axis: string, low: string, high: string) =>
    `<DimensionTrim><Dimension>${axis}</Dimension><TrimLow>${low}</TrimLow><TrimHigh>${high}</TrimHigh></DimensionTrim>`;
  const scale = (scaling: string) => `<Extension><scal:Scaling>${scaling}</scal:Scaling></Extension>`;
  const BY_FACTOR = '<scal:ScaleByFactor><scal:scaleFactor>2</scal:scaleFactor></scal:ScaleByFactor>';
  const toSize = (axis: string, size: string) =>
    `<scal:ScaleToSize><scal:TargetAxisSize><scal:axis>${axis}</scal:axis><scal:targetSize>${size}</scal:targetSize></scal:TargetAxisSize></scal:ScaleToSize>`;
  const outputCrs = (crs: string) => `<Extension><crs:outputCrs>${crs}</crs:outputCrs></Extension>`;

  test.each([
    ['an impossible subset', '', trim('E', '1', '2'), 404, 'InvalidSubsetting', /E\(4321000,4325000\)/],
    ['an end before its begin', '', trim('E', '2', '1'), 404, 'InvalidSubsetting', /ends before/],
    ['swapped axes', '', trim('E', '3209000', '3209500'), 404, 'InvalidSubsetting', /N\(3207000,3210000\)/],
    ['an unknown axis', '', trim('height', '1', '2'), 404, 'InvalidAxisLabel', /'height'.*Long/],
    ['an axis twice', '', trim('E', '1', '2') + trim('x', '1', '2'), 404, 'InvalidAxisLabel', /twice/],
    [
      'SQL',
      '',
      trim('E', "1');drop table product;--", '2'),
      404,
      'InvalidSubsetting',
      /not a number|cannot read/,
    ],
    ['a subset within one', '', trim('E(1,2),N', '1', '2'), 404, 'InvalidSubsetting', /./],
    ['mixed scaling', scale(BY_FACTOR + toSize('i', '5')), '', 400, 'InvalidParameterValue', /only one of/],
    ['an unknown scaled axis', scale(toSize('q', '5')), '', 404, 'ScaleAxisUndefined', /Long/],
    [
      'an absurd size',
      scale(toSize('i', '99999999999')),
      '',
      400,
      'InvalidParameterValue',
      /allowed are up to/,
    ],
    ['an unknown CRS', outputCrs('EPSG:9'), '', 404, 'OutputCrs-NotSupported', /EPSG:3857/],
    [
      'an unknown band',
      '<Extension><rsub:RangeSubset><rsub:RangeItem><rsub:RangeComponent>c</rsub:RangeComponent></rsub:RangeItem></rsub:RangeSubset></Extension>',
      ...(['', 404, 'NoSuchField', /allowed are a, b/] as const),
    ],
  ] as const)('%s', async (_name, extension, subset, status, code, message) => {
    const response = await renderer.app.inject({
      ...{ method: 'POST', url: '/ows', headers: { 'content-type': 'text/xml' } },
      payload: `<GetCoverage ${NAMES}>${extension}<CoverageId>LAEA</CoverageId>${subset}</GetCoverage>`,
    });
    const [exception] = elementsAt(parseXml(response.body), 'Exception');
    expect([response.statusCode, exception!.attributes['exceptionCode']]).toEqual([status, code]);
    expect(elementsAt(exception!, 'ExceptionText')[0]!.text).toMatch(message);
  });
});

const wrong: [string, Record<string, string>, number, string, RegExp][] = [
  ['GetCoverage', {}, 400, 'MissingParameterValue', /'coverageid' is missing/],
  ['GetCoverage', { COVERAGEID: 'NONE' }, 404, 'NoSuchCoverage', /'NONE'/],
  ['GetCoverage', { COVERAGEID: "x' or 1=1--" }, 404, 'NoSuchCoverage', /or 1=1/],
  ['DescribeCoverage', {}, 400, 'MissingParameterValue', /'coverageid' is missing/],
  ['DescribeCoverage', { COVERAGEID: ',' }, 404, 'emptyCoverageIdList', /CoverageIds/],
  ['DescribeCoverage', { COVERAGEID: 'LAEA,NONE,NO' }, 404, 'NoSuchCoverage', /'NONE', 'NO'/],
  ['DescribeCoverage', { COVERAGEID: 'LAEA', VERSION: '3.0.0' }, 400, 'InvalidParameterValue', /2\.0\.1/],
  ['GetCapabilities', { ACCEPTVERSIONS: '9.0.0' }, 400, 'VersionNegotiationFailed', /2\.0\.1/],
  ['GetCapabilities', { SECTIONS: 'Everything' }, 400, 'InvalidParameterValue', /CoverageSummary/],
  ['GetCoverages', {}, 501, 'OperationNotSupported', /GetCoverage/],
  ['GetCoverage', { SUBSET: 'height(1,2)' }, 404, 'InvalidAxisLabel', /'height'.*Long/],
  ['GetCoverage', { SUBSET: 'x(1,2),E(3,4)' }, 404, 'InvalidAxisLabel', /twice/],
  ['GetCoverage', { SUBSET: 'x(2,1)' }, 404, 'InvalidSubsetting', /ends before/],
  ['GetCoverage', { SUBSET: 'x(1,2)' }, 404, 'InvalidSubsetting', /E\(4321000,4325000\)/],
  ['GetCoverage', { SUBSET: 'x(3209000,3209500)' }, 404, 'InvalidSubsetting', /E\(4321000,4325000\)/],
  ['GetCoverage', { SUBSET: 'x(1;drop table product)' }, 404, 'InvalidSubsetting', /not a number/],
  ['GetCoverage', { SUBSET: 'x("1","2"' }, 404, 'InvalidSubsetting', /cannot read the subset/],
  ['GetCoverage', { SUBSET: 'x' }, 404, 'InvalidSubsetting', /axis\(low,high\)/],
  ['GetCoverage', { SUBSET: 'x(,)' }, 404, 'InvalidSubsetting', /axis\(low,high\)/],
  ['GetCoverage', { SUBSET: 'x(NaN,Infinity)' }, 404, 'InvalidSubsetting', /not a number/],
  ['GetCoverage', { SUBSET: 'time("2019")' }, 404, 'InvalidSubsetting', /2018-06-01T10:00:00Z/],
  ['GetCoverage', { SUBSET: 'time("soon")' }, 404, 'InvalidSubsetting', /in quotes/],
  ['GetCoverage', { RANGESUBSET: 'c' }, 404, 'NoSuchField', /allowed are a, b/],
  ['GetCoverage', { RANGESUBSET: '3' }, 404, 'NoSuchField', /allowed are a, b/],
  ['GetCoverage', { RANGESUBSET: 'b:a' }, 404, 'IllegalFieldSequence', /a, b/],
  ['GetCoverage', { FORMAT: 'image/gif' }, 400, 'InvalidParameterValue', /image\/tiff/],
  ['GetCoverage', { SUBSETTINGCRS: 'EPSG:9' }, 404, 'SubsettingCrs-NotSupported', /EPSG:3857/],
  ['GetCoverage', { OUTPUTCRS: 'bad' }, 404, 'OutputCrs-NotSupported', /EPSG:3857/],
  ['GetCoverage', { MEDIATYPE: 'text/plain' }, 400, 'InvalidParameterValue', /multipart\/related/],
  ['GetCoverage', { SCALEFACTOR: '0' }, 404, 'InvalidScaleFactor', /above 0/],
  ['GetCoverage', { SCALEFACTOR: '1e9' }, 400, 'InvalidParameterValue', /allowed are up to 1000000/],
  ['GetCoverage', { SCALEFACTOR: '2', SCALESIZE: 'x(2)' }, 400, 'InvalidParameterValue', /only one of/],
  ['GetCoverage', { SCALEAXES: 'q(2)' }, 404, 'ScaleAxisUndefined', /Long/],
  ['GetCoverage', { SCALEAXES: 'x(2),E(2)' }, 400, 'InvalidParameterValue', /twice/],
  ['GetCoverage', { SCALESIZE: 'x(0)' }, 404, 'InvalidExtent', /1 or more/],
  ['GetCoverage', { SCALESIZE: 'x(99999999999)' }, 400, 'InvalidParameterValue', /allowed are up to/],
  ['GetCoverage', { SCALEEXTENT: 'x(0:1e30)' }, 404, 'InvalidExtent', /low:high/],
  ['GetCoverage', { SUBSET: "x(1,2)' or '1'='1" }, 404, 'InvalidSubsetting', /cannot read|E\(4321000/],
  ['GetCoverage', { SUBSET: `x(${'9'.repeat(5000)})` }, 404, 'InvalidSubsetting', /./],
  ['GetCoverage', { SCALEEXTENT: 'x(5:4)' }, 404, 'InvalidExtent', /low:high/],
  [
    'GetCoverage',
    { INTERPOLATION: 'magic' },
    404,
    'InterpolationMethodNotSupported',
    /nearest-neighbor, linear/,
  ],
  ['GetCoverage', { FORMAT: 'image/jpeg' }, 400, 'InvalidParameterValue', /2 bands of uint16.*1, 3 of uint8/],
];

describe('what is wrong is said in the words of the standard', () => {
  test.each(wrong)('%s %j', async (request, params, status, code, message) => {
    const id: Record<string, string> = Object.keys(params).some((name) => name !== 'COVERAGEID')
      ? { COVERAGEID: 'LAEA' }
      : {};
    const response = await wcs(request, { ...id, ...params });
    expect(response.statusCode, response.body.slice(0, 500)).toBe(status);
    expect(response.headers['cache-control']).toBe('no-store');
    const [exception] = elementsAt(parseXml(response.body), 'Exception');
    expect(exception!.attributes['exceptionCode']).toBe(code);
    expect(elementsAt(exception!, 'ExceptionText')[0]!.text).toMatch(message);
  });

  test('a limit says what it is', async () => {
    const huge = { ...grid, transform, widthPx: 1500, heightPx: 800, type: 'Byte', bands: 1, value: () => 1 };
    await addCoverage(renderer.stack, {
      product: 'HUGE',
      collection: 'VHR',
      recipe: huge,
      bands: [band('a')],
    });
    const response = await getCoverage('HUGE');
    expect(response.statusCode).toBe(400);
    expect(response.body).toMatch(/1200000 pixels are asked for: allowed are up to 1000000/);
  });

  test('a raster that is gone is an error before the first byte', async () => {
    const recipe = { ...grid, transform, widthPx: 64, heightPx: 64, type: 'Byte', bands: 1, value: () => 1 };
    const coverage = await addCoverage(renderer.stack, {
      product: 'GONE',
      collection: 'VHR',
      recipe,
      bands: [band('a')],
    });
    await renderer.stack.store.remove(coverage.objectKey);
    const response = await getCoverage('GONE');
    expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '5']);
    expect(response.body).toMatch(/NoApplicableCode.*missing from storage/s);
  });
});
