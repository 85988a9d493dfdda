import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

interface Link {
  readonly rel: string;
  readonly href: string;
  readonly method?: string;
  readonly body?: object;
}
interface Item {
  readonly id: string;
  readonly bbox: readonly number[];
  readonly geometry: { readonly type: string };
  readonly properties: Readonly<Record<string, unknown>>;
  readonly links: readonly Link[];
  readonly assets: Readonly<Record<string, { readonly href: string; readonly type: string }>>;
}
interface Items {
  readonly features: readonly Item[];
  readonly links: readonly Link[];
  readonly numberMatched?: number;
  readonly numberReturned: number;
}

let renderer: TestRenderer;
const at = (minX: number, minY: number) => ({ crs: 'EPSG:4326', minX, minY, maxX: minX + 2, maxY: minY + 2 });
const scene = { collection: 'VHR', color: [1, 2, 3], sizePx: 8 } as const;

// The validator takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

beforeAll(async () => {
  renderer = await startRenderer(
    'stack: test\ntitle: Test <stack>\ncollections: [{ id: VHR, title: Very high, abstract: Sharp }, { id: OTHER }]\n',
  );
  const { stack } = renderer;
  const eo = {
    platform: 'PHR',
    cloudCover: 3,
    orbitDirection: 'DESCENDING',
    instrument: 'HiRI',
    orbitNumber: 12,
  };
  await addScene(stack, {
    ...scene,
    identifier: 'ALPS_1',
    box: at(10, 46),
    time: '2018-06-01T10:00:00Z',
    attributes: eo,
  });
  await addScene(stack, {
    ...scene,
    identifier: 'ALPS_2',
    box: at(10, 46),
    time: '2018-07-01',
    attributes: { ...eo, cloudCover: 40, orbitDirection: 'ASCENDING' },
  });
  await addScene(stack, { ...scene, identifier: 'FIJI', box: at(179, -18), time: '2018-08-01' });
  await addScene(stack, {
    ...scene,
    identifier: 'ELSEWHERE',
    collection: 'OTHER',
    box: at(30, 46),
    time: '2019',
  });
});

afterAll(() => renderer.stop());

const pathOf = (href: string) => href.replace('http://maps.example', '');
const get = <T>(path: string) => ok<T>(renderer.get(pathOf(path)));
const send = (url: string, payload: object | string) =>
  renderer.app.inject({
    method: 'POST',
    url: pathOf(url),
    headers: { host: 'maps.example', 'content-type': 'application/json' },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
async function ok<T>(response: Promise<LightMyRequestResponse>): Promise<T> {
  const { statusCode, body } = await response;
  expect(statusCode, body).toBe(200);
  return JSON.parse(body) as T;
}
const idsOf = ({ features }: Items) => features.map(({ id }) => id);
const search = (query: string) => get<Items>(`/stac/search?${query}`);
const linkOf = ({ links }: { readonly links: readonly Link[] }, rel: string) =>
  links.find((link) => link.rel === rel);

describe('documents', () => {
  test('every link of the landing page leads somewhere', async () => {
    const landing = await get<{ links: Link[]; conformsTo: string[] }>('/stac/');
    expect(landing.links.filter(({ rel }) => rel === 'child')).toHaveLength(2);
    for (const { href, method } of landing.links) {
      const { statusCode } = method === 'POST' ? await send(href, {}) : await renderer.get(pathOf(href));
      expect([href, statusCode]).toEqual([href, 200]);
    }
    expect((await get<{ conformsTo: string[] }>('/stac/conformance')).conformsTo).toEqual(landing.conformsTo);
  });

  test.runIf(hasOgcSchemas())('catalogue, collections, items and lists of them are valid STAC', async () => {
    const { features } = await search('');
    const documents = [
      await get('/stac/'),
      await get('/stac/collections/VHR'),
      await get('/stac/collections/OTHER'),
      await get('/stac/collections'),
      await get('/stac/search?limit=2'),
      await get('/stac/collections/VHR/items?limit=1'),
      ...features,
    ];
    for (const document of documents) expect(await ogcProblems(JSON.stringify(document))).toBe('');
  });

  test('a collection has the extent of its products', async () => {
    const { extent } = await get<{ extent: { temporal: unknown } }>('/stac/collections/VHR');
    expect(extent.temporal).toEqual({ interval: [['2018-06-01T10:00:00Z', '2018-08-01T23:59:59.999Z']] });
  });

  test('an item has the product’s attributes by their STAC names, and addresses that open', async () => {
    const item = await get<Item>('/stac/collections/VHR/items/ALPS_1');
    expect(item.properties).toMatchObject({
      datetime: '2018-06-01T10:00:00Z',
      platform: 'PHR',
      instruments: ['HiRI'],
      'eo:cloud_cover': 3,
      'sat:orbit_state': 'descending',
      'sat:absolute_orbit': 12,
    });
    expect(linkOf(item, 'wms')).toMatchObject({ href: 'http://maps.example/ows', 'wms:layers': ['ALPS_1'] });
    const cog = await renderer.get(pathOf(item.assets['data']!.href));
    expect([cog.statusCode, cog.headers['content-type'], cog.rawPayload.toString('latin1', 0, 2)]).toEqual([
      200,
      'image/tiff; application=geotiff; profile=cloud-optimized',
      'II',
    ]);
  });

  test('a footprint over the antimeridian has two polygons and a box from east to west', async () => {
    const { geometry, bbox } = await get<Item>('/stac/collections/VHR/items/FIJI');
    expect([geometry.type, bbox]).toEqual(['MultiPolygon', [179, -18, -179, -16]]);
  });

  test('what is not there is 404 with a code and a description', async () => {
    for (const path of [
      '/stac/collections/NO',
      '/stac/collections/VHR/items/NO',
      '/stac/collections/OTHER/items/FIJI',
    ]) {
      const { statusCode, body } = await renderer.get(path);
      expect([path, statusCode]).toEqual([path, 404]);
      expect(JSON.parse(body)).toEqual({
        code: expect.any(String),
        description: expect.stringMatching(/there is no|has no item/) as string,
      });
    }
  });
});

describe('search', () => {
  test.each([
    ['', ['ELSEWHERE', 'FIJI', 'ALPS_2', 'ALPS_1']],
    ['collections=VHR', ['FIJI', 'ALPS_2', 'ALPS_1']],
    ['ids=FIJI,ALPS_1', ['FIJI', 'ALPS_1']],
    ['bbox=9,45,12,49', ['ALPS_2', 'ALPS_1']],
    ['bbox=9,45,0,12,49,9000', ['ALPS_2', 'ALPS_1']],
    ['bbox=170,-20,-170,-10', ['FIJI']],
    ['datetime=2018-06-15T00:00:00Z/..', ['ELSEWHERE', 'FIJI', 'ALPS_2']],
    ['datetime=2018-06-01T10:00:00Z', ['ALPS_1']],
    [`intersects=${encodeURIComponent('{"type":"Point","coordinates":[11,47]}')}`, ['ALPS_2', 'ALPS_1']],
    [`filter=${encodeURIComponent('"eo:cloud_cover" < 10')}`, ['ALPS_1']],
    [`filter=${encodeURIComponent("sat:orbit_state = 'ascending'")}`, ['ALPS_2']],
    [
      `filter-lang=cql2-json&filter=${encodeURIComponent('{"op":"<","args":[{"property":"eo:cloud_cover"},10]}')}`,
      ['ALPS_1'],
    ],
    ['sortby=%2Bdatetime', ['ALPS_1', 'ALPS_2', 'FIJI', 'ELSEWHERE']],
    ['sortby=-properties.eo:cloud_cover,id&ids=ALPS_1,ALPS_2', ['ALPS_2', 'ALPS_1']],
    ['sortby=id&limit=2', ['ALPS_1', 'ALPS_2']],
    ['unknown=1&limit=5000', ['ELSEWHERE', 'FIJI', 'ALPS_2', 'ALPS_1']],
  ])('?%s finds %j', async (query, ids) => {
    expect(idsOf(await search(query))).toEqual(ids);
  });

  test('POST finds what GET finds', async () => {
    const found = await ok<Items>(
      send('/stac/search', {
        collections: ['VHR'],
        filter: { op: 'and', args: [{ op: '<', args: [{ property: 'eo:cloud_cover' }, 50] }] },
        sortby: [{ field: 'eo:cloud_cover', direction: 'desc' }],
        limit: 1,
      }),
    );
    expect([idsOf(found), found.numberMatched, found.numberReturned]).toEqual([['ALPS_2'], 2, 1]);
    const next = linkOf(found, 'next')!;
    expect(next.method).toBe('POST');
    expect(idsOf(await ok<Items>(send(next.href, next.body!)))).toEqual(['ALPS_1']);
  });

  test('items of a collection are a search of it', async () => {
    expect(idsOf(await get<Items>('/stac/collections/VHR/items?bbox=9,45,12,49&collections=OTHER'))).toEqual([
      'ALPS_2',
      'ALPS_1',
    ]);
  });

  test('fields are included and left out', async () => {
    const [some] = (await search('ids=ALPS_1&fields=id,properties.eo:cloud_cover')).features;
    expect(some?.properties).toEqual({ datetime: '2018-06-01T10:00:00Z', 'eo:cloud_cover': 3 });
    const [less] = (await search('ids=ALPS_1&fields=-links,-assets,-platform')).features;
    expect(less).not.toHaveProperty('links');
    expect(less?.properties).not.toHaveProperty('platform');
    expect(less?.properties).toHaveProperty('instruments');
  });

  test('following the next links finds everything exactly once while products are registered', async () => {
    const wanted = Array.from({ length: 23 }, (_, i) => `WALK_${String(i).padStart(2, '0')}`);
    for (const identifier of wanted) {
      await addScene(renderer.stack, {
        ...scene,
        identifier,
        collection: 'OTHER',
        box: at(60, 10),
        time: '2020',
      });
    }
    const seen: string[] = [];
    let next: string | undefined = '/stac/search?collections=OTHER&bbox=59,9,63,13&limit=5';
    for (let page = 0; next !== undefined; page += 1) {
      const items: Items = await get<Items>(next);
      seen.push(...idsOf(items));
      next = linkOf(items, 'next')?.href;
      await addScene(renderer.stack, {
        ...scene,
        identifier: `NEW_${page}`,
        collection: 'OTHER',
        box: at(60, 10),
        time: page % 2 === 0 ? '2021' : '2019',
      });
    }
    expect(seen.filter((id) => id.startsWith('WALK'))).toEqual(wanted);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each([
    ['bbox=1,2,3', "'bbox': expected 4 numbers (west, south, east, north), or 6 with heights, not 3"],
    ['bbox=0,91,1,92', 'bbox'],
    ['bbox=0,5,1,4', 'bbox'],
    ['datetime=yesterday', 'datetime'],
    ['datetime=2019/2018', 'datetime'],
    ['limit=0', "'limit': expected a whole number, 1 or more, given '0'"],
    ['limit=ten', "'limit': expected a whole number, 1 or more, given 'ten'"],
    ['limit=1.5', "'limit': expected a whole number, 1 or more, given '1.5'"],
    ['bbox=west,1,2,3', "'bbox.0': expected a number, given 'west'"],
    ['bbox=1e999,1,2,3', "'bbox.0': expected a number, given 'Infinity'"],
    ['intersects={', 'intersects'],
    ['intersects={"type":"Blob"}', 'intersects'],
    ['bbox=1,2,3,4&intersects={"type":"Point","coordinates":[1,2]}', 'intersects'],
    ['filter=nothing%20=%201', 'filter'],
    ['filter=1=1;%20drop%20table%20product', 'filter'],
    ['filter-lang=sql&filter=x', "given 'sql'"],
    ['filter-crs=EPSG:3857&filter=id%20=%20%271%27', 'filter-crs'],
    ['sortby=password', 'sortby'],
    ['token=made-up', 'token'],
    ['ids=%00', 'ids'],
  ])('?%s is refused, naming %s', async (query, name) => {
    const { statusCode, body } = await renderer.get(`/stac/search?${query}`);
    expect([statusCode, JSON.parse(body)]).toEqual([
      400,
      { code: expect.any(String) as string, description: expect.stringContaining(name) as string },
    ]);
  });

  test.each([
    '{',
    '[]',
    '"text"',
    '{"limit": "ten"}',
    '{"filter": {"op": "drop"}}',
    '{"bbox": [1e999, 0, 1, 1]}',
  ])('a body of %s is refused', async (payload) => {
    const { statusCode, body } = await send('/stac/search', payload);
    expect([statusCode, Object.keys(JSON.parse(body) as object)]).toEqual([400, ['code', 'description']]);
  });
});

describe('files of products', () => {
  const DATA = '/objects/ALPS_1/';
  const file = async () =>
    pathOf((await get<Item>('/stac/collections/VHR/items/ALPS_1')).assets['data']!.href);
  const ask = (url: string, headers: Record<string, string>, method: 'GET' | 'HEAD' = 'GET') =>
    renderer.app.inject({ method, url, headers });

  test('come in ranges, with validators', async () => {
    const url = await file();
    const whole = await ask(url, {});
    const size = whole.rawPayload.length;
    expect(whole.headers['content-security-policy']).toContain('sandbox');
    expect(whole.headers).toMatchObject({ 'accept-ranges': 'bytes', 'content-length': String(size) });
    const part = await ask(url, { range: 'bytes=8-15' });
    expect([part.statusCode, part.headers['content-range']]).toEqual([206, `bytes 8-15/${size}`]);
    expect(part.rawPayload.equals(whole.rawPayload.subarray(8, 16))).toBe(true);
    const head = await ask(url, {}, 'HEAD');
    expect([head.statusCode, head.headers['content-length'], head.rawPayload.length]).toEqual([
      200,
      String(size),
      0,
    ]);
    const etag = whole.headers['etag'] as string;
    expect((await ask(url, { 'if-none-match': etag })).statusCode).toBe(304);
    expect((await ask(url, { range: `bytes=${size}-` })).statusCode).toBe(416);
    expect((await ask(url, { range: 'bytes=0-1', 'if-range': '"other"' })).statusCode).toBe(200);
  });

  test.each([`${DATA}none.tif`, '/objects/NONE/x.tif', `${DATA}..%2F..%2Fetc%2Fpasswd`])(
    '%s is not there',
    async (url) => {
      expect((await ask(url, {})).statusCode).toBe(404);
    },
  );
});
