import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browse, Coverage } from '@pvs/core/catalogue/product';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { productOf, type TestScene } from '@pvs/core/testing/add-scene';
import { makeRaster } from '@pvs/core/testing/make-raster';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { pixelsOf, startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

const YAML = `
stack: test
title: Test
collections: [{ id: S2 }, { id: DEM }, { id: PLAIN }]
productTypes:
  - { id: named, collection: S2, wavelengths: { pan: 640 }, match: { platform: none } }
  - id: dem
    collection: DEM
    browses:
      default:
        channels: [{ band: 1, range: [0, 2000] }]
        colormap: viridis
        styles:
          relief: { title: Relief, hillshade: { azimuth: 270 } }
          slopes: { terrain: { kind: slopeshade } }
          lines: { contours: { interval: 100 }, colormap: { ramp: [[0, '#8a5a2b'], [9000, '#8a5a2b']] } }
unclassified: { collection: S2 }
`;
const SIZE = 64;
const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
/** Stored values, in the order of the file. */
const STORED = { nir: 3000, red: 1000, green: 800, blue: 600, pan: 700 };
const names = Object.keys(STORED) as (keyof typeof STORED)[];
let renderer: TestRenderer;

/** Writes a raster of the box and describes it. */
async function store(
  key: string,
  bands: readonly string[],
  value: (x: number, y: number, band: number) => number,
) {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-pictures-'));
  const transform = [10, 1 / SIZE, 0, 41, 0, -1 / SIZE] as const;
  const grid = { widthPx: SIZE, heightPx: SIZE, transform };
  makeRaster(directory, 'r.tif', {
    ...{ ...grid, bands: bands.length, type: 'UInt16', epsg: 4326, driver: 'COG', value },
    options: ['COMPRESS=DEFLATE'],
  });
  const body = await readFile(join(directory, 'r.tif'));
  await rm(directory, { recursive: true });
  await renderer.stack.store.write(key, body);
  return {
    ...{ identifier: key, objectKey: key, sizeBytes: body.length, dataType: 'uint16', hasMask: false },
    bands: bands.map((name) => ({ name, color: 'gray' as const })),
    grid: { crs: 'EPSG:4326', proj4: '+proj=longlat +datum=WGS84 +no_defs', ...grid },
  } satisfies Coverage;
}

const scene = (identifier: string, collection: string, type: string): TestScene => ({
  ...{ identifier, collection, type, box, time: '2020-06-01', color: [0, 0, 0] },
});

beforeAll(async () => {
  renderer = await startRenderer(YAML);
  const { db, follower } = renderer.stack;
  const all = await store('s2.tif', names, (_x, _y, band) => STORED[names[band]!]);
  const wavelengths = { red: 665, nir: 842 } as Record<string, number>;
  const bands = all.bands.map((band) => {
    const wavelengthNm = wavelengths[band.name];
    return wavelengthNm === undefined ? band : { ...band, wavelengthNm };
  });
  const source = (band: string) => ({ coverage: 's2.tif', band });
  const browses: Browse[] = [
    { type: '', coverageIdentifier: 's2.tif' },
    {
      type: 'false-color',
      channels: ['nir', 'red', 'green'].map((band) => ({ ...source(band), range: [0, 4000] as const })),
    },
    {
      type: 'ndvi',
      channels: [
        {
          expression: '(nir - red) / (nir + red)',
          bands: { nir: source('nir'), red: source('red') },
          ...{ range: [0, 1], colormap: 'blackwhite' },
        },
      ],
    },
  ];
  await registerProduct(db, { ...productOf(scene('ITEM', 'S2', 'named'), { ...all, bands }), browses });
  const dem = await store('dem.tif', ['height'], (x) => 10 * x);
  await registerProduct(db, { ...productOf(scene('HILL', 'DEM', 'dem'), dem), browses: [] });
  await follower.catchUp();
});

afterAll(() => renderer.stop());

const map = {
  ...{ SERVICE: 'WMS', VERSION: '1.3.0', REQUEST: 'GetMap', STYLES: '', CRS: 'CRS:84', TRANSPARENT: 'TRUE' },
  ...{ BBOX: '10,40,11,41', WIDTH: SIZE, HEIGHT: SIZE, FORMAT: 'image/png' },
};

async function draw(params: Record<string, string>) {
  const response = await renderer.ows({ ...map, ...params });
  expect(response.statusCode, response.body).toBe(200);
  return (await pixelsOf(response.rawPayload)).at;
}
const grey = (share: number) => [...Array.from({ length: 3 }, () => Math.round(share * 255)), 255];

describe('pictures that products have of themselves', () => {
  test('are layers of their collection, and of them', async () => {
    expect((await draw({ LAYERS: 'S2__false-color' }))(30, 30)).toEqual([191, 64, 51, 255]);
    expect((await draw({ LAYERS: 'ITEM__false-color' }))(30, 30)).toEqual([191, 64, 51, 255]);
  });

  test('may be worked out from bands, and take ramps, ranges and styles', async () => {
    expect((await draw({ LAYERS: 'S2__ndvi' }))(30, 30)).toEqual(grey(0.5));
    expect((await draw({ LAYERS: 'S2__ndvi', range: '0,2' }))(30, 30)).toEqual(grey(0.25));
    expect((await draw({ LAYERS: 'S2__ndvi', STYLES: 'bluered', range: '0,0.5' }))(30, 30)).toEqual([
      255, 0, 0, 255,
    ]);
    expect((await draw({ LAYERS: 'S2__false-color', range: '0,3000' }))(30, 30)).toEqual([255, 85, 68, 255]);
  });

  test('are in capabilities only where products have them, which stay valid', async () => {
    for (const version of ['1.1.1', '1.3.0']) {
      const { body } = await renderer.ows({ SERVICE: 'WMS', REQUEST: 'GetCapabilities', VERSION: version });
      const layers = elementsAt(parseXml(body), 'Capability/Layer/Layer/Layer');
      const named = layers.map((layer) => [...elementsAt(layer, 'Name'), ...elementsAt(layer, 'Title')]);
      const titles = new Map(named.map(([name, title]) => [name!.text, title!.text]));
      expect(titles.get('S2__ndvi')).toBe('S2 – Vegetation (NDVI)');
      expect(titles.has('S2__false-color')).toBe(true);
      expect([titles.has('PLAIN__ndvi'), titles.has('DEM__ndvi'), titles.has('S2__true-color')]).toEqual([
        false,
        false,
        false,
      ]);
      expect(new Set(titles.values()).size).toBe(titles.size);
      if (hasOgcSchemas()) expect(await ogcProblems(body)).toBe('');
    }
  });

  test('are linked from STAC', async () => {
    const links = (await renderer.get('/stac/collections/S2')).json<{ links: Record<string, unknown>[] }>()
      .links;
    const wms = links.filter(({ rel }) => rel === 'wms').flatMap((link) => link['wms:layers']);
    expect(wms).toEqual(['S2', 'S2__false-color', 'S2__ndvi']);
    const item = (await renderer.get('/stac/collections/S2/items/ITEM')).json<{
      links: Record<string, unknown>[];
    }>();
    expect(item.links.flatMap((link) => link['wms:layers'] ?? [])).toEqual([
      'ITEM',
      'ITEM__false-color',
      'ITEM__ndvi',
    ]);
  });
});

describe('bands by what they see', () => {
  const share = (name: keyof typeof STORED) => STORED[name] / 4000;
  test.each([
    ['dim_wavelengths', '665', ['red']],
    ['wavelengths', '0.85', ['nir']],
    // By its name, since its metadata do not say it; by the configuration; the nearest to the middle of a range.
    ['wavelengths', '550', ['green']],
    ['wavelengths', '640', ['pan']],
    ['wavelengths', '655/700', ['red']],
    ['wavelengths', '842,665,490', ['nir', 'red', 'blue']],
  ] as const)('%s=%s shows %j', async (parameter, value, bands) => {
    const at = await draw({ LAYERS: 'S2', [parameter]: value, range: '0,4000' });
    const [red, green = red, blue = red] = bands.map((name) => Math.round(share(name) * 255));
    expect(at(30, 30)).toEqual([red, green, blue, 255]);
  });

  test('that no band sees show nothing', async () => {
    expect((await draw({ LAYERS: 'S2', wavelengths: '1600', range: '0,4000' }))(30, 30)).toEqual([
      0, 0, 0, 0,
    ]);
  });
});

describe('styles', () => {
  async function stylesOf(layer: string) {
    const { body } = await renderer.ows({ SERVICE: 'WMS', REQUEST: 'GetCapabilities' });
    const layers = elementsAt(parseXml(body), 'Capability/Layer/Layer');
    const all = layers.flatMap((one) => [one, ...elementsAt(one, 'Layer')]);
    const found = all.find((one) => elementsAt(one, 'Name')[0]?.text === layer)!;
    return elementsAt(found, 'Style').map((style) => ({
      name: elementsAt(style, 'Name')[0]!.text,
      legend: elementsAt(style, 'LegendURL/OnlineResource')[0]!.attributes['href']!,
    }));
  }

  test('that capabilities list are drawn, each with its legend', async () => {
    for (const layer of ['DEM', 'S2__ndvi', 'S2__outlines', 'S2__heatmap', 'S2__false-color']) {
      const listed = await stylesOf(layer);
      expect(listed[0]?.name).toBe('default');
      const some = listed.filter((_, i) => i < 5 || i % 10 === 0);
      for (const { name, legend } of some) {
        await draw({ LAYERS: layer, STYLES: name });
        const drawn = await renderer.get(legend.replace(/^.*?\/ows/, '/ows'));
        expect([drawn.statusCode, drawn.headers['content-type']], legend).toEqual([200, 'image/png']);
      }
    }
    expect((await stylesOf('DEM')).map(({ name }) => name).slice(0, 5)).toEqual([
      'default',
      'relief',
      'slopes',
      'lines',
      'jet',
    ]);
    expect((await stylesOf('S2__false-color')).map(({ name }) => name)).toEqual(['default']);
  });

  test('of a browse type replace what it says of the channel and the colours', async () => {
    const relief = (await draw({ LAYERS: 'DEM', STYLES: 'relief', CRS: 'EPSG:4326', BBOX: '40,10,41,11' }))(
      30,
      30,
    );
    expect(relief[0]).toBe(relief[1]);
    expect(relief[0]).toBeGreaterThan(170);
    const lines = await draw({ LAYERS: 'DEM', STYLES: 'lines' });
    // Heights rise by 10 for each pixel.
    expect([29, 30, 31, 39, 40].map((x) => lines(x, 30)[3])).toEqual([0, 255, 0, 0, 255]);
    expect(lines(30, 30)).toEqual([138, 90, 43, 255]);
    expect((await draw({ LAYERS: 'DEM', STYLES: 'lines' }))(0, 30)[3]).toBe(0);
  });

  test('that a layer has not are refused', async () => {
    for (const [layer, style] of [
      ['S2__false-color', 'viridis'],
      ['DEM', 'cloud'],
      ['S2__outlines', 'viridis'],
    ] as const) {
      const response = await renderer.ows({ ...map, LAYERS: layer, STYLES: style });
      expect([response.statusCode, response.body]).toEqual([
        400,
        expect.stringContaining('code="StyleNotDefined"'),
      ]);
    }
  });
});
