import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addScene, productOf, storeScene } from '@pvs/core/testing/add-scene';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let renderer: TestRenderer;
const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };

beforeAll(async () => {
  renderer = await startRenderer('stack: test\ntitle: T\ncollections: [{ id: VHR }, { id: OTHER }]\n');
  const { stack } = renderer;
  const scene = { collection: 'VHR', box } as const;
  await addScene(stack, {
    ...scene,
    identifier: 'OLD',
    time: '2018-06-01T10:00:00Z',
    color: (x, y) => [x, y, 7],
    attributes: { cloudCover: 12.5, platform: '<script>"&', creationDate: new Date(0) },
  });
  await addScene(stack, {
    ...scene,
    identifier: 'NEW',
    time: '2018-07-01T10:00:00Z',
    color: [200, 10, 20],
    box: { ...box, minX: 10.5, maxX: 11.5 },
  });
  const framed = {
    collection: 'OTHER',
    identifier: 'FRAMED',
    box,
    time: '2018',
    color: (x: number): readonly [number, number, number] => (x < 32 ? [0, 0, 0] : [5, 6, 0]),
  };
  const coverage = await storeScene(stack, framed);
  const bands = coverage.bands.map((band) => ({ ...band, nodata: 0 }));
  await registerProduct(stack.db, productOf(framed, { ...coverage, bands }));
  await stack.follower.catchUp();
});

afterAll(() => renderer.stop());

/** A map of a degree, whose 64 pixels a side are the scene's. */
const base = {
  SERVICE: 'WMS',
  VERSION: '1.3.0',
  REQUEST: 'GetFeatureInfo',
  LAYERS: 'VHR',
  QUERY_LAYERS: 'VHR',
  CRS: 'CRS:84',
  BBOX: '10,40,11,41',
  WIDTH: 64,
  HEIGHT: 64,
  I: 20,
  J: 5,
  INFO_FORMAT: 'application/json',
};

interface FeatureJson {
  readonly id: string;
  readonly geometry: { readonly type: string };
  readonly properties: Record<string, unknown> & { readonly values: Record<string, unknown> };
}

async function ask(params: Record<string, string | number> = {}) {
  const response = await renderer.ows({ ...base, ...params });
  expect(response.statusCode, response.body).toBe(200);
  return response;
}

const features = async (params: Record<string, string | number> = {}) =>
  ((await ask(params)).json() as { features: FeatureJson[] }).features;

const ids = async (params: Record<string, string | number> = {}) =>
  (await features(params)).map(({ id }) => id);

test('tells the attributes of the product under the point, and the values of the pixel as they are stored', async () => {
  const [feature] = await features();
  expect(feature).toMatchObject({ id: 'OLD', geometry: { type: 'MultiPolygon' } });
  expect(feature?.properties).toMatchObject({
    layer: 'VHR',
    collection: 'VHR',
    beginTime: '2018-06-01T10:00:00.000Z',
    cloudCover: 12.5,
    creationDate: '1970-01-01T00:00:00.000Z',
    values: { scene: { red: 20, green: 5, blue: 7 } },
  });
});

test('products come topmost first, as many as asked for, in the requested time', async () => {
  const both = { I: 40, FEATURE_COUNT: 5 };
  expect(await ids({ I: 40 })).toEqual(['NEW']);
  expect(await ids(both)).toEqual(['NEW', 'OLD']);
  expect(await ids({ ...both, TIME: '2018-06' })).toEqual(['OLD']);
  expect(await ids({ ...both, TIME: '2020' })).toEqual([]);
  expect(await ids({ I: 5, FEATURE_COUNT: 5 })).toEqual(['OLD']);
});

test('layers come topmost first, and only those of QUERY_LAYERS', async () => {
  const two = { LAYERS: 'VHR,OTHER', QUERY_LAYERS: 'VHR,OTHER', FEATURE_COUNT: 5 };
  expect(await ids(two)).toEqual(['FRAMED', 'OLD']);
  expect(await ids({ ...two, QUERY_LAYERS: 'VHR' })).toEqual(['OLD']);
  expect(await ids({ LAYERS: '', QUERY_LAYERS: 'OTHER' })).toEqual(['FRAMED']);
});

test('where there is no data, null is told; bands of their own are told apart', async () => {
  const other = { LAYERS: 'OTHER', QUERY_LAYERS: 'OTHER' };
  const values = async (i: number) => (await features({ ...other, I: i }))[0]?.properties.values['scene'];
  expect(await values(3)).toEqual({ red: null, green: null, blue: null });
  expect(await values(40)).toEqual({ red: 5, green: 6, blue: null });
});

test('versions, CRSs and names of the pixel’s parameters all lead to the same pixel', async () => {
  const xy = { X: 20, Y: 5, I: '', J: '' };
  const values = { scene: { red: 20, green: 5, blue: 7 } };
  const found = async (params: Record<string, string | number>) =>
    (await features(params))[0]?.properties.values;
  expect(await found({ ...xy, VERSION: '1.1.1', CRS: '', SRS: 'EPSG:4326' })).toEqual(values);
  expect(await found({ ...xy })).toEqual(values);
  expect(await found({ VERSION: '1.1.1', CRS: '', SRS: 'EPSG:4326' })).toEqual(values);
  expect(await found({ CRS: 'EPSG:4326', BBOX: '40,10,41,11' })).toEqual(values);
  expect(await found({ BBOX: '370,40,371,41' })).toEqual(values);
});

test('links lead to the files of the product, and to all of it', async () => {
  const [feature] = (await features()) as (FeatureJson & { links: { rel: string; href: string }[] })[];
  const hrefs = feature!.links.filter(({ rel }) => rel === 'enclosure').map(({ href }) => new URL(href));
  expect(hrefs.length).toBeGreaterThan(1);
  for (const { pathname, search } of hrefs)
    expect((await renderer.get(`${pathname}${search}`)).statusCode).toBe(200);
  expect((await ask({ INFO_FORMAT: 'text/html' })).body).toContain('<a href="http');
});

describe('formats', () => {
  test.each([
    ['application/json', 'application/json; charset=utf-8'],
    ['application/geo+json', 'application/geo+json; charset=utf-8'],
    ['text/html', 'text/html; charset=utf-8'],
    ['text/plain', 'text/plain; charset=utf-8'],
    ['application/vnd.ogc.gml', 'application/vnd.ogc.gml; charset=utf-8'],
  ])('%s is answered as %s and tells the same', async (format, mediaType) => {
    const { headers, body } = await ask({ INFO_FORMAT: format });
    expect(headers['content-type']).toBe(mediaType);
    for (const fact of ['OLD', '12.5', '2018-06-01T10:00:00.000Z', '20']) expect(body).toContain(fact);
  });

  test('HTML escapes what products say of themselves', async () => {
    const { body } = await ask({ INFO_FORMAT: 'text/html' });
    expect(body).toContain('&lt;script&gt;&quot;&amp;');
    expect(body).not.toContain('<script');
  });

  test('GML has layers with features with their properties', async () => {
    const { body } = await ask({ INFO_FORMAT: 'application/vnd.ogc.gml', I: 40, FEATURE_COUNT: 5 });
    const found = elementsAt(parseXml(body), 'VHR_layer/VHR_feature');
    expect(found.map((one) => elementsAt(one, 'identifier')[0]?.text)).toEqual(['NEW', 'OLD']);
    expect(elementsAt(found[0]!, 'scene_red')[0]?.text).toBe('200');
  });

  test('text names what has no data', async () => {
    const { body } = await ask({ LAYERS: 'OTHER', QUERY_LAYERS: 'OTHER', I: 3, INFO_FORMAT: 'text/plain' });
    expect(body).toMatch(/^scene\.red = no data$/m);
  });
});

test.each([
  [{ I: 64 }, 'InvalidPoint', /'i'.*0 to 63.*'64'/],
  [{ J: -1 }, 'InvalidPoint', /'j'/],
  [{ I: '' }, 'MissingParameterValue', /'i' or 'x' is missing/],
  [{ QUERY_LAYERS: '' }, 'MissingParameterValue', /query_layers/],
  [{ QUERY_LAYERS: 'OTHER' }, 'LayerNotDefined', /'OTHER' of QUERY_LAYERS/],
  [{ LAYERS: 'NONE', QUERY_LAYERS: 'NONE' }, 'LayerNotDefined', /'NONE'/],
  [{ INFO_FORMAT: 'image/png' }, 'InvalidFormat', /application\/json, .*'image\/png'/],
  [{ FEATURE_COUNT: 0 }, 'InvalidParameterValue', /feature_count/],
])('%j is answered with %s', async (params, code, message) => {
  const response = await renderer.ows({ ...base, ...params } as Record<string, string | number>);
  expect(response.statusCode).toBe(400);
  const [exception] = elementsAt(parseXml(response.body), 'ServiceException');
  expect(exception?.attributes['code']).toBe(code);
  expect(exception?.text).toMatch(message);
});
