import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projector, requireCrs } from '@pvs/core/crs/crs';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementAt, elementsAt, textAt } from '@pvs/core/xml/xml-element';
import { addCoverage } from '../src/testing/add-coverage.ts';
import { partsOf } from '../src/testing/multipart-parts.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

/*
 * What QGIS asks when a coverage is added, shown and saved, in its words and its order: its provider of WCS speaks
 * 1.0.0 first, 1.1 where that is chosen, and takes nothing that lies elsewhere than it asked for.
 */

const WIDTH = 120;
const HEIGHT = 80;
const recipes = {
  UTM: { epsg: 32633, transform: [500_000, 10, 0, 5_200_000, 0, -10] },
  DEGREES: { epsg: 4326, transform: [10, 0.01, 0, 45, 0, -0.02] },
} as const;
type Id = keyof typeof recipes;
const ids = Object.keys(recipes) as Id[];
const value = (x: number, y: number, band: number) => x + 200 * y + 20_000 * band;

let renderer: TestRenderer;

beforeAll(async () => {
  renderer = await startRenderer('stack: test\ntitle: T\ncollections: [{ id: VHR }]\n');
  const bands = ['red', 'nir'].map((name) => ({ name, color: 'gray' }) as const);
  for (const [product, recipe] of Object.entries(recipes))
    await addCoverage(renderer.stack, {
      ...{ product, collection: 'VHR', bands },
      recipe: {
        ...{ ...recipe, widthPx: WIDTH, heightPx: HEIGHT, type: 'UInt16', bands: 2, driver: 'COG', value },
        options: ['BLOCKSIZE=128'],
      },
    });
});

afterAll(() => renderer.stop());

const get = async (query: string) => {
  const answer = await renderer.get(`/ows?${query}`);
  expect(answer.statusCode, answer.body.slice(0, 500)).toBe(200);
  return answer;
};

/** West, south, east, north of pixels of a raster. */
function boxOf(id: Id, [left, top, right, bottom]: readonly [number, number, number, number]) {
  const [x, dx, , y, , dy] = recipes[id].transform;
  return [x + left * dx, y + bottom * dy, x + right * dx, y + top * dy] as const;
}

const text = (number: number) => String(Number(number.toPrecision(16)));

type Ask = (id: Id, box: readonly number[], width: number, height: number, crs: string) => Promise<Buffer>;

const getCoverage100: Ask = async (id, box, width, height, crs) => {
  const answer = await get(
    `SERVICE=WCS&VERSION=1.0.0&REQUEST=GetCoverage&FORMAT=GeoTIFF&COVERAGE=${id}&BBOX=${box.map(text).join(',')}&CRS=${crs}&RESPONSE_CRS=${crs}&WIDTH=${width}&HEIGHT=${height}`,
  );
  return answer.rawPayload;
};

/** The rectangle goes through middles of pixels, in the order of the CRS's axes. */
const getCoverage110 =
  (version: string): Ask =>
  async (id, [west = 0, south = 0, east = 0, north = 0], width, height, crs) => {
    const [dx, dy] = [(east - west) / width, (north - south) / height];
    const inOrder = (x: number, y: number) => (crs === 'EPSG:4326' ? [y, x] : [x, y]).map(text).join(',');
    const [low, high] = [inOrder(west + dx / 2, south + dy / 2), inOrder(east - dx / 2, north - dy / 2)];
    const urn = crs.replace(':', '::');
    const answer = await get(
      `SERVICE=WCS&VERSION=${version}&REQUEST=GetCoverage&FORMAT=image/tiff&IDENTIFIER=${id}&BOUNDINGBOX=${low},${high},urn:ogc:def:crs:${urn}&GRIDBASECRS=urn:ogc:def:crs:${urn}&GRIDCS=urn:ogc:def:cs:OGC:0.0:Grid2dSquareCS&GRIDTYPE=urn:ogc:def:method:WCS:1.1:2dSimpleGrid&GRIDORIGIN=${inOrder(west + dx / 2, north - dy / 2)}&GRIDOFFSETS=${inOrder(dx, -dy)}`,
    );
    const [, file] = partsOf(answer);
    return file!.body;
  };

/** Where QGIS finds what it needs next. */
const walks: Readonly<Record<string, { readonly capabilities: string; readonly ask: Ask }>> = {
  '1.0.0': { capabilities: 'VERSION=1.0.0', ask: getCoverage100 },
  '1.1.0': { capabilities: 'AcceptVersions=1.1.0,1.0.0', ask: getCoverage110('1.1.0') },
};

describe.each(Object.entries(walks))('QGIS by %s', (version, { capabilities, ask }) => {
  test('finds the coverages and where to get them', async () => {
    const { body } = await get(`SERVICE=WCS&REQUEST=GetCapabilities&${capabilities}`);
    const document = parseXml(body);
    expect(document.attributes['version']).toBe(version);
    const names =
      version === '1.0.0'
        ? elementsAt(document, 'ContentMetadata/CoverageOfferingBrief/name')
        : elementsAt(document, 'Contents/CoverageSummary/Identifier');
    expect(names.map((one) => one.text).toSorted()).toEqual(['DEGREES', 'UTM']);
    const way =
      version === '1.0.0'
        ? elementAt(document, 'Capability/Request/GetCoverage/DCPType/HTTP/Get/OnlineResource')
        : elementAt(
            elementsAt(document, 'OperationsMetadata/Operation').find(
              ({ attributes }) => attributes['name'] === 'GetCoverage',
            )!,
            'DCP/HTTP/Get',
          );
    expect(way!.attributes['href']).toBe('http://maps.example/ows?');
  });

  test.each(ids)('reads the CRS, formats and size of %s', async (id) => {
    const parameter = version === '1.0.0' ? 'COVERAGE' : 'IDENTIFIERS';
    const { body } = await get(`SERVICE=WCS&REQUEST=DescribeCoverage&VERSION=${version}&${parameter}=${id}`);
    const document = parseXml(body);
    const code = String(recipes[id].epsg);
    if (version === '1.0.0') {
      const [offering] = elementsAt(document, 'CoverageOffering');
      expect(textAt(offering!, 'supportedCRSs/nativeCRSs')).toBe(`EPSG:${code}`);
      expect(textAt(offering!, 'domainSet/spatialDomain/RectifiedGrid/limits/GridEnvelope/high')).toBe(
        `${WIDTH - 1} ${HEIGHT - 1}`,
      );
      expect(elementsAt(offering!, 'supportedFormats/formats')[0]!.text).toBe('GeoTIFF');
    } else {
      const [description] = elementsAt(document, 'CoverageDescription');
      expect(textAt(description!, 'Domain/SpatialDomain/GridCRS/GridBaseCRS')).toMatch(
        new RegExp(`EPSG:.*:${code}$`),
      );
      expect(elementsAt(description!, 'SupportedFormat').map((one) => one.text)).toContain('image/tiff');
      expect(elementsAt(description!, 'SupportedCRS')[0]!.text).toMatch(new RegExp(`:${code}$`));
    }
  });

  const open = (body: Buffer) => {
    const name = `/vsimem/${Math.random().toString(36).slice(2)}.tif`;
    gdal.vsimem.copy(body, name);
    return gdal.open(name);
  };

  /** QGIS shows nothing of what differs from what it asked for in ten digits. */
  function expectPlace(dataset: gdal.Dataset, [west, south, east, north]: readonly number[]) {
    const [x = NaN, dx = NaN, , y = NaN, , dy = NaN] = dataset.geoTransform!;
    const { x: width, y: height } = dataset.rasterSize;
    const got = [x, y + dy * height, x + dx * width, y];
    for (const [i, expected] of [west, south, east, north].entries())
      expect(Math.abs(got[i]! - expected!)).toBeLessThanOrEqual(Math.abs(expected!) * 1e-10);
  }

  test.each(ids)('finds bands and types of %s in a first small piece', async (id) => {
    const box = boxOf(id, [40, 30, 50, 40]);
    const dataset = open(await ask(id, box, 10, 10, `EPSG:${recipes[id].epsg}`));
    expect([dataset.bands.count(), dataset.bands.get(1).dataType]).toEqual([2, 'UInt16']);
    expect(dataset.rasterSize).toEqual({ x: 10, y: 10 });
    expectPlace(dataset, box);
  });

  test.each(ids)('saves %s whole, block by block, with every pixel as it is', async (id) => {
    for (const pixels of [
      [0, 0, 60, 80],
      [60, 0, 120, 80],
    ] as const) {
      const [left, top, right, bottom] = pixels;
      const box = boxOf(id, pixels);
      const dataset = open(await ask(id, box, right - left, bottom - top, `EPSG:${recipes[id].epsg}`));
      expectPlace(dataset, box);
      for (const band of [0, 1]) {
        const read = dataset.bands.get(band + 1).pixels.read(0, 0, right - left, bottom - top);
        const expected = Array.from(read, (_, i) =>
          value(left + (i % (right - left)), top + Math.floor(i / (right - left)), band),
        );
        expect([...read]).toEqual(expected);
      }
    }
  });

  test('shows one in the CRS of a map, beyond its edges, too', async () => {
    const toMap = projector(requireCrs('EPSG:32633').proj4, requireCrs('EPSG:3857').proj4);
    const [x, y] = toMap(500_600, 5_199_600);
    const box = [x - 2000, y - 1500, x + 2000, y + 1500];
    const dataset = open(await ask('UTM', box, 200, 150, 'EPSG:3857'));
    expect(dataset.rasterSize).toEqual({ x: 200, y: 150 });
    expectPlace(dataset, box);
    const pixels = dataset.bands.get(1).pixels.read(0, 0, 200, 150);
    expect(pixels.some((pixel) => pixel > 0)).toBe(true);
  });
});
