import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { addScene, productOf, storeScene } from '@pvs/core/testing/add-scene';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let renderer: TestRenderer;

const at = (minX: number) => ({ crs: 'EPSG:4326', minX, minY: 46, maxX: minX + 2, maxY: 48 });
const scene = { collection: 'VHR', color: [1, 2, 3], sizePx: 8 } as const;

beforeAll(async () => {
  renderer = await startRenderer(
    'stack: test\ntitle: T\ncollections: [{ id: VHR }, { id: EMG }, { id: NONE }]\n',
  );
  const { stack } = renderer;
  for (const [i, identifier] of ['A', 'B', 'C', 'D'].entries())
    await addScene(stack, { ...scene, identifier, box: at(10 + 3 * i), time: `2018-0${i + 1}-01` });
  // Two rasters, one of which is on a grid without a code.
  const own = { ...scene, identifier: 'E', collection: 'EMG', box: at(10), time: '2018-06-01' };
  const first = await storeScene(stack, own);
  const second = { ...first, identifier: 'other' };
  const unnamed = {
    ...first,
    identifier: 'sinusoidal',
    grid: { ...first.grid, crs: `proj4:${first.grid.proj4}` },
  };
  await registerProduct(stack.db, { ...productOf(own, first), coverages: [first, second, unnamed] });
  await stack.follower.catchUp();
});

afterAll(() => renderer.stop());

const describeSet = (params: Readonly<Record<string, string>>) =>
  renderer.ows({ SERVICE: 'WCS', VERSION: '2.0.1', REQUEST: 'DescribeEOCoverageSet', ...params });

async function found(params: Readonly<Record<string, string>>) {
  const response = await describeSet(params);
  expect(response.statusCode, response.body.slice(0, 500)).toBe(200);
  const document = parseXml(response.body);
  return {
    matched: Number(document.attributes['numberMatched']),
    returned: Number(document.attributes['numberReturned']),
    ids: elementsAt(document, 'CoverageDescriptions/CoverageDescription/CoverageId').map(({ text }) => text),
    series: elementsAt(document, 'DatasetSeriesDescriptions/*/DatasetSeriesId').map(({ text }) => text),
  };
}

const [A, B, C, D] = ['A__scene', 'B__scene', 'C__scene', 'D__scene'];

test.each([
  ['a collection, the newest first', { EOID: 'VHR' }, [D, C, B, A], ['VHR']],
  ['a product', { EOID: 'B' }, [B], ['B']],
  ['a coverage', { EOID: 'B__scene' }, [B], []],
  ['several, each coverage once', { EOID: 'A,VHR,B__scene' }, [D, C, B, A], ['VHR', 'A']],
  ['all rasters of a product that have a code', { EOID: 'EMG' }, ['E__other', 'E__scene'], ['EMG']],
  ['one raster of several', { EOID: 'E__other' }, ['E__other'], []],
  ['a collection without products', { EOID: 'NONE' }, [], []],
  ['a place', { EOID: 'VHR', SUBSET: 'Long(12.5,14),Lat(40,47)' }, [B], ['VHR']],
  [
    'a place that contains',
    { EOID: 'VHR', SUBSET: 'Long(11,16),Lat(40,50)', CONTAINMENT: 'CONTAINS' },
    [B],
    ['VHR'],
  ],
  ['an open place', { EOID: 'VHR', SUBSET: 'Long(15.5,*)' }, [D, C], ['VHR']],
  ['a time', { EOID: 'VHR', SUBSET: 'phenomenonTime("2018-02-01T12:00:00Z","2018-03-15")' }, [C, B], ['VHR']],
  [
    'a time that contains',
    { EOID: 'VHR', SUBSET: 'time("2018-02-01T12:00:00Z","2018-03-15")', CONTAINMENT: 'contains' },
    [C],
    ['VHR'],
  ],
  ['a coverage elsewhere', { EOID: 'B__scene', SUBSET: 'Long(50,60)' }, [], []],
  ['coverages alone', { EOID: 'VHR', SECTIONS: 'CoverageDescriptions' }, [D, C, B, A], []],
])('of %s', async (_what, params, ids, series) => {
  const { matched, returned, ...answer } = await found(params as unknown as Record<string, string>);
  expect({ ...answer, ids: answer.ids }).toEqual({ ids, series });
  expect([matched, returned]).toEqual([ids.length, ids.length]);
});

test.each([
  ['VHR,EMG', 1, 3, ['E__scene', D, C]],
  ['VHR,EMG', 4, 10, [B, A]],
  ['B__scene,EMG', 1, 10, ['E__other', 'E__scene']],
  ['VHR', 9, 10, []],
])('%s: from number %i on, %i at most', async (eoid, start, count, ids) => {
  const params = { EOID: String(eoid), STARTINDEX: String(start), COUNT: String(count) };
  expect((await found(params)).ids).toEqual(ids);
});

test('as many as are wanted, and how many there are', async () => {
  expect(await found({ EOID: 'VHR,EMG', COUNT: '3' })).toMatchObject({
    matched: 6,
    returned: 3,
    ids: ['E__other', 'E__scene', D],
  });
  expect(await found({ EOID: 'VHR', COUNT: '0' })).toMatchObject({ matched: 4, returned: 0, ids: [] });
  const sections = { SECTIONS: 'DatasetSeriesDescriptions' };
  expect(await found({ EOID: 'VHR', ...sections })).toMatchObject({
    matched: 4,
    returned: 0,
    series: ['VHR'],
  });
});

describe.runIf(hasOgcSchemas())('by its schema', () => {
  test.each([{ EOID: 'VHR,EMG,A' }, { EOID: 'NONE' }, { EOID: 'VHR', COUNT: '0' }])('%j', async (params) => {
    expect(await ogcProblems((await describeSet(params as Record<string, string>)).body)).toBe('');
  });
});

test.each([
  [{}, 400, 'MissingParameterValue', /eoid.* is missing/],
  [{ EOID: ',' }, 404, 'emptyEoIdList', /dataset series/],
  [{ EOID: 'VHR,X,Y' }, 404, 'NoSuchDatasetSeriesOrCoverage', /X.*Y.*VHR/],
  [{ EOID: 'VHR', CONTAINMENT: 'near' }, 400, 'InvalidParameterValue', /overlaps or contains/],
  [{ EOID: 'VHR', COUNT: '-1' }, 400, 'InvalidParameterValue', /whole number/],
  [{ EOID: 'VHR', SECTIONS: 'All,Some' }, 400, 'InvalidParameterValue', /DatasetSeriesDescriptions/],
  [{ EOID: 'VHR', SUBSET: 'Long(9,8)' }, 404, 'InvalidSubsetting', /ends before/],
  [{ EOID: 'VHR', SUBSET: 'Long(500,600)' }, 404, 'InvalidSubsetting', /./],
  [{ EOID: 'VHR', SUBSET: 'height(5,6)' }, 404, 'InvalidAxisLabel', /Long/],
  [{ EOID: 'VHR', SUBSET: 'x,EPSG:3857(5,6)' }, 404, 'SubsettingCrs-NotSupported', /EPSG:4326/],
])('%j is refused', async (params, status, code, message) => {
  const response = await describeSet(params as Record<string, string>);
  expect([response.statusCode, response.body]).toEqual([status, expect.stringMatching(message as RegExp)]);
  expect(response.body).toContain(`exceptionCode="${String(code)}"`);
});
