import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt, type XmlElement } from '@pvs/core/xml/xml-element';
import { eoParameters } from '../src/search/eo-parameters.ts';
import { searchFormats } from '../src/search/search-formats.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let renderer: TestRenderer;
const PRODUCTS = '/opensearch/collections/VHR';

beforeAll(async () => {
  renderer = await startRenderer(
    'stack: test\ntitle: Test & stack\ncollections: [{ id: VHR, title: Very <high> resolution, abstract: Scenes of Europe }, { id: EMPTY }]\n',
  );
  const box = (minX: number, minY: number) => ({
    crs: 'EPSG:4326',
    minX,
    minY,
    maxX: minX + 2,
    maxY: minY + 2,
  });
  const scene = { collection: 'VHR', color: [1, 2, 3], sizePx: 8 } as const;
  const attributes = {
    platform: 'PHR',
    instrument: 'HiRI',
    cloudCover: 5,
    orbitNumber: 100,
    orbitDirection: 'DESCENDING',
    illuminationElevationAngle: 41.5,
    creationDate: new Date('2018-06-15T12:00:00Z'),
    acquisitionStation: "O'Higgins <&>",
  };
  const times = ['2018-06-01T10:00:00Z/2018-06-01T10:00:09Z', '2018-06-10/2018-06-12', '2018-07-01'];
  const { stack } = renderer;
  await addScene(stack, { ...scene, identifier: 'A', box: box(10, 46), time: times[0]!, attributes });
  const other = {
    ...attributes,
    platform: 'SPOT',
    cloudCover: 40,
    orbitNumber: 200,
    orbitDirection: 'ASCENDING',
  };
  await addScene(stack, { ...scene, identifier: 'B', box: box(14, 47), time: times[1]!, attributes: other });
  await addScene(stack, { ...scene, identifier: 'FIJI', box: box(179, -18), time: times[2]! });
});

afterAll(() => renderer.stop());

const encode = (parameters: Readonly<Record<string, string>>) => new URLSearchParams(parameters).toString();
async function find(parameters: Readonly<Record<string, string>>): Promise<string[]> {
  const response = await renderer.get(`${PRODUCTS}/json/?${encode(parameters)}`);
  expect(response.statusCode, response.body).toBe(200);
  return response.json<{ features: { id: string }[] }>().features.map(({ id }) => id);
}

test.each<[Readonly<Record<string, string>>, string[]]>([
  [{ platform: 'PHR' }, ['A']],
  [{ instrument: 'HiRI' }, ['B', 'A']],
  [{ platform: '{PHR,SPOT}' }, ['B', 'A']],
  [{ cloudCover: '[0,40]' }, ['B', 'A']],
  [{ cloudCover: '[0,40[' }, ['A']],
  [{ cloudCover: ']5,40]' }, ['B']],
  [{ cloudCover: '[6' }, ['B']],
  [{ cloudCover: '5]' }, ['A']],
  [{ cloudCover: '{5,6}' }, ['A']],
  [{ cloudCover: '5' }, ['A']],
  [{ orbitNumber: '[150,250]' }, ['B']],
  [{ orbitDirection: 'descending' }, ['A']],
  [{ illuminationElevationAngle: '[41,42]' }, ['B', 'A']],
  [{ creationDate: '[2018-06-15,2018-06-15]' }, ['B', 'A']],
  [{ creationDate: '2018-06' }, ['B', 'A']],
  [{ acquisitionStation: "O'Higgins <&>" }, ['B', 'A']],
  [{ parentIdentifier: 'VHR' }, ['FIJI', 'B', 'A']],
  [{ parentIdentifier: 'NONE' }, []],
  [{ geom: 'POLYGON((9 45, 13 45, 13 49, 9 49, 9 45))' }, ['A']],
  [{ geom: 'POLYGON((9 45, 13 49, 13 45, 9 49, 9 45))' }, ['A']],
  [{ geom: 'POINT(11 47)', georel: 'disjoint' }, ['FIJI', 'B']],
  [{ bbox: '9,45,13,49', georel: 'contains' }, ['A']],
  [{ bbox: '11,45,13,49', georel: 'contains' }, []],
  [{ lon: '11', lat: '47' }, ['A']],
  [{ lon: '13', lat: '48', r: '80000' }, ['B', 'A']],
  [{ lon: '13', lat: '48', r: '74000' }, []],
  [{ lon: '-179.5', lat: '-17', r: '1000' }, ['FIJI']],
  [{ start: '2018-06-11', timerel: 'intersects' }, ['FIJI', 'B']],
  [{ start: '2018-06-10', end: '2018-06-12', timerel: 'during' }, ['B']],
  [{ start: '2018-06-11', end: '2018-06-11', timerel: 'contains' }, ['B']],
  [{ start: '2018-06-10', end: '2018-06-12', timerel: 'equals' }, ['B']],
  [{ start: '2018-06-10', end: '2018-06-12', timerel: 'disjoint' }, ['FIJI', 'A']],
  [{ cql: "platform = 'PHR' OR BBOX(footprint, 178, -19, -178, -10)" }, ['FIJI', 'A']],
  [{ uid: 'A,B', sortKeys: 'cloudCover,,0' }, ['B', 'A']],
  [{ uid: 'A,B', sortKeys: 'cloudCover' }, ['A', 'B']],
  [{ cql: 'cloudCover IS NULL', bbox: '170,-20,-170,0' }, ['FIJI']],
  [{ q: "' or 1=1 --" }, []],
  [{ platform: "PHR' or '1'='1" }, []],
])('%j finds %j', async (parameters, expected) => {
  expect(await find(parameters)).toEqual(expected);
});

test.each<[Readonly<Record<string, string>>, string]>([
  [{ cloudCover: '[40,5]' }, 'cloudCover'],
  [{ cloudCover: 'few' }, 'cloudCover'],
  [{ cloudCover: '[5' + ',6'.repeat(9) }, 'cloudCover'],
  [{ orbitNumber: '1e99' }, 'orbitNumber'],
  [{ creationDate: '[2019,2018]' }, 'creationDate'],
  [{ geom: 'POLYGON((0 0, 1 1))' }, 'geom'],
  [{ geom: 'POINT(NaN 1)' }, 'geom'],
  [{ geom: `MULTIPOINT(${'0 0,'.repeat(6000)}0 0)` }, 'geom'],
  [{ lon: '200', lat: '0' }, 'lon'],
  [{ lon: '1' }, 'lat'],
  [{ r: '10' }, 'lon'],
  [{ lon: '1', lat: '1', r: '-1' }, 'r'],
  [{ lon: '1', lat: '1', r: '1e9' }, 'r'],
  [{ georel: 'near' }, 'georel'],
  [{ timerel: 'near' }, 'timerel'],
  [{ cql: "platform = 'A'; drop table product" }, 'cql'],
  [{ cql: 'secret = 1' }, 'cql'],
  [{ cql: '('.repeat(5000) }, 'cql'],
  [{ startIndex: '10001' }, 'startIndex'],
  [{ cursor: 'made-up' }, 'token'],
])('%j is refused, naming %s', async (parameters, name) => {
  for (const format of ['json', 'atom']) {
    const response = await renderer.get(`${PRODUCTS}/${format}/?${encode(parameters)}`);
    expect(response.statusCode).toBe(400);
    expect(response.json<{ message: string }>().message).toContain(name);
    expect(response.body).not.toMatch(/ at .*\.ts|node_modules/);
  }
});

test('every EO parameter is offered and taken', async () => {
  const description = (await renderer.get(PRODUCTS)).body;
  for (const { name, token, filter } of eoParameters) {
    expect(description).toContain(`${name}={${token}?}`);
    expect(filter?.('2018')).toBeDefined();
  }
});

test('a form that is posted is answered as the same query is', async () => {
  const response = await renderer.app.inject({
    method: 'POST',
    url: `${PRODUCTS}/json/`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', host: 'maps.example' },
    payload: encode({ platform: 'PHR', geom: 'POINT(11 47)' }),
  });
  expect(response.json()).toMatchObject({ totalResults: 1, features: [{ id: 'A' }] });
});

describe.each(searchFormats.map(({ name }) => name))('as %s', (format) => {
  test.each(['', '?count=1', '?count=0', '?bbox=0,0,1,1', '?platform=PHR&start=2018&cql=cloudCover<90'])(
    'results of products%s are well-formed and valid',
    async (query) => {
      const response = await renderer.get(`${PRODUCTS}/${format}/${query}`);
      expect(response.statusCode, response.body).toBe(200);
      await expectValid(format, response.body);
    },
  );

  test('results of collections are too', async () => {
    const response = await renderer.get(`/opensearch/${format}/`);
    expect(response.statusCode, response.body).toBe(200);
    await expectValid(format, response.body);
    expect(response.body).toContain('EMPTY');
  });
});

async function expectValid(format: string, body: string): Promise<void> {
  if (format === 'json') return void JSON.parse(body);
  execFileSync('xmllint', ['--nonet', '--noout', '-'], { input: body });
  if (format === 'atom' && hasOgcSchemas()) expect(await ogcProblems(body)).toBe('');
}

test('descriptions of both steps are valid', async () => {
  for (const path of ['/opensearch/', PRODUCTS]) {
    const { body } = await renderer.get(path);
    if (hasOgcSchemas()) expect(await ogcProblems(body)).toBe('');
    expect(body).toMatch(/<Url type="application\/atom\+xml" rel="(collection|results)"/);
  }
});

describe('collections', () => {
  test.each([
    ['', ['VHR', 'EMPTY']],
    ['?q=europe', ['VHR']],
    ['?bbox=9,45,11,47', ['VHR']],
    ['?bbox=-100,0,-99,1', []],
    ['?start=2018-06-15&end=2018-06-16', []],
    ['?count=1&startIndex=1', ['EMPTY']],
  ])('%s finds %j', async (query, expected) => {
    const response = await renderer.get(`/opensearch/json/${query}`);
    expect(response.json<{ features: { id: string }[] }>().features.map(({ id }) => id)).toEqual(expected);
  });
});

test('from /opensearch/ to the bytes of a COG by links alone', async () => {
  const root = await xmlAt('/opensearch/');
  const collections = await xmlAt(templateOf(root, 'collection'));
  const [collection] = entriesWith(collections, 'VHR');
  const description = await xmlAt(linkOf(collection!, 'search'));
  const first = await xmlAt(templateOf(description, 'results').replace('count={count?}', 'count=1'));
  const second = await xmlAt(linkOf(first, 'next'));
  const third = await xmlAt(linkOf(second, 'next'));
  expect(elementsAt(third, 'link').some((link) => link.attributes['rel'] === 'next')).toBe(false);
  const [product] = entriesWith(third, 'A');
  const cog = await get(linkOf(product!, 'enclosure'), { range: 'bytes=0-3' });
  expect(cog.statusCode).toBe(206);
  expect(cog.rawPayload.toString('latin1')).toMatch(/^(II\*\0|MM\0\*)$/);
  const picture = await get(linkOf(product!, 'icon'));
  expect(picture.headers['content-type']).toBe('image/png');
});

const get = (url: string, headers: Record<string, string> = {}) => {
  const { pathname, search } = new URL(url, 'http://maps.example');
  return renderer.app.inject({
    method: 'GET',
    url: pathname + search,
    headers: { host: 'maps.example', ...headers },
  });
};
async function xmlAt(url: string): Promise<XmlElement> {
  const response = await get(url.replaceAll(/\{[^}]*\?\}/g, ''));
  expect(response.statusCode, response.body).toBe(200);
  return parseXml(response.rawPayload);
}
const templateOf = (description: XmlElement, rel: string) =>
  elementsAt(description, 'Url').find(
    ({ attributes }) => attributes['rel'] === rel && attributes['type'] === 'application/atom+xml',
  )!.attributes['template']!;
const entriesWith = (feed: XmlElement, identifier: string) =>
  elementsAt(feed, 'entry').filter((entry) => elementsAt(entry, 'identifier')[0]?.text === identifier);
const linkOf = (element: XmlElement, rel: string) =>
  elementsAt(element, 'link').find(({ attributes }) => attributes['rel'] === rel)!.attributes['href']!;
