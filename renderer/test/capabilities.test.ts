import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followCatalogue } from '@pvs/core/catalogue/catalogue-follower';
import { editionOf } from '@pvs/core/catalogue/stack-edition';
import { addScene } from '@pvs/core/testing/add-scene';
import { until } from '@pvs/core/testing/until';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

const YAML = `
stack: test
title: Maps & <more>
collections: [{ id: VHR, title: Very high, abstract: 'a < b' }, { id: EMPTY }]
productTypes:
  - { id: rgb, collection: VHR, browses: { near: { title: Near & far, channels: [{ band: 1 }] } } }
crs: ['EPSG:3035']
`;
let renderer: TestRenderer;

beforeAll(async () => {
  renderer = await startRenderer(YAML);
  const scene = { collection: 'VHR', color: [1, 2, 3] } as const;
  const box = { crs: 'EPSG:4326', minX: 13, minY: 40, maxX: 14, maxY: 41 };
  await addScene(renderer.stack, { ...scene, identifier: 'A', box, time: '2018-06-01T10:00:00Z' });
  const other = { ...box, minX: 14, maxX: 15, minY: -2, maxY: -1 };
  await addScene(renderer.stack, { ...scene, identifier: 'B', box: other, time: '2019-01' });
});

afterAll(() => renderer.stop());

async function capabilities(version: string) {
  const response = await renderer.ows({ SERVICE: 'WMS', REQUEST: 'GetCapabilities', VERSION: version });
  expect(response.statusCode).toBe(200);
  const document = parseXml(response.body);
  const [top] = elementsAt(document, 'Capability/Layer');
  return { response, document, top: top! };
}

const texts = (element: Parameters<typeof elementsAt>[0], path: string) =>
  elementsAt(element, path).map(({ text }) => text);

test.each([
  ['1.3.0', 'text/xml; charset=utf-8', '1.3.0'],
  ['1.1.1', 'application/vnd.ogc.wms_xml; charset=utf-8', '1.1.1'],
  ['1.1.0', 'application/vnd.ogc.wms_xml; charset=utf-8', '1.1.1'],
  ['', 'text/xml; charset=utf-8', '1.3.0'],
  ['2.0.0', 'text/xml; charset=utf-8', '1.3.0'],
])('asked for version %j answers %s in version %s', async (asked, mediaType, version) => {
  const { response, document } = await capabilities(asked);
  expect(response.headers).toMatchObject({ 'content-type': mediaType, 'cache-control': 'no-cache' });
  expect(document.attributes['version']).toBe(version);
});

describe.runIf(hasOgcSchemas())('by their schemas', () => {
  test.each(['1.3.0', '1.1.1'])('capabilities %s are valid', async (version) => {
    expect(await ogcProblems((await capabilities(version)).response.body)).toBe('');
  });
});

test.each([
  ['1.3.0', 'CRS'],
  ['1.1.1', 'SRS'],
])(
  '%s lists each layer once, with the CRSs of the stack and the products’ UTM zones',
  async (version, name) => {
    const { top } = await capabilities(version);
    expect([...texts(top, 'Layer/Name'), ...texts(top, 'Layer/Layer/Name')].sort()).toEqual([
      'EMPTY',
      'EMPTY__heatmap',
      'EMPTY__outlined',
      'EMPTY__outlines',
      'VHR',
      'VHR__heatmap',
      'VHR__near',
      'VHR__outlined',
      'VHR__outlines',
    ]);
    expect(
      texts(top, name)
        .filter((code) => code !== 'CRS:84')
        .sort(),
    ).toEqual(['EPSG:3035', 'EPSG:32633', 'EPSG:32733', 'EPSG:3857', 'EPSG:4326']);
  },
);

test('a collection’s extents are those of its products, in each CRS in its own axis order', async () => {
  const { top } = await capabilities('1.3.0');
  const [vhr] = elementsAt(top, 'Layer');
  expect(elementsAt(vhr!, 'EX_GeographicBoundingBox/*').map(({ text }) => Number(text))).toEqual([
    13, 15, -2, 41,
  ]);
  const boxes = new Map(elementsAt(vhr!, 'BoundingBox').map(({ attributes: a }) => [a['CRS'], a]));
  expect(boxes.get('CRS:84')).toMatchObject({ minx: '13', miny: '-2', maxx: '15', maxy: '41' });
  expect(boxes.get('EPSG:4326')).toMatchObject({ minx: '-2', miny: '13', maxx: '41', maxy: '15' });
  const zone = boxes.get('EPSG:32633')!;
  // The zone's northern half only, west of its central meridian.
  expect(Number(zone['maxx'])).toBeCloseTo(500_000, 0);
  expect(Number(zone['miny'])).toBeCloseTo(0, 0);
  expect(Number(zone['maxy'])).toBeGreaterThan(4_500_000);
});

test('the time dimension spans the products, and its default is all of it, as it is applied', async () => {
  const [now] = elementsAt((await capabilities('1.3.0')).top, 'Layer/Dimension');
  const span = '2018-06-01T10:00:00Z/2019-01-31T23:59:59.999Z';
  expect(now).toMatchObject({ text: `${span}/PT1S`, attributes: { name: 'time', default: span } });
  const [old] = elementsAt((await capabilities('1.1.1')).top, 'Layer/Extent');
  expect(old).toMatchObject({ text: `${span}/PT1S`, attributes: { name: 'time', default: span } });
});

test('an empty collection has no time and the extent of the world', async () => {
  const { top } = await capabilities('1.3.0');
  const empty = elementsAt(top, 'Layer')[1]!;
  expect(elementsAt(empty, 'Dimension')).toEqual([]);
  expect(elementsAt(empty, 'EX_GeographicBoundingBox/*').map(({ text }) => text)).toEqual([
    '-180',
    '180',
    '-90',
    '90',
  ]);
});

test('operations are where the client reached the stack', async () => {
  const url = '/ows?service=WMS&request=GetCapabilities';
  const headers = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'vhr.example',
    'x-forwarded-prefix': '/pvs',
  };
  const document = parseXml((await renderer.app.inject({ url, headers })).body);
  const [get] = elementsAt(document, 'Capability/Request/GetMap/DCPType/HTTP/Get/OnlineResource');
  expect(get?.attributes['href']).toBe('https://vhr.example/pvs/ows?');
});

test('the update sequence follows the catalogue and the configuration', async () => {
  const before = Number((await capabilities('1.3.0')).document.attributes['updateSequence']);
  const box = { crs: 'EPSG:4326', minX: 13, minY: 40, maxX: 14, maxY: 41 };
  await addScene(renderer.stack, {
    identifier: 'C',
    collection: 'VHR',
    box,
    time: '2018-07',
    color: [1, 2, 3],
  });
  const after = Number((await capabilities('1.3.0')).document.attributes['updateSequence']);
  expect(after).toBeGreaterThan(before);
  const { stack, db, redis, log } = renderer.stack;
  const edition = editionOf({ ...stack, title: 'Another title' });
  const other = followCatalogue(db, redis, log, { edition });
  await other.catchUp();
  await until(() => other.isNumbered());
  other.stop();
  expect(other.index.updateSequence).toBeGreaterThan(after);
});
