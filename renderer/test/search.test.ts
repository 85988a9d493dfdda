import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

interface Results {
  readonly totalResults: number;
  readonly startIndex: number;
  readonly itemsPerPage: number;
  readonly links: readonly { readonly rel: string; readonly href: string }[];
  readonly features: readonly {
    readonly id: string;
    readonly bbox: readonly number[];
    readonly properties: Readonly<Record<string, unknown>>;
  }[];
}

const SEARCH = '/opensearch/collections/VHR/json/';
let renderer: TestRenderer;

beforeAll(async () => {
  renderer = await startRenderer(
    'stack: test\ntitle: T\ncollections: [{ id: VHR, title: Very high <&> resolution }, { id: OTHER }]\n',
  );
  const scene = { collection: 'VHR', color: [1, 2, 3], sizePx: 8 } as const;
  const at = (minX: number, minY: number) => ({
    crs: 'EPSG:4326',
    minX,
    minY,
    maxX: minX + 2,
    maxY: minY + 2,
  });
  const { stack } = renderer;
  await addScene(stack, { ...scene, identifier: 'ALPS_1', box: at(10, 46), time: '2018-06-01T10:00:00Z' });
  await addScene(stack, {
    ...scene,
    identifier: 'ALPS_2',
    box: at(10, 46),
    time: '2018-07-01',
    attributes: { platform: 'PHR', cloudCover: 3 },
  });
  await addScene(stack, { ...scene, identifier: 'FIJI', box: at(179, -18), time: '2018-08-01' });
  await addScene(stack, { ...scene, identifier: 'SAMOA', box: at(-175, -15), time: '2018-09-01' });
  await addScene(stack, {
    ...scene,
    identifier: 'ELSEWHERE',
    collection: 'OTHER',
    box: at(10, 46),
    time: '2018',
  });
});

afterAll(() => renderer.stop());

async function find(query: string): Promise<Results> {
  const response = await renderer.get(`${SEARCH}?${query}`);
  expect(response.statusCode, response.body).toBe(200);
  expect(response.headers).toMatchObject({ 'content-type': expect.stringContaining('application/geo+json') });
  return response.json<Results>();
}

const idsOf = ({ features }: Results) => features.map(({ id }) => id);
const ALL = ['SAMOA', 'FIJI', 'ALPS_2', 'ALPS_1'];

test.each([
  ['', ALL],
  ['bbox=9,45,11,47', ['ALPS_2', 'ALPS_1']],
  ['bbox=11,47,11,47', ['ALPS_2', 'ALPS_1']],
  ['bbox=0,0,1,1', []],
  // From Fiji eastwards to Samoa, over the antimeridian; then the other way round the globe.
  ['bbox=179.5,-20,-170,-10', ['SAMOA', 'FIJI']],
  ['bbox=-170,-20,178,-10', []],
  ['start=2018-07-01', ['SAMOA', 'FIJI', 'ALPS_2']],
  ['end=2018-07', ['ALPS_2', 'ALPS_1']],
  ['start=2018-06-01T10:00:00Z&end=2018-06-01T10:00:00Z', ['ALPS_1']],
  ['start=2018-07-01&end=2018-08-01&bbox=-180,-90,180,90', ['FIJI', 'ALPS_2']],
  ['q=alps', ['ALPS_2', 'ALPS_1']],
  ['q=%25', []],
  ['q=alps_1', ['ALPS_1']],
  ['uid=FIJI,ALPS_1,NONE', ['FIJI', 'ALPS_1']],
  ['UID=FIJI&vendor=1', ['FIJI']],
])('%j finds %j, newest first', async (query, expected) => {
  expect(idsOf(await find(query))).toEqual(expected);
});

test('a result says what the product is', async () => {
  const { features } = await find('uid=ALPS_2');
  expect(features).toMatchObject([
    {
      id: 'ALPS_2',
      bbox: [10, 46, 12, 48],
      properties: {
        collection: 'VHR',
        begin_time: '2018-07-01T00:00:00Z',
        end_time: '2018-07-01T23:59:59.999Z',
        platform: 'PHR',
        cloudCover: 3,
      },
    },
  ]);
});

test('the bbox of a product over the antimeridian goes from west to east over it', async () => {
  expect((await find('uid=FIJI')).features[0]?.bbox).toEqual([179, -18, -179, -16]);
});

test.each([1, 2, 3, 200])('following the links of pages of %i finds everything once', async (count) => {
  const found: string[] = [];
  let page = await find(`count=${count}`);
  for (;;) {
    found.push(...idsOf(page));
    const next = page.links.find(({ rel }) => rel === 'next')?.href;
    if (next === undefined) break;
    page = await find(new URL(next).search.slice(1));
  }
  expect(found).toEqual(ALL);
  expect(page.totalResults).toBe(ALL.length);
});

test('links keep the search and lead back', async () => {
  const page = await find('count=2&startIndex=2&bbox=-180,-90,180,90');
  const hrefs = Object.fromEntries(page.links.map(({ rel, href }) => [rel, href]));
  expect(hrefs['self']).toMatch(/^http:\/\/maps\.example\/opensearch\/collections\/VHR\/json\/\?.*bbox=-180/);
  expect(idsOf(await find(new URL(hrefs['previous']!).search.slice(1)))).toEqual(['SAMOA', 'FIJI']);
});

test('count=0 counts only, without links to pages', async () => {
  const page = await find('count=0&startIndex=2');
  expect(page).toMatchObject({ totalResults: 4, features: [] });
  expect(new Set(page.links.map(({ rel }) => rel))).toEqual(new Set(['self', 'search', 'alternate']));
});

test('beyond the last result there is nothing', async () => {
  expect(await find('startIndex=999')).toMatchObject({ totalResults: 4, features: [] });
});

test.each([
  ['bbox=1,2,3', 'bbox'],
  ['bbox=1,50,2,40', 'bbox'],
  ['bbox=0,0,181,1', 'bbox'],
  ['bbox=0,0,NaN,1', 'bbox'],
  ['count=1001', 'count'],
  ['count=-1', 'count'],
  ['count=many', 'count'],
  ['startIndex=-1', 'startIndex'],
  ['start=yesterday', 'start'],
  ['end=2018-13', 'end'],
  ['start=999999', 'start'],
  ['start=2019&end=2018', 'end'],
  ['q=a%00b', 'q'],
  [`geom=POLYGON${'('.repeat(1000)}`, 'geom'],
  [`geom=MULTIPOINT(${'1 1,'.repeat(2000)}1 1`, 'geom'],
  [
    `geom=POLYGON((${Array.from({ length: 300 }, (_, i) => `${(i * 79) % 180} ${(i * 47) % 90}`).join()}))`,
    'geom',
  ],
  ['uid=a%00b', 'uid'],
])('%s is refused with JSON that names %s', async (query, parameter) => {
  const response = await renderer.get(`${SEARCH}?${query}`);
  expect(response.statusCode).toBe(400);
  expect(response.headers['content-type']).toContain('application/json');
  expect(response.json<{ message: string }>().message).toContain(`'${parameter}'`);
});

test.each([
  ['/opensearch/collections/NONE/', /'NONE'.*VHR, OTHER/],
  ['/opensearch/collections/NONE/json/', /'NONE'.*VHR, OTHER/],
  ['/opensearch/collections/VHR/pdf/', /'pdf'.*json/],
])('%s is not found, with what there is', async (path, message) => {
  const response = await renderer.get(path);
  expect(response.statusCode).toBe(404);
  expect(response.json<{ message: string }>().message).toMatch(message);
});

test('the description offers the results of every format', async () => {
  const response = await renderer.get('/opensearch/collections/VHR/');
  expect(response.headers['content-type']).toContain('application/opensearchdescription+xml');
  expect(response.body).toContain(
    'template="http://maps.example/opensearch/collections/VHR/json/?q={searchTerms?}',
  );
  if (hasOgcSchemas()) expect(await ogcProblems(response.body)).toBe('');
});

test('no parameters, however odd, are a defect of the server', async () => {
  const names = fc.constantFrom('q', 'uid', 'bbox', 'start', 'end', 'count', 'startIndex', '__proto__');
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double().map(String),
    fc.constantFrom('999999', '-0001', '+275760', '2018', '..', '0000', '-180,-90,180,90', '180,90,-180,90'),
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, value, { noNullPrototype: true }), async (given) => {
      const response = await renderer.get(`${SEARCH}?${new URLSearchParams(given).toString()}`);
      expect([200, 400], response.body).toContain(response.statusCode);
    }),
    { numRuns: 300 },
  );
});
