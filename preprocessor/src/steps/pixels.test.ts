import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradient, makeRaster, makeReport, type TestRaster } from '../testing/make-package.ts';
import {
  made,
  maskOf,
  pixels,
  WIDTH,
  startPreprocessing,
  type TestPreprocessing,
} from '../testing/start-preprocessing.ts';

/** Each type is named after the test that uses it. */
const TYPES = {
  RANGE: { scale: { range: [0, 100] } },
  RANGES: {
    scale: {
      range: [
        [0, 100],
        [0, 250],
      ],
      gamma: 2,
    },
  },
  PERCENT: { scale: { percentiles: [10, 90] } },
  SETNODATA: { nodata: 7 },
  UNSETNODATA: { nodata: 'none' },
  TOMASK: { transparency: 'mask' },
  TOALPHA: { transparency: 'alpha' },
  TONODATA: { transparency: 'nodata' },
  CUT: { cut: 'footprint' },
  BITS: { masks: { clouds: { files: '*QA.tif', bits: [3, 4], hide: true } } },
  VALUES: {
    masks: {
      'snow-ice': { files: '*SCL.tif', values: [11] },
      data: { files: '*SCL.tif', expression: 'value > 0', marks: 'valid' },
    },
  },
  GML: { masks: { clouds: { files: '*.gml', classes: ['OPAQUE'], hide: true } } },
  JSON: { masks: { clouds: { files: '*.geojson' } } },
  NOMASK: { masks: { clouds: { files: '*.gml' } } },
  MUSTMASK: { masks: { clouds: { files: '*.gml', required: true } } },
  LOOK: { quicklook: { format: 'png', maxPx: 40 } },
  JPEGLOOK: { scale: { range: [0, 250] }, quicklook: {} },
};

let preprocessing: TestPreprocessing;
beforeAll(async () => {
  preprocessing = await startPreprocessing(TYPES);
});
afterAll(() => preprocessing.stop());

describe('scale', () => {
  it('brings a range to 1–255', async () => {
    const result = await preprocessing.make('RANGE', {
      'a.tif': await preprocessing.raster({ dataType: 'UInt16', nodata: 3 }),
    });
    expect(result.sidecar.coverages[0]).toMatchObject({ dataType: 'uint8', bands: [{ nodata: 0 }] });
    const expected = made().map((value) =>
      value === 3 ? 0 : Math.round(1 + 254 * Math.min(1, value / 100)),
    );
    expect(pixels(result.datasets[0])).toEqual(expected);
  });

  it('takes a range for each band, and a gamma', async () => {
    const result = await preprocessing.make('RANGES', {
      'a.tif': await preprocessing.raster({ dataType: 'UInt16', bands: 2 }),
    });
    const expected = made(2).map((value) => Math.round(1 + 254 * Math.sqrt(value / 250)));
    expect(pixels(result.datasets[0], 2)).toEqual(expected);
  });

  it('finds the range by percentiles', async () => {
    const result = await preprocessing.make('PERCENT', {
      'a.tif': await preprocessing.raster({ dataType: 'Float32' }),
    });
    const sorted = made().sort((a, b) => a - b);
    const [black = 0, white = 0] = [0.1, 0.9].map((share) => sorted[Math.round(share * (sorted.length - 1))]);
    const expected = made().map((value) =>
      Math.round(1 + 254 * Math.min(1, Math.max(0, (value - black) / (white - black)))),
    );
    expect(pixels(result.datasets[0])).toEqual(expected);
  });
});

describe('what is no data', () => {
  it('can be a value that the file does not name', async () => {
    const { datasets, sidecar } = await preprocessing.make('SETNODATA', {
      'a.tif': await preprocessing.raster({ nodata: 9 }),
    });
    expect(sidecar.coverages[0]?.bands[0]?.nodata).toBe(7);
    expect(pixels(datasets[0])).toEqual(made());
  });

  it('or nothing, although the file names a value', async () => {
    const { datasets, sidecar } = await preprocessing.make('UNSETNODATA', {
      'a.tif': await preprocessing.raster({ nodata: 9 }),
    });
    expect(sidecar.coverages[0]).toMatchObject({ hasMask: false });
    expect(sidecar.coverages[0]?.bands[0]?.nodata).toBeUndefined();
    expect(pixels(datasets[0])).toEqual(made());
  });

  it('is said by a mask, an alpha band or a value', async () => {
    const nodata = await preprocessing.raster({ nodata: 9 });
    const shown = made().map((value) => (value === 9 ? 0 : 255));
    const masked = await preprocessing.make('TOMASK', { 'a.tif': nodata });
    expect(masked.sidecar.coverages[0]).toMatchObject({ hasMask: true });
    expect(maskOf(masked.datasets[0])).toEqual(shown);
    const alpha = await preprocessing.make('TOALPHA', { 'a.tif': nodata });
    expect(alpha.sidecar.coverages[0]?.bands.map(({ color }) => color)).toEqual(['gray', 'alpha']);
    expect(pixels(alpha.datasets[0], 2)).toEqual(shown);
    const masks = await preprocessing.raster({ bands: 2, colors: ['Gray', 'Alpha'], options: ['ALPHA=YES'] });
    const value = await preprocessing.make('TONODATA', { 'a.tif': masks });
    expect(value.sidecar.coverages[0]?.bands).toMatchObject([{ nodata: 0 }]);
    const alphaBand = made(2);
    expect(pixels(value.datasets[0])).toEqual(made().map((one, i) => (alphaBand[i] === 0 ? 0 : one)));
  });
});

describe('cut', () => {
  it('hides what lies outside the footprint', async () => {
    const place: TestRaster = { epsg: 4326, transform: [10, 0.01, 0, 47, 0, -0.01] };
    const report = makeReport('CUT_1', [
      [10.16, 46.9],
      [10.48, 46.9],
      [10.48, 46.6],
      [10.16, 46.6],
      [10.16, 46.9],
    ]);
    const { datasets } = await preprocessing.make(
      'CUT',
      { 'a.tif': await preprocessing.raster(place) },
      report,
    );
    const inside = made().map((_, i) => {
      const [column, row] = [i % WIDTH, Math.floor(i / WIDTH)];
      return column >= 16 && column < 48 && row >= 10 && row < 40 ? 255 : 0;
    });
    expect(maskOf(datasets[0])).toEqual(inside);
  });
});

describe('a palette', () => {
  it('stays where only its transparency changes', async () => {
    const path = await makeRaster(preprocessing.path('palette.tif'), {
      nodata: 9,
      options: ['PHOTOMETRIC=PALETTE'],
    });
    const { datasets } = await preprocessing.make('TOMASK', { 'a.tif': await readFile(path) });
    // GDAL calls the colour of nodata transparent.
    const colors = (one: gdal.Dataset) =>
      [...(one.bands.get(1).colorTable ?? [])].map(({ c1, c2, c3 }) => [c1, c2, c3]);
    const [theirs, ours] = [gdal.open(path), datasets[0]!].map(colors);
    expect(ours?.length).toBeGreaterThan(0);
    expect(ours).toEqual(theirs);
    expect(pixels(datasets[0]).filter((value, i) => made()[i] !== 9 && value !== made()[i])).toEqual([]);
  });
});

describe('masks', () => {
  it('are bits of a band of quality, and hide', async () => {
    const qa = await preprocessing.raster({ dataType: 'UInt16' });
    const { sidecar, datasets, masks } = await preprocessing.make('BITS', {
      'a.tif': await preprocessing.raster(),
      'a_QA.tif': qa,
    });
    const marked = made().map((value) => (value & 0b11000 ? 255 : 0));
    expect(sidecar.masks).toMatchObject([{ type: 'clouds', identifier: 'BITS_1_clouds', marks: 'invalid' }]);
    expect(sidecar.masks[0]?.share).toBeCloseTo(
      marked.filter((value) => value === 255).length / marked.length,
      6,
    );
    expect(pixels(masks[0])).toEqual(marked);
    expect(maskOf(datasets[0])).toEqual(marked.map((value) => 255 - value));
  });

  it('are values or an expression, on a grid of their own', async () => {
    const scl = await preprocessing.raster({
      widthPx: 32,
      heightPx: 24,
      transform: [500000, 20, 0, 5300000, 0, -20],
      nodata: 0,
    });
    const { sidecar, masks, datasets } = await preprocessing.make('VALUES', {
      'a.tif': await preprocessing.raster(),
      'x_SCL.tif': scl,
    });
    expect(sidecar.masks.map(({ type, marks }) => [type, marks])).toEqual([
      ['snow-ice', 'invalid'],
      ['data', 'valid'],
    ]);
    const at = (i: number) => gradient(Math.floor((i % 64) / 2), Math.floor(i / 128), 1);
    expect(pixels(masks[0])).toEqual(made().map((_, i) => (at(i) === 11 ? 255 : 0)));
    expect(pixels(masks[1])).toEqual(made().map((_, i) => (at(i) === 0 ? 0 : 255)));
    expect(pixels(datasets[0])).toEqual(made());
  });

  it('are polygons of some classes in GML, in the CRS it names', async () => {
    const polygon = (west: number, type: string) =>
      `<m:MaskFeature gml:id="x${west}"><m:maskType>${type}</m:maskType><m:extentOf><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>${west} 5299900 ${west + 100} 5299900 ${west + 100} 5299800 ${west} 5299800 ${west} 5299900</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></m:extentOf></m:MaskFeature>`;
    const gml = `<m:Mask xmlns:m="urn:m" xmlns:gml="http://www.opengis.net/gml/3.2"><gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs:EPSG::32633"/></gml:boundedBy>${polygon(500100, 'OPAQUE')}${polygon(500300, 'CIRRUS')}</m:Mask>`;
    const { masks, datasets } = await preprocessing.make('GML', {
      'a.tif': await preprocessing.raster(),
      'MSK.gml': gml,
    });
    const expected = made().map((_, i) => {
      const [column, row] = [i % WIDTH, Math.floor(i / WIDTH)];
      return column >= 10 && column < 20 && row >= 10 && row < 20 ? 255 : 0;
    });
    expect(pixels(masks[0])).toEqual(expected);
    expect(maskOf(datasets[0])).toEqual(expected.map((value) => 255 - value));
  });

  it('are polygons in GeoJSON', async () => {
    const ring = [
      [0, -90],
      [180, -90],
      [180, 90],
      [0, 90],
      [0, -90],
    ];
    const json = {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } }],
    };
    const { masks } = await preprocessing.make('JSON', {
      'a.tif': await preprocessing.raster(),
      'c.geojson': JSON.stringify(json),
    });
    expect(new Set(pixels(masks[0]))).toEqual(new Set([255]));
  });

  it('may be missing, unless they are required', async () => {
    const { sidecar } = await preprocessing.make('NOMASK', { 'a.tif': await preprocessing.raster() });
    expect(sidecar.masks).toEqual([]);
    expect(await preprocessing.fail('MUSTMASK', { 'a.tif': await preprocessing.raster() })).toMatchObject({
      code: 'MaskMissing',
    });
  });
});

describe('quicklook', () => {
  it('is a small picture beside the COGs', async () => {
    const { sidecar } = await preprocessing.make('LOOK', {
      'a.tif': await preprocessing.raster({ bands: 3, colors: ['Red', 'Green', 'Blue'] }),
    });
    expect(sidecar.quicklook).toMatchObject({ mediaType: 'image/png', widthPx: 40, heightPx: 30 });
    const picture = gdal.open(join(preprocessing.storage, sidecar.quicklook?.objectKey ?? ''));
    expect([picture.driver.description, picture.rasterSize]).toEqual(['PNG', { x: 40, y: 30 }]);
  });

  it('is JPEG unless said otherwise, and never larger than the raster', async () => {
    const { sidecar } = await preprocessing.make('JPEGLOOK', {
      'a.tif': await preprocessing.raster({ dataType: 'UInt16' }),
    });
    expect(sidecar.quicklook).toMatchObject({ mediaType: 'image/jpeg', widthPx: 64, heightPx: 48 });
  });
});
