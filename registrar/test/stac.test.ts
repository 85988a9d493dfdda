import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadProducts } from '@pvs/core/catalogue/load-products';
import { makeRaster } from '@pvs/core/testing/make-raster';
import { startable } from '@pvs/core/http/run-stage-service';
import { runItems } from '@pvs/core/testing/run-items';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { until } from '@pvs/core/testing/until';
import { registerStage } from '../src/register-stage.ts';

let stack: TestStack;
let directory: string;

beforeAll(async () => {
  stack = await startTestStack(`
stack: test
title: Test
collections: [{ id: VHR }, { id: sentinel }]
`);
  directory = await mkdtemp(join(tmpdir(), 'pvs-stac-'));
});

afterAll(async () => {
  await stack.stop();
  await rm(directory, { recursive: true, force: true });
});

const register = (...messages: string[]) => runItems(stack, registerStage(stack), messages);
const write = (key: string, json: object) => stack.store.write(key, Buffer.from(JSON.stringify(json)));

/** A COG of 100 × 100 metres; 10 metres a pixel unless given. */
async function writeCog(key: string, { bands = 1, pixelM = 10, type = 'UInt16', nodata = 0 } = {}) {
  const sizePx = 1000 / pixelM;
  makeRaster(directory, 'x.tif', {
    ...{ widthPx: sizePx, heightPx: sizePx, bands, type, epsg: 32633, driver: 'COG', nodata },
    transform: [500_000, pixelM, 0, 5_000_000, 0, -pixelM],
    value: (x, y) => 1 + x + y,
    options: ['COMPRESS=DEFLATE'],
  });
  await stack.store.write(key, await readFile(join(directory, 'x.tif')));
}

const band = (name: string, commonName: string) => ({ name, 'eo:common_name': commonName });
const data = (href: string, ...bands: object[]) => ({
  ...{ href, type: 'image/tiff; application=geotiff; profile=cloud-optimized', roles: ['data'] },
  ...(bands.length > 0 ? { bands } : {}),
});

function item(id: string, assets: object, more: object = {}) {
  const ring = [
    [15, 45],
    [15.01, 45],
    [15.01, 45.2],
    [15, 45.2],
    [15, 45],
  ];
  return {
    ...{ type: 'Feature', stac_version: '1.1.0', id, collection: 'sentinel', links: [], assets },
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: { datetime: '2020-06-01T10:00:00Z', platform: 'sentinel-2a', 'eo:cloud_cover': 7 },
    ...more,
  };
}

const load = async (identifier: string) => (await loadProducts(stack.db, [identifier]))[0]!;

describe('a STAC item', () => {
  test('becomes a product of its rasters where they lie, shown by the names of their bands', async () => {
    for (const name of ['B02', 'B03', 'B04']) await writeCog(`s2/A/${name}.tif`);
    await writeCog('s2/A/B08.tif', { pixelM: 20 });
    await write(
      's2/A/A.json',
      item('A', {
        blue: data('./B02.tif', band('B02', 'blue')),
        green: data('B03.tif', band('B03', 'green')),
        red: data('../A/B04.tif', band('B04', 'red')),
        nir: data('B08.tif', band('B08', 'nir')),
        thumbnail: { href: 'preview.jpg', type: 'image/jpeg', roles: ['thumbnail'] },
        info: { href: 'https://elsewhere.example/info.xml', type: 'text/xml' },
      }),
    );
    expect(await register('s2/A/A.json')).toEqual({ success: ['s2/A/A.json'], problems: {} });
    const product = await load('A');
    expect(product).toMatchObject({
      ...{ collection: 'sentinel', type: 'generic', prefix: 's2/A', outputs: [] },
      attributes: { platform: 'sentinel-2a', cloudCover: 7 },
      documents: [{ format: 'stac-item', objectKey: 's2/A/A.json' }],
    });
    expect(product.coverages.find(({ identifier }) => identifier === 'A_nir')).toMatchObject({
      ...{ objectKey: 's2/A/B08.tif', dataType: 'uint16', hasMask: false },
      bands: [
        { name: 'nir', color: 'gray', nodata: 0, statistics: { min: 1, max: 99, p2: expect.any(Number) } },
      ],
      grid: { crs: 'EPSG:32633', transform: [500_000, 20, 0, 5_000_000, 0, -20], widthPx: 50, heightPx: 50 },
    });
    const trueColor = ['red', 'green', 'blue'].map((name) => ({ coverage: `A_${name}`, band: name }));
    const falseColor = ['nir', 'red', 'green'].map((name) => ({ coverage: `A_${name}`, band: name }));
    const sources = { nir: falseColor[0], red: falseColor[1] };
    const vegetation = { expression: '(nir - red) / (nir + red)', bands: sources, range: [-0.2, 0.9] };
    expect(product.browses).toEqual([
      { type: '', channels: trueColor },
      { type: 'false-color', channels: falseColor },
      { type: 'ndvi', channels: [{ ...vegetation, colormap: 'rdylgn' }] },
      { type: 'true-color', channels: trueColor },
    ]);
  });

  test('with scales, offsets and wavelengths keeps them, and its NDVI is of reflectances', async () => {
    for (const name of ['B04', 'B08']) await writeCog(`s2/O/${name}.tif`);
    const described = (commonName: string, um: number) => ({
      ...band(commonName, commonName),
      ...{ 'eo:center_wavelength': um, 'raster:scale': 0.0001, 'raster:offset': -0.1 },
    });
    const assets = {
      red: data('B04.tif', described('red', 0.665)),
      nir: data('B08.tif', described('nir', 0.842)),
    };
    await write('s2/O/O.json', item('O', assets));
    expect((await register('s2/O/O.json')).problems).toEqual({});
    const { browses, coverages } = await load('O');
    expect(coverages.map(({ bands: [one] }) => [one?.wavelengthNm, one?.scale, one?.offset])).toEqual([
      [842, 0.0001, -0.1],
      [665, 0.0001, -0.1],
    ]);
    const [nir, red] = ['(nir * 0.0001 + -0.1)', '(red * 0.0001 + -0.1)'];
    expect(browses.find(({ type }) => type === 'ndvi')?.channels).toMatchObject([
      { expression: `(${nir} - ${red}) / (${nir} + ${red})` },
    ]);
  });

  test('of a picture is that picture', async () => {
    await writeCog('naip/P/visual.tif', { bands: 3, type: 'Byte' });
    await write('naip/P/item.json', item('P', { visual: data('visual.tif') }));
    expect((await register('naip/P/item.json')).success).toHaveLength(1);
    const { coverages, browses } = await load('P');
    expect(coverages[0]!.bands.map(({ name, color }) => [name, color])).toEqual(
      ['red', 'green', 'blue'].map((color) => [color, color]),
    );
    expect(browses).toEqual([{ type: '', coverageIdentifier: 'P_visual' }]);
  });

  test('without a footprint has that of its rasters, and is found by its directory', async () => {
    await writeCog('s2/BARE/B02.tif');
    await write('s2/BARE/BARE.json', item('BARE', { blue: data('B02.tif') }, { geometry: null }));
    expect((await register('s2/BARE')).success).toEqual(['s2/BARE']);
    const [[ring = []] = []] = (await load('BARE')).footprint.coordinates;
    expect(Math.min(...ring.map(([lon]) => lon))).toBeCloseTo(15, 6);
  });

  test('that cannot be shown is a problem with its reason', async () => {
    await writeCog('bad/B02.tif');
    await stack.store.write('bad/text.tif', Buffer.from('this is no raster'));
    await write('bad/away.json', item('away', { a: data('https://elsewhere.example/a.tif') }));
    await write('bad/escape.json', item('escape', { a: data('../../../etc/passwd.tif') }));
    await write('bad/missing.json', item('missing', { a: data('nothing.tif') }));
    await write('bad/text.json', item('text', { a: data('text.tif') }));
    await write('bad/none.json', item('none', {}));
    await write('bad/features.json', { type: 'FeatureCollection', features: [] });
    await write('bad/no-time.json', item('no-time', { a: data('B02.tif') }, { properties: {} }));
    await stack.store.write('bad/broken.json', Buffer.from('{"type": "Feature"'));
    const { success, problems } = await register(
      ...['away', 'escape', 'missing', 'text', 'none', 'features', 'no-time', 'broken', 'gone'].map(
        (id) => `bad/${id}.json`,
      ),
    );
    expect(success).toEqual([]);
    const codes = Object.fromEntries(Object.entries(problems).map(([id, { code }]) => [id, code]));
    expect(codes).toEqual({
      'bad/away.json': 'AssetsMissing',
      'bad/escape.json': 'AssetsMissing',
      'bad/missing.json': 'CoverageMissing',
      'bad/text.json': 'NotACog',
      'bad/none.json': 'AssetsMissing',
      'bad/features.json': 'NotStac',
      'bad/no-time.json': 'MetadataIncomplete',
      'bad/broken.json': 'InvalidJson',
      'bad/gone.json': 'ObjectMissing',
    });
  });
});

describe('a STAC catalogue', () => {
  const link = (rel: string, href: string) => ({ rel, href });

  test('becomes a message for each item it leads to, in the collection it was pushed for', async () => {
    await writeCog('chain/x.tif');
    const keys = Array.from({ length: 40 }, (_, i) => `chain/sub/${i}.json`);
    for (const key of keys) await write(key, item(key.replaceAll(/\W/g, '-'), { x: data('../x.tif') }));
    const about = { stac_version: '1.0.0', description: 'x' };
    await write('chain/catalog.json', {
      ...about,
      type: 'Catalog',
      id: 'a',
      links: [link('child', 'sub/b.json')],
    });
    const links = keys.map((key) => link('item', key.slice('chain/sub/'.length)));
    await write('chain/sub/b.json', { ...about, type: 'Catalog', id: 'b', links });
    await stack.redis.del('register-success_set', 'register-failure_set');
    await stack.redis.lpush('register_queue', JSON.stringify({ prefix: 'chain', collection: 'VHR' }));
    const running = startable(registerStage(stack), 4).start(stack.redis, stack.log, {
      ...{ maxAttempts: 3, maxUnavailableS: 30 },
    });
    await until(async () => (await stack.redis.scard('register-success_set')) === keys.length + 1);
    await running.stop(5000);
    const loaded = await loadProducts(
      stack.db,
      keys.map((key) => key.replaceAll(/\W/g, '-')),
    );
    expect(loaded.map(({ collection }) => collection)).toEqual(keys.map(() => 'VHR'));
  });

  test.each([
    ['a link out of the storage', [link('item', 'https://elsewhere.example/x.json')], 'LinkOutside'],
    ['a path out of the storage', [link('child', '../../catalog.json')], 'LinkOutside'],
    ['no items', [], 'EmptyCatalogue'],
  ])('with %s is a problem', async (_, links, code) => {
    await write('odd/catalog.json', { type: 'Catalog', stac_version: '1.0.0', id: 'odd', links });
    expect((await register('odd')).problems['odd']).toMatchObject({ code });
  });
});
