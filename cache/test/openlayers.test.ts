import { existsSync } from 'node:fs';
import { addScene } from '@pvs/core/testing/add-scene';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rgbaOf, startCache, type TestCache } from './start-cache.ts';

const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);
if (chromiumPath === undefined)
  process.stderr.write(
    'SKIPPED: what OpenLayers makes of the capabilities needs Chromium (apt-get install chromium)\n',
  );

const YAML = `
stack: test
title: Maps & <more>
collections: [{ id: VHR, title: Very high }, { id: EMPTY }]
productTypes: [{ id: rgb, collection: VHR, browses: { grey: { channels: [{ band: 1 }] } } }]
tileMatrixSets: [{ id: WebMercatorQuad, maxZoom: 12 }, { id: WorldCRS84Quad, minZoom: 1, maxZoom: 10 }]
`;
/** What is read on the page: OpenLayers' own parsers and sources. */
const ENTRY = `
import WMSCapabilities from 'ol/format/WMSCapabilities.js';
import WMTSCapabilities from 'ol/format/WMTSCapabilities.js';
import TileWMS from 'ol/source/TileWMS.js';
import WMTS, { optionsFromCapabilities } from 'ol/source/WMTS.js';
import { fromLonLat, get } from 'ol/proj.js';

/** The address of the tile of a source at a place. */
function urlAt(source, projection, place, z) {
  const grid = source.getTileGridForProjection(get(projection));
  return source.getTileUrlFunction()(grid.getTileCoordForCoordAndZ(fromLonLat(place, projection), z), 1, get(projection));
}
window.readWms = (text) => new WMSCapabilities().read(text);
window.wmsUrl = (options, projection, place, z) => urlAt(new TileWMS(options), projection, place, z);
window.readWmts = (text) => new WMTSCapabilities().read(text);
window.wmtsUrl = (text, config, projection, place) => {
  const options = optionsFromCapabilities(new WMTSCapabilities().read(text), config);
  const source = new WMTS(options);
  const last = source.getTileGrid().getMaxZoom();
  return { url: urlAt(source, projection, place, last), matrices: source.getTileGrid().getMatrixIds(), encoding: source.getRequestEncoding(), style: source.getStyle() };
};
`;
const MIDDLE = [10.5, 40.5] as const;
const OUTSIDE = [14.5, 40.5] as const;
const COLOR = [200, 10, 10, 255];
let cache: TestCache;
let browser: Browser;
let page: Page;

async function bundleEntry(): Promise<string> {
  const virtual = {
    name: 'entry',
    resolveId: (id: string) => (id === 'entry.js' ? `${import.meta.dirname}/entry.js` : undefined),
    load: (id: string) => (id.endsWith('/entry.js') ? ENTRY : undefined),
  };
  const built = await build({
    ...{ configFile: false, logLevel: 'silent', plugins: [virtual] },
    build: { write: false, minify: false, rollupOptions: { input: 'entry.js', output: { format: 'iife' } } },
  });
  return (built as Rolldown.RolldownOutput).output[0].code;
}

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  cache = await startCache(YAML);
  const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
  const scene = { identifier: 'A', collection: 'VHR', type: 'rgb', color: [200, 10, 10] } as const;
  await addScene(cache.stack, { ...scene, box, time: '2018-06-01T10:00:00Z' });
  browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
  page = await browser.newPage();
  await page.addScriptTag({ content: await bundleEntry() });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await cache?.stop();
});

/** The colour of the pixel at a place of what an address answers; the middle unless given. */
async function colorAt(url: string, share = 0.5) {
  const answer = await cache.get(url.replace(/^https?:\/\/[^/]+/, ''));
  expect([answer.statusCode, answer.headers['content-type']], url).toEqual([200, 'image/png']);
  const rgba = await rgbaOf(answer.rawPayload);
  const at = (Math.floor(256 * share) * 256 + Math.floor(256 * share)) * 4;
  return [...rgba.subarray(at, at + 4)];
}

interface WmsLayer {
  readonly Name?: string;
  readonly Title: string;
  readonly CRS: readonly string[];
  readonly EX_GeographicBoundingBox: readonly number[];
  readonly BoundingBox: readonly { readonly crs: string; readonly extent: readonly number[] }[];
  readonly Dimension?: readonly { readonly name: string; readonly default: string }[];
  readonly Style: readonly {
    readonly Name: string;
    readonly LegendURL: readonly { readonly OnlineResource: string }[];
  }[];
  readonly Layer?: readonly WmsLayer[];
}
interface Wms {
  readonly version: string;
  readonly Service: { readonly MaxWidth: number; readonly LayerLimit: number };
  readonly Capability: {
    readonly Layer: WmsLayer;
    readonly Request: {
      readonly GetMap: {
        readonly Format: readonly string[];
        readonly DCPType: readonly { readonly HTTP: { readonly Get: { readonly OnlineResource: string } } }[];
      };
    };
  };
}

const call = <T>(name: string, ...args: readonly unknown[]): Promise<T> =>
  page.evaluate(
    ([called, values]) =>
      (globalThis as unknown as Record<string, (...all: unknown[]) => T>)[called]!(...values),
    [name, args] as const,
  );

describe.skipIf(chromiumPath === undefined)('OpenLayers reads WMS capabilities', () => {
  const read = async (path: string) => {
    const { body } = await cache.get(`${path}?service=WMS&request=GetCapabilities`);
    return call<Wms>('readWms', body);
  };

  test.each(['/ows', '/cache/ows'])(
    'of %s: layers, extents, CRSs, time, styles with legends',
    async (path) => {
      const { version, Service, Capability } = await read(path);
      expect([version, Service.MaxWidth, Service.LayerLimit]).toEqual(['1.3.0', 4096, 20]);
      const [vhr, empty] = Capability.Layer.Layer!;
      expect([vhr!.Name, vhr!.Title, empty!.Name]).toEqual(['VHR', 'Very high', 'EMPTY']);
      expect(vhr!.EX_GeographicBoundingBox).toEqual([10, 40, 11, 41]);
      expect(vhr!.CRS).toEqual(expect.arrayContaining(['EPSG:4326', 'EPSG:3857', 'CRS:84']));
      expect(vhr!.BoundingBox.find(({ crs }) => crs === 'EPSG:4326')!.extent).toEqual([40, 10, 41, 11]);
      expect(vhr!.Dimension).toMatchObject([
        { name: 'time', default: '2018-06-01T10:00:00Z/2018-06-01T10:00:00.999Z' },
      ]);
      const outlines = vhr!.Layer!.find(({ Name }) => Name === 'VHR__outlines')!;
      expect(outlines.Style.map(({ Name }) => Name)).toEqual(expect.arrayContaining(['default', 'cyan']));
      expect(
        outlines.Style.every(({ LegendURL: [legend] }) =>
          legend!.OnlineResource.includes('GetLegendGraphic'),
        ),
      ).toBe(true);
    },
  );

  test.each([
    ['/ows', 'EPSG:3857', '1.3.0'],
    ['/ows', 'EPSG:4326', '1.3.0'],
    ['/ows', 'EPSG:4326', '1.1.1'],
    ['/cache/ows', 'EPSG:3857', '1.3.0'],
  ])('of %s, and maps of them in %s by WMS %s are in their place', async (path, projection, version) => {
    const { Capability } = await read(path);
    const url = Capability.Request.GetMap.DCPType[0]!.HTTP.Get.OnlineResource;
    const options = {
      url,
      params: { LAYERS: Capability.Layer.Layer![0]!.Name, VERSION: version },
      projection,
    };
    expect(await colorAt(await call('wmsUrl', options, projection, MIDDLE, 11))).toEqual(COLOR);
    expect((await colorAt(await call('wmsUrl', options, projection, OUTSIDE, 11)))[3]).toBe(0);
  });
});

describe.skipIf(chromiumPath === undefined)('OpenLayers reads WMTS capabilities', () => {
  const REST = '/cache/ows/wmts/1.0.0/WMTSCapabilities.xml';
  const text = async (path = REST) => (await cache.get(path)).body;
  interface Chosen {
    readonly url: string;
    readonly encoding: string;
    readonly style: string;
    readonly matrices: readonly string[];
  }

  test.each([
    ['REST', 'WebMercatorQuad', 'EPSG:3857', 12],
    ['KVP', 'WebMercatorQuad', 'EPSG:3857', 12],
    ['REST', 'WorldCRS84Quad', 'EPSG:4326', 10],
    ['KVP', 'WorldCRS84Quad', 'EPSG:4326', 10],
  ])('and fetches tiles by %s of %s at the right place', async (encoding, matrixSet, projection, last) => {
    const config = { layer: 'VHR', matrixSet, requestEncoding: encoding };
    const at = async (place: readonly [number, number]) =>
      call<Chosen>('wmtsUrl', await text(), config, projection, place);
    const middle = await at(MIDDLE);
    expect([middle.encoding, middle.style]).toEqual([encoding, 'default']);
    // All but that of one tile, whose limits have no valid form.
    expect(middle.matrices).toEqual(Array.from({ length: last }, (_, i) => String(i + 1)));
    expect(await colorAt(middle.url)).toEqual(COLOR);
    expect((await colorAt((await at(OUTSIDE)).url))[3]).toBe(0);
  });

  test('by KVP and finds the same', async () => {
    const kvp = await text('/cache/ows?service=WMTS&request=GetCapabilities');
    const { url } = await call<Chosen>('wmtsUrl', kvp, { layer: 'VHR' }, 'EPSG:3857', MIDDLE);
    expect(await colorAt(url)).toEqual(COLOR);
  });

  test('with the styles of layers', async () => {
    const config = { layer: 'VHR__grey', style: 'bluered', matrixSet: 'WebMercatorQuad' };
    const { url, style } = await call<Chosen>('wmtsUrl', await text(), config, 'EPSG:3857', MIDDLE);
    expect(style).toBe('bluered');
    expect(await colorAt(url)).toEqual([200, 0, 55, 255]);
  });
});
