import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeProduct } from '@pvs/core/catalogue/register-product';
import { addScene } from '@pvs/core/testing/add-scene';
import { pythonWithClients, runPython } from '@pvs/core/testing/python-clients';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

const python = await pythonWithClients();
let renderer: TestRenderer;
let url: string;

const scene = { collection: 'VHR', color: [1, 2, 3], sizePx: 8 } as const;
const at = (minX: number, minY: number) => ({ crs: 'EPSG:4326', minX, minY, maxX: minX + 2, maxY: minY + 2 });
const identifiers = Array.from({ length: 25 }, (_, i) => `P_${String(i).padStart(2, '0')}`);

beforeAll(async () => {
  renderer = await startRenderer('stack: test\ntitle: T\ncollections: [{ id: VHR }, { id: OTHER }]\n');
  for (const [i, identifier] of identifiers.entries()) {
    const attributes = { cloudCover: i * 4, platform: i % 2 === 0 ? 'A' : 'B' };
    await addScene(renderer.stack, {
      ...scene,
      identifier,
      box: at(10 + i, 46),
      time: '2018-06-01',
      attributes,
    });
  }
  await renderer.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(renderer.app.server.address() as AddressInfo).port}`;
});

afterAll(() => renderer.stop());

describe.runIf(python)('pystac-client', () => {
  const walk = `
import json, sys
from pystac_client import Client
client = Client.open(sys.argv[1] + '/stac/')
`;

  test('walks from conformance over collections and next links to every item, once', async () => {
    const script = `${walk}
found = [i.id for i in client.search(collections=['VHR'], limit=7).items()]
listed = [i.id for i in client.get_collection('VHR').get_items()]
print(json.dumps({'collections': [c.id for c in client.get_collections()], 'found': found, 'listed': listed,
  'conforms': [client.conforms_to(c) for c in ('ITEM_SEARCH', 'FILTER', 'SORT', 'FIELDS', 'COLLECTIONS')]}))`;
    const { collections, found, listed, conforms } = await runPython<{
      collections: string[];
      found: string[];
      listed: string[];
      conforms: boolean[];
    }>(python!, script, url);
    expect(collections).toEqual(['VHR', 'OTHER']);
    expect(found.toSorted()).toEqual(identifiers);
    expect(listed.toSorted()).toEqual(identifiers);
    expect(conforms).toEqual([true, true, true, true, true]);
  });

  test('finds everything that was there exactly once while others are registered, newer and older', async () => {
    const script = `${walk}
import time
def slowly(items):
  for item in items:
    time.sleep(0.02)
    yield item.id
walks = [list(slowly(client.search(collections=['VHR'], limit=4).items())),
  list(slowly(client.search(method='POST', collections=['VHR'], limit=3, sortby=['+eo:cloud_cover']).items())),
  list(slowly(client.get_collection('VHR').get_items()))]
print(json.dumps(walks))`;
    const state = { isOver: false };
    const walking = runPython<string[][]>(python!, script, url).finally(() => (state.isOver = true));
    const added: string[] = [];
    while (!state.isOver) {
      const identifier = `NEW_${added.length}`;
      const [time, cloudCover] = [`20${10 + (added.length % 15)}-06-01`, (added.length * 7) % 100];
      await addScene(renderer.stack, {
        ...scene,
        identifier,
        box: at(100, 10),
        time,
        attributes: { cloudCover },
      });
      added.push(identifier);
      // Slower than the walks go on: they would never come to an end.
      await sleep(100);
    }
    const walks = await walking;
    for (const identifier of added) await removeProduct(renderer.stack.db, identifier);
    expect(added.length).toBeGreaterThan(3);
    for (const found of walks) {
      expect(new Set(found).size).toBe(found.length);
      expect(found.filter((id) => !added.includes(id)).toSorted()).toEqual(identifiers);
    }
  });

  test('filters, sorts and chooses fields, by GET and by POST', async () => {
    const script = `${walk}
ask = dict(collections=['VHR'], bbox=[9, 45, 25, 49], datetime='2018-06', limit=3,
  filter={'op': 'and', 'args': [{'op': '<', 'args': [{'property': 'eo:cloud_cover'}, 30]},
    {'op': '=', 'args': [{'property': 'platform'}, 'A']}]}, sortby=[{'field': 'eo:cloud_cover', 'direction': 'desc'}])
post = client.search(method='POST', **ask)
text = client.search(method='GET', **{**ask, 'filter': '"eo:cloud_cover" < 30 AND platform = \\'A\\'', 'sortby': ['-eo:cloud_cover']})
print(json.dumps([[i.id for i in post.items()], [i.id for i in text.items()], post.matched()]))`;
    const wanted = ['P_06', 'P_04', 'P_02', 'P_00'];
    expect(await runPython(python!, script, url)).toEqual([wanted, wanted, 4]);
  });

  test('an asset opens in rasterio, over HTTP ranges', async () => {
    const script = `${walk}
import rasterio
item = next(client.search(ids=['P_03']).items())
href = item.assets['data'].href
with rasterio.open(href) as dataset: read = dataset.read(1)[0][0].item()
print(json.dumps([read, item.assets['data'].media_type]))`;
    const [value, mediaType] = await runPython<[number, string]>(python!, script, url);
    expect([value, mediaType]).toEqual([1, 'image/tiff; application=geotiff; profile=cloud-optimized']);
  });
});

describe.runIf(python)('OWSLib', () => {
  test.each(['1.1.1', '1.3.0'])('reads WMS %s and fetches a map', async (version) => {
    const script = `
import json, sys
from owslib.wms import WebMapService
wms = WebMapService(sys.argv[1] + '/ows', version=sys.argv[2])
picture = wms.getmap(layers=['VHR'], srs='EPSG:4326', bbox=(10, 46, 14, 48), size=(64, 32), format='image/png', transparent=True)
print(json.dumps([sorted(wms.contents), picture.read()[1:4].decode()]))`;
    const [layers, magic] = await runPython<[string[], string]>(python!, script, url, version);
    expect(layers).toEqual(expect.arrayContaining(['VHR', 'VHR__outlines', 'OTHER']));
    expect(magic).toBe('PNG');
  });

  test.each(['1.1.1', '1.3.0'])('asks WMS %s what lies under a pixel', async (version) => {
    const script = `
import json, sys
from owslib.wms import WebMapService
wms = WebMapService(sys.argv[1] + '/ows', version=sys.argv[2])
operation = wms.getOperationByName('GetFeatureInfo')
ask = dict(layers=['VHR'], query_layers=['VHR'], srs='EPSG:4326', bbox=(10, 46, 14, 48), size=(64, 32), xy=(4, 16), feature_count=2)
found = json.loads(wms.getfeatureinfo(info_format='application/json', **ask).read())
gml = wms.getfeatureinfo(info_format='application/vnd.ogc.gml', **ask).read().decode()
print(json.dumps([wms['VHR'].queryable, operation.formatOptions, found['features'][0]['properties']['values'], 'VHR_feature' in gml]))`;
    expect(await runPython(python!, script, url, version)).toEqual([
      1,
      ['application/json', 'application/geo+json', 'text/html', 'application/vnd.ogc.gml', 'text/plain'],
      { scene: { red: 1, green: 2, blue: 3 } },
      true,
    ]);
  });
});
