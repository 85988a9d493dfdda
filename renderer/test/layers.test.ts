import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addScene, productOf, storeScene, type TestScene } from '@pvs/core/testing/add-scene';
import { registerProduct, removeProduct } from '@pvs/core/catalogue/register-product';
import type { Mask } from '@pvs/core/catalogue/product';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { pixelsOf, startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

const YAML = `
stack: test
title: Test
collections: [{ id: VHR }, { id: FAR, overview: WHOLE }]
limits: { outlinesBelowScale: 20000000 }
productTypes:
  - id: rgb
    collection: VHR
    preprocess: { masks: { clouds: { files: 'c.tif' }, seen: { files: 's.tif', marks: valid } } }
    browses: { green: { channels: [{ band: 2 }] } }
`;
const CLEAR = [0, 0, 0, 0];
const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
let renderer: TestRenderer;

/** Red 100, green 50 and blue 0; the left half is in clouds, the upper one seen. */
const masked: TestScene = {
  ...{ identifier: 'MASKED', collection: 'VHR', type: 'rgb', box, time: '2018-06-01' },
  color: [100, 50, 0],
  attributes: { cloudCover: 50 },
};

async function addMask(type: string, marks: Mask['marks'], isMarked: (x: number, y: number) => boolean) {
  const color = (x: number, y: number) =>
    (isMarked(x, y) ? [255, 0, 0] : [0, 0, 0]) as [number, number, number];
  const stored = await storeScene(renderer.stack, { ...masked, identifier: `MASKED-${type}`, color });
  const { objectKey, sizeBytes, grid } = stored;
  return { type, identifier: `MASKED-${type}`, objectKey, sizeBytes, grid, marks } satisfies Mask;
}

beforeAll(async () => {
  renderer = await startRenderer(YAML);
  const { stack } = renderer;
  const coverage = { ...(await storeScene(stack, masked)), identifier: 'MASKED_COVERAGE' };
  const masks = [
    await addMask('clouds', 'invalid', (x) => x < 32),
    await addMask('seen', 'valid', (_, y) => y < 32),
  ];
  const browses = [{ type: '', coverageIdentifier: 'MASKED_COVERAGE' }];
  await registerProduct(stack.db, { ...productOf(masked, coverage), browses, masks });
  const plain = { collection: 'VHR', type: 'rgb', box, time: '2018-05-01' } as const;
  await addScene(stack, { ...plain, identifier: 'BELOW', color: [0, 0, 200], attributes: { cloudCover: 5 } });
});

afterAll(() => renderer.stop());

/** A map of the scene's own pixels: left and right, above and below. */
async function draw(params: Record<string, string>) {
  const response = await renderer.ows({
    ...{ SERVICE: 'WMS', VERSION: '1.3.0', REQUEST: 'GetMap', STYLES: '', CRS: 'CRS:84' },
    ...{
      BBOX: '10,40,11,41',
      WIDTH: 64,
      HEIGHT: 64,
      FORMAT: 'image/png',
      TRANSPARENT: 'TRUE',
      TIME: '2018-06',
    },
    ...params,
  });
  expect(response.statusCode, response.body).toBe(200);
  const { at } = await pixelsOf(response.rawPayload);
  return { at, left: at(10, 20), right: at(50, 20), below: at(50, 50) };
}
const SHOWN = [100, 50, 0, 255];
const BELOW = [0, 0, 200, 255];

describe('masks', () => {
  test('as layers are filled where they mark, in the colour of the style', async () => {
    expect(await draw({ LAYERS: 'VHR__clouds' })).toMatchObject({ left: [255, 0, 255, 255], right: CLEAR });
    const blue = await draw({ LAYERS: 'VHR__clouds', STYLES: 'blue' });
    expect(blue.left).toEqual([0, 0, 255, 255]);
  });

  test('of what is in the way hide what they mark, of what is valid the rest', async () => {
    expect(await draw({ LAYERS: 'VHR__masked_clouds' })).toMatchObject({ left: CLEAR, right: SHOWN });
    expect(await draw({ LAYERS: 'VHR__masked_seen' })).toMatchObject({ left: SHOWN, below: CLEAR });
  });

  test('what is hidden shows what lies below; a product without the mask is shown whole', async () => {
    const all = await draw({ LAYERS: 'VHR__masked_clouds', TIME: '2018' });
    expect(all).toMatchObject({ left: BELOW, right: SHOWN });
  });

  test('cut outlines, too', async () => {
    const wide = { BBOX: '9.5,39.5,11.5,41.5', LAYERS: 'MASKED__outlines_masked_clouds' };
    const { at } = await draw(wide);
    const edge = [18, 24, 40, 46].map((x) => at(x, 15)[3]! + at(x, 16)[3]! > 100);
    expect(edge).toEqual([false, false, true, true]);
  });
});

test('outlines have the colour of their style', async () => {
  const at = async (style: string) =>
    (await draw({ LAYERS: 'VHR__outlines', STYLES: style, BBOX: '9.5,39.5,11.5,41.5' })).at(16, 30);
  expect((await at('cyan')).slice(0, 3)).toEqual([0, 255, 255]);
  expect((await at('')).slice(0, 3)).toEqual([255, 64, 32]);
});

test('the heatmap counts footprints', async () => {
  const wide = { LAYERS: 'VHR__heatmap', BBOX: '9.5,39.5,11.5,41.5', RANGE: '0,2', STYLES: 'greys' };
  const one = await draw(wide);
  const two = await draw({ ...wide, TIME: '2018' });
  expect(one.at(5, 5)).toEqual(CLEAR);
  expect(one.at(32, 32)[3]).toBe(255);
  expect(two.at(32, 32)).toEqual([255, 255, 255, 255]);
  expect(one.at(32, 32)[0]).toBeLessThan(200);
});

test('a coverage is a layer under its identifier', async () => {
  expect((await draw({ LAYERS: 'MASKED_COVERAGE', TIME: '2018' })).left).toEqual(SHOWN);
});

test('below the configured scale pictures are outlines', async () => {
  const far = await draw({ LAYERS: 'VHR', BBOX: '-20,10,40,70', TIME: '2018' });
  const near = await draw({ LAYERS: 'VHR', TIME: '2018' });
  const colors = Array.from({ length: 64 * 64 }, (_, i) => far.at(i % 64, Math.floor(i / 64)));
  const shown = colors.filter((color) => color[3]! > 0);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.every(([red, green, blue]) => red === 255 && green === 64 && blue === 32)).toBe(true);
  expect(near.left).toEqual(SHOWN);
});

test('beyond it a collection’s own layer is its overview, once that is registered', async () => {
  const { stack } = renderer;
  const colorsOf = async (params: Record<string, string>) => {
    const { at } = await draw({ LAYERS: 'FAR', BBOX: '-20,10,40,70', TIME: '2018', ...params });
    const all = Array.from({ length: 64 * 64 }, (_, i) => at(i % 64, Math.floor(i / 64)));
    return new Set(all.filter((color) => color[3] === 255).map((color) => color.slice(0, 3).join(',')));
  };
  const plain = { collection: 'FAR', box, time: '2018-05-01' } as const;
  await addScene(stack, { ...plain, identifier: 'NEAR', color: [0, 0, 200] });
  expect([...(await colorsOf({}))].every((color) => color === '255,64,32')).toBe(true);
  const wide = { ...box, minX: -10, maxX: 30, minY: 20, maxY: 60 };
  const whole = { ...plain, collection: 'VHR', identifier: 'WHOLE', box: wide, time: '2018' } as const;
  await addScene(stack, { ...whole, color: [9, 99, 9] });
  expect([...(await colorsOf({}))]).toEqual(['9,99,9']);
  expect((await draw({ LAYERS: 'FAR', TIME: '2018' })).left).toEqual([0, 0, 200, 255]);
  expect([...(await colorsOf({ LAYERS: 'FAR__outlined' }))]).not.toContain('9,99,9');
  expect([...(await colorsOf({ cql: "identifier = 'NEAR'" }))]).not.toContain('9,99,9');
  await removeProduct(stack.db, 'WHOLE');
  await stack.follower.catchUp();
});

describe('legends', () => {
  const legend = async (params: Record<string, string>) => {
    const response = await renderer.ows({ SERVICE: 'WMS', REQUEST: 'GetLegendGraphic', ...params });
    expect(response.statusCode, response.body).toBe(200);
    return pixelsOf(response.rawPayload);
  };

  test('of a ramp go from its low end to its high one', async () => {
    const { at, widthPx } = await legend({ LAYER: 'VHR__heatmap', STYLE: 'bluered', WIDTH: '100' });
    expect([at(4, 8), at(103, 8), widthPx]).toEqual([[0, 0, 255, 255], [255, 0, 0, 255], 108]);
  });

  test('of outlines and masks have their colour', async () => {
    expect((await legend({ LAYER: 'VHR__outlines' })).at(10, 8)).toEqual([255, 64, 32, 255]);
    expect((await legend({ LAYER: 'VHR__clouds', STYLE: 'cyan' })).at(10, 8)).toEqual([0, 255, 255, 255]);
  });

  test('are where capabilities say, as large as they say', async () => {
    const { body } = await renderer.ows({ SERVICE: 'WMS', REQUEST: 'GetCapabilities' });
    const urls = elementsAt(parseXml(body), 'Capability/Layer/Layer/Layer/Style/LegendURL');
    expect(urls.length).toBeGreaterThan(5);
    for (const url of urls) {
      const href = elementsAt(url, 'OnlineResource')[0]!.attributes['href']!;
      const { widthPx, heightPx } = await pixelsOf(
        (await renderer.get(href.replace(/^.*?\/ows/, '/ows'))).rawPayload,
      );
      expect([widthPx, heightPx].map(String)).toEqual([url.attributes['width'], url.attributes['height']]);
    }
  });
});

describe('capabilities', () => {
  test.each(['1.1.1', '1.3.0'])(
    '%s list products where cql asks for some, and stay valid',
    async (version) => {
      const ask = { SERVICE: 'WMS', REQUEST: 'GetCapabilities', VERSION: version };
      const { body } = await renderer.ows({ ...ask, cql: 'cloudCover < 10' });
      const names = elementsAt(parseXml(body), 'Capability/Layer/Layer/Layer/Name').map(({ text }) => text);
      expect(names).toContain('BELOW');
      expect(names).not.toContain('MASKED');
      if (hasOgcSchemas()) expect(await ogcProblems(body)).toBe('');
    },
  );
});

describe('requests choose', () => {
  test('products by CQL, and their order', async () => {
    const all = { LAYERS: 'VHR', TIME: '2018' };
    expect((await draw(all)).left).toEqual(SHOWN);
    expect((await draw({ ...all, cql: 'cloudCover < 10' })).left).toEqual(BELOW);
    expect((await draw({ ...all, cql: 'cloudCover > 90' })).left).toEqual(CLEAR);
    expect((await draw({ ...all, sortBy: 'cloudCover A' })).left).toEqual(BELOW);
    expect((await draw({ ...all, sortBy: 'cloudCover D' })).left).toEqual(SHOWN);
  });

  test.each([
    [{ bands: '2,1,3' }, [50, 100, 0, 255]],
    [{ dim_bands: 'green,red,blue', dim_range: '0 255' }, [50, 100, 0, 255]],
    [{ bands: '1', range: '0,200' }, [128, 128, 128, 255]],
    [{ bands: '2,1,3,2', range: '0,255,0,255,0,255,0,100' }, [50, 100, 0, 128]],
    [{ expression: '(red - green) / (red + green)', range: '0,1' }, [85, 85, 85, 255]],
    [{ expression: 'red * factor', variables: 'factor=0.5', range: '0,100' }, [128, 128, 128, 255]],
    [{ bands: '1', range: '0,100', colormap: 'blackwhite' }, [255, 255, 255, 255]],
    [{ bands: 'green', nodata: '50' }, CLEAR],
    [{ LAYERS: 'VHR__green', STYLES: 'bluered', range: '0,50' }, [255, 0, 0, 255]],
    [{ LAYERS: 'MASKED_COVERAGE', bands: '3' }, [0, 0, 0, 255]],
  ])('a picture of their own: %j', async (params: Record<string, string>, color) => {
    expect((await draw({ LAYERS: 'VHR', ...params })).left).toEqual(color);
  });

  test.each([
    [{ cql: 'cloudCover <' }, 'cql', /at the end/],
    [{ cql: 'clouds < 5' }, 'cql', /clouds/],
    [{ cql: "platform = '\u0000'" }, 'cql', /./],
    [{ sortBy: 'footprint' }, 'sortby', /cloudCover A/],
    [{ bands: '1,2' }, 'bands', /one of them.*three/],
    [{ range: '1' }, 'range', /black and white/],
    [{ range: '1,x' }, 'range', /a number/],
    [{ colormap: 'pink' }, 'colormap', /viridis/],
    [{ colormap: 'viridis' }, 'colormap', /one channel.*3/],
    [{ nodata: 'none' }, 'nodata', /a number/],
    [{ variables: '1=2' }, 'variables', /name=value/],
    [{ expression: 'red' }, 'expression', /range/],
    [{ expression: 'red +', range: '0,1' }, '', /red \+/],
    [{ dim_wavelengths: '550,660' }, 'dim_wavelengths', /one of them.*three/],
    [{ wavelengths: '700/600' }, 'wavelengths', /665 or 620\/680/],
    [{ STYLES: 'viridis' }, 'styles', /'viridis'.*allowed are default/],
    [{ LAYERS: 'VHR__green', STYLES: 'pink' }, 'styles', /viridis/],
  ])('%j is refused, naming %s', async (params: Record<string, string>, locator, message) => {
    const response = await renderer.ows({
      ...{ SERVICE: 'WMS', VERSION: '1.3.0', REQUEST: 'GetMap', LAYERS: 'VHR', CRS: 'CRS:84' },
      ...{ BBOX: '10,40,11,41', WIDTH: 64, HEIGHT: 64, FORMAT: 'image/png', ...params },
    });
    expect(response.statusCode).toBe(400);
    const [exception] = elementsAt(parseXml(response.body), 'ServiceException');
    expect(exception?.text).toMatch(message);
    expect(exception?.attributes['locator'] ?? '').toBe(locator);
  });
});
