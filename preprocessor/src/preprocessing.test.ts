import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSidecar, type Sidecar } from '@pvs/core/catalogue/sidecar';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradient, makeRaster, makeReport, makeTar, type TestRaster } from './testing/make-package.ts';
import { startPreprocessor, type TestPreprocessor } from './testing/start-preprocessor.ts';

/** Each type is named after the test that uses it, and recognised by the identifier. */
const TYPES: Readonly<Record<string, unknown>> = {
  STACK: { stack: { rgb: { bands: { B04: '*B04.tif', B03: '*B03.tif', B02: '*B02.tif' } } } },
  FINEST: {
    stack: { all: { bands: { B04: '*B04.tif', B11: '*B11.tif' }, resampling: 'nearest' } },
  },
  COARSEST: {
    stack: { all: { bands: { B04: '*B04.tif', B11: '*B11.tif' }, grid: 'coarsest', resampling: 'average' } },
  },
  TWO: {
    stack: { one: { bands: { B04: '*B04.tif' } }, two: { bands: { B03: '*B03.tif', B02: '*B02.tif' } } },
  },
  NOBAND: { stack: { rgb: { bands: { B04: '*B04.tif', B99: '*B99.tif' } } } },
  SELECT: { stack: { rgb: { bands: { nir: { band: 4 }, red: { band: 1 } } } } },
  NDVI: {
    stack: { all: { bands: { B04: '*B04.tif', B08: '*B08.tif' } } },
    calculate: { bands: { NDVI: '(B08 - B04) / (B08 + B04)' } },
  },
  KEEP: { calculate: { bands: { twice: 'clamp(B1 * 2, 0, 255)' }, dataType: 'uint8', keep: true } },
  BADBAND: { calculate: { bands: { x: 'B7 + 1' } } },
  PAN: {
    stack: { rgb: { bands: { red: '*B04.tif', green: '*B03.tif' } } },
    pansharpen: { panchromatic: '*B8.tif' },
  },
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
  SPLIT: { split: 'bands' },
  GROUPS: { split: { visible: ['B1', 'B2'], rest: ['B3'] } },
  LOOK: { quicklook: { format: 'png', maxPx: 40 } },
  JPEGLOOK: { scale: { range: [0, 250] }, quicklook: {} },
  WORLD: { georeference: { by: 'world-file', crs: 'EPSG:32633' } },
  CORNERS: {
    georeference: {
      by: 'corners',
      corners: [
        [10, 47],
        [11, 47],
        [11, 46],
        [10, 46],
      ],
    },
  },
  TIES: {
    georeference: {
      by: 'geolocation',
      longitude: { files: '*lon.tif' },
      latitude: { files: '*lat.tif' },
      stepPx: 8,
    },
  },
  NETCDF: { subdatasets: ['Band1'] },
};

const STACK = `
stack: test
title: Test
collections: [{ id: TEST }]
productTypes:
${Object.entries(TYPES)
  .map(
    ([id, preprocess]) =>
      `  - { id: ${id}, collection: TEST, match: { identifier: '^${id}_' }, preprocess: ${JSON.stringify(preprocess)} }`,
  )
  .join('\n')}
  - id: LEVELS
    collection: TEST
    match: { identifier: '^LEVELS_' }
    preprocess: { split: bands }
    levels: { ortho: { preprocess: { split: { both: [B1, B2] } } } }
`;

let preprocessor: TestPreprocessor;
let scratch: string;
beforeAll(async () => {
  preprocessor = await startPreprocessor({ stack: STACK });
  scratch = join(preprocessor.root, 'made');
  await mkdir(scratch);
});
afterAll(() => preprocessor.stop());

let count = 0;
const raster = async (given?: TestRaster) =>
  readFile(await makeRaster(join(scratch, `${count++}.tif`), given));

interface Made {
  readonly sidecar: Sidecar;
  readonly datasets: readonly gdal.Dataset[];
  readonly masks: readonly gdal.Dataset[];
}

/** Runs a package of the type's name through the stage. */
async function run(
  type: string,
  files: Readonly<Record<string, Buffer | string>>,
  report = makeReport(`${type}_1`),
): Promise<Made> {
  const id = `in/${type}.tar`;
  await makeTar(join(preprocessor.storage, id), { 'report.xml': report, ...files });
  await preprocessor.run([id]);
  expect(await preprocessor.problem(id)).toEqual({});
  const key = `in/${type}/${type}_1.coverages.json`;
  const sidecar = parseSidecar(await readFile(join(preprocessor.storage, key)), key);
  const opened = (one: { objectKey: string }) => gdal.open(join(preprocessor.storage, one.objectKey));
  return { sidecar, datasets: sidecar.coverages.map(opened), masks: sidecar.masks.map(opened) };
}

async function failing(type: string, files: Readonly<Record<string, Buffer | string>>) {
  const id = `in/${type}.tar`;
  await makeTar(join(preprocessor.storage, id), { 'report.xml': makeReport(`${type}_1`), ...files });
  await preprocessor.run([id]);
  return preprocessor.problem(id);
}

const pixels = (dataset: gdal.Dataset | undefined, band = 1) => {
  const { x = 0, y = 0 } = dataset?.rasterSize ?? {};
  return [...(dataset?.bands.get(band).pixels.read(0, 0, x, y) as Uint8Array)];
};
const maskOf = (dataset: gdal.Dataset | undefined) => {
  const { x = 0, y = 0 } = dataset?.rasterSize ?? {};
  return [...(dataset?.bands.get(1).getMaskBand()?.pixels.read(0, 0, x, y) as Uint8Array)];
};
const WIDTH = 64;
const HEIGHT = 48;
/** What a test raster holds. */
const made = (band = 1) =>
  Array.from({ length: WIDTH * HEIGHT }, (_, i) => gradient(i % WIDTH, Math.floor(i / WIDTH), band));
const names = ({ sidecar }: Made, coverage = 0) => sidecar.coverages[coverage]?.bands.map(({ name }) => name);

describe('stack', () => {
  it('makes one coverage of several files, in the configured order', async () => {
    const files = {
      'x_B02.tif': await raster({ bands: 3 }),
      'x_B03.tif': await raster(),
      'x_B04.tif': await raster(),
    };
    const result = await run('STACK', { ...files, 'other.tif': await raster() });
    expect(result.sidecar.coverages).toMatchObject([
      { identifier: 'STACK_1', dataType: 'uint8', hasMask: false },
    ]);
    expect(names(result)).toEqual(['B04', 'B03', 'B02']);
    expect(result.sidecar.coverages[0]?.bands.map(({ color }) => color)).toEqual(['red', 'green', 'blue']);
    for (const band of [1, 2, 3]) expect(pixels(result.datasets[0], band)).toEqual(made());
  });

  it('brings files of several resolutions to the finest grid', async () => {
    const coarse = {
      widthPx: 32,
      heightPx: 24,
      transform: [500000, 20, 0, 5300000, 0, -20],
      dataType: 'UInt16',
    };
    const result = await run('FINEST', { 'B04.tif': await raster(), 'B11.tif': await raster(coarse) });
    expect(result.sidecar.coverages[0]).toMatchObject({
      dataType: 'uint16',
      grid: { widthPx: 64, heightPx: 48 },
    });
    const expected = made().map((_, i) => gradient(Math.floor((i % 64) / 2), Math.floor(i / 128), 1));
    expect(pixels(result.datasets[0], 2)).toEqual(expected);
  });

  it('or to the coarsest', async () => {
    const coarse = { widthPx: 32, heightPx: 24, transform: [500000, 20, 0, 5300000, 0, -20] };
    const result = await run('COARSEST', { 'B04.tif': await raster(), 'B11.tif': await raster(coarse) });
    const [first] = result.datasets;
    expect(first?.rasterSize).toEqual({ x: 32, y: 24 });
    const mean = [0, 1, 64, 65].reduce((sum, at) => sum + (made()[at] ?? 0), 0) / 4;
    expect(Math.abs((pixels(first)[0] ?? 0) - mean)).toBeLessThanOrEqual(0.5);
  });

  it('makes several coverages, each named', async () => {
    const file = await raster();
    const result = await run('TWO', { 'B02.tif': file, 'B03.tif': file, 'B04.tif': file });
    expect(result.sidecar.coverages.map(({ identifier }) => identifier)).toEqual(['TWO_1_one', 'TWO_1_two']);
  });

  it('picks bands of one file', async () => {
    const result = await run('SELECT', { 'ms.tif': await raster({ bands: 4 }) });
    expect(names(result)).toEqual(['nir', 'red']);
    expect(pixels(result.datasets[0])).toEqual(made(4));
    expect(pixels(result.datasets[0], 2)).toEqual(made(1));
  });

  it('fails naming the band that is not there', async () => {
    expect(await failing('NOBAND', { 'B04.tif': await raster() })).toMatchObject({
      code: 'DataMissing',
      message: expect.stringMatching(/band 'B99' of the stack 'rgb'.*0 rasters match '\*B99\.tif'/),
    });
  });
});

describe('calculate', () => {
  it('works a band out of others; what has no value is no data', async () => {
    const result = await run('NDVI', {
      'B04.tif': await raster({ bands: 1 }),
      'B08.tif': await raster({ nodata: 100 }),
    });
    expect(result.sidecar.coverages[0]).toMatchObject({ dataType: 'float32', bands: [{ name: 'NDVI' }] });
    const found = pixels(result.datasets[0]);
    made().forEach((value, i) => {
      // (v − v) / (v + v), which has no value at 0, and no data where B08 is 100.
      const expected = value === 0 || value === 100 ? NaN : 0;
      expect(found[i]).toBe(expected);
    });
    expect(result.datasets[0]?.bands.get(1).noDataValue).toBeNaN();
  });

  it('keeps the bands there were where it is to', async () => {
    const result = await run('KEEP', { 'a.tif': await raster({ bands: 2 }) });
    expect(names(result)).toHaveLength(3);
    expect(pixels(result.datasets[0], 3)).toEqual(made().map((value) => Math.min(255, value * 2)));
  });

  it('fails naming the bands there are', async () => {
    expect(await failing('BADBAND', { 'a.tif': await raster() })).toMatchObject({
      code: 'BandMissing',
      message: expect.stringMatching(/has no band 'B7' to calculate with: its bands are gray/),
    });
  });
});

describe('pansharpen', () => {
  it('gives the bands the grid and the detail of the panchromatic one', async () => {
    const coarse = { widthPx: 32, heightPx: 24, transform: [500000, 20, 0, 5300000, 0, -20] };
    const files = {
      'B04.tif': await raster(coarse),
      'B03.tif': await raster(coarse),
      'B8.tif': await raster(),
    };
    const result = await run('PAN', files);
    expect(result.sidecar.coverages).toMatchObject([
      {
        identifier: 'PAN_1',
        bands: [{ name: 'red' }, { name: 'green' }],
        grid: { widthPx: 64, heightPx: 48 },
      },
    ]);
    // Two equal bands: their mean is the panchromatic value.
    const [red, green] = [pixels(result.datasets[0]), pixels(result.datasets[0], 2)];
    const pan = made();
    const odd = pan.filter((value, i) => red[i] !== green[i] || Math.abs((red[i] ?? 0) - value) > 1);
    expect(odd.length / pan.length).toBeLessThan(0.02);
  });
});

describe('scale', () => {
  it('brings a range to 1–255', async () => {
    const result = await run('RANGE', { 'a.tif': await raster({ dataType: 'UInt16', nodata: 3 }) });
    expect(result.sidecar.coverages[0]).toMatchObject({ dataType: 'uint8', bands: [{ nodata: 0 }] });
    const expected = made().map((value) =>
      value === 3 ? 0 : Math.round(1 + 254 * Math.min(1, value / 100)),
    );
    expect(pixels(result.datasets[0])).toEqual(expected);
  });

  it('takes a range for each band, and a gamma', async () => {
    const result = await run('RANGES', { 'a.tif': await raster({ dataType: 'UInt16', bands: 2 }) });
    const expected = made(2).map((value) => Math.round(1 + 254 * Math.sqrt(value / 250)));
    expect(pixels(result.datasets[0], 2)).toEqual(expected);
  });

  it('finds the range by percentiles', async () => {
    const result = await run('PERCENT', { 'a.tif': await raster({ dataType: 'Float32' }) });
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
    const { datasets, sidecar } = await run('SETNODATA', { 'a.tif': await raster({ nodata: 9 }) });
    expect(sidecar.coverages[0]?.bands[0]?.nodata).toBe(7);
    expect(pixels(datasets[0])).toEqual(made());
  });

  it('or nothing, although the file names a value', async () => {
    const { datasets, sidecar } = await run('UNSETNODATA', { 'a.tif': await raster({ nodata: 9 }) });
    expect(sidecar.coverages[0]).toMatchObject({ hasMask: false });
    expect(sidecar.coverages[0]?.bands[0]?.nodata).toBeUndefined();
    expect(pixels(datasets[0])).toEqual(made());
  });

  it('is said by a mask, an alpha band or a value', async () => {
    const nodata = await raster({ nodata: 9 });
    const shown = made().map((value) => (value === 9 ? 0 : 255));
    const masked = await run('TOMASK', { 'a.tif': nodata });
    expect(masked.sidecar.coverages[0]).toMatchObject({ hasMask: true });
    expect(maskOf(masked.datasets[0])).toEqual(shown);
    const alpha = await run('TOALPHA', { 'a.tif': nodata });
    expect(alpha.sidecar.coverages[0]?.bands.map(({ color }) => color)).toEqual(['gray', 'alpha']);
    expect(pixels(alpha.datasets[0], 2)).toEqual(shown);
    const masks = await raster({ bands: 2, colors: ['Gray', 'Alpha'], options: ['ALPHA=YES'] });
    const value = await run('TONODATA', { 'a.tif': masks });
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
    const { datasets } = await run('CUT', { 'a.tif': await raster(place) }, report);
    const inside = made().map((_, i) => {
      const [column, row] = [i % WIDTH, Math.floor(i / WIDTH)];
      return column >= 16 && column < 48 && row >= 10 && row < 40 ? 255 : 0;
    });
    expect(maskOf(datasets[0])).toEqual(inside);
  });
});

describe('masks', () => {
  it('are bits of a band of quality, and hide', async () => {
    const qa = await raster({ dataType: 'UInt16' });
    const { sidecar, datasets, masks } = await run('BITS', { 'a.tif': await raster(), 'a_QA.tif': qa });
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
    const scl = await raster({
      widthPx: 32,
      heightPx: 24,
      transform: [500000, 20, 0, 5300000, 0, -20],
      nodata: 0,
    });
    const { sidecar, masks, datasets } = await run('VALUES', { 'a.tif': await raster(), 'x_SCL.tif': scl });
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
    const { masks, datasets } = await run('GML', { 'a.tif': await raster(), 'MSK.gml': gml });
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
    const { masks } = await run('JSON', { 'a.tif': await raster(), 'c.geojson': JSON.stringify(json) });
    expect(new Set(pixels(masks[0]))).toEqual(new Set([255]));
  });

  it('may be missing, unless they are required', async () => {
    const { sidecar } = await run('NOMASK', { 'a.tif': await raster() });
    expect(sidecar.masks).toEqual([]);
    expect(await failing('MUSTMASK', { 'a.tif': await raster() })).toMatchObject({ code: 'MaskMissing' });
  });
});

describe('split', () => {
  it('makes a coverage of each band', async () => {
    const result = await run('SPLIT', {
      'a.tif': await raster({ bands: 3, colors: ['Red', 'Green', 'Blue'] }),
    });
    expect(result.sidecar.coverages.map(({ identifier }) => identifier)).toEqual([
      'SPLIT_1_red',
      'SPLIT_1_green',
      'SPLIT_1_blue',
    ]);
    expect(pixels(result.datasets[2])).toEqual(made(3));
  });

  it('or of named groups', async () => {
    const result = await run('GROUPS', {
      'a.tif': await raster({
        bands: 3,
        dataType: 'UInt16',
        options: ['PHOTOMETRIC=MINISBLACK'],
        colors: ['Undefined'],
      }),
    });
    expect(result.sidecar.coverages.map(({ identifier }) => identifier)).toEqual([
      'GROUPS_1_visible',
      'GROUPS_1_rest',
    ]);
  });

  it('is another one at a processing level of its own', async () => {
    const report = makeReport('LEVELS_1', undefined, { processingLevel: 'Ortho' });
    const result = await run('LEVELS', { 'a.tif': await raster({ bands: 2, dataType: 'UInt16' }) }, report);
    expect(result.sidecar.coverages).toMatchObject([{ identifier: 'LEVELS_1', bands: [{}, {}] }]);
  });
});

describe('quicklook', () => {
  it('is a small picture beside the COGs', async () => {
    const { sidecar } = await run('LOOK', {
      'a.tif': await raster({ bands: 3, colors: ['Red', 'Green', 'Blue'] }),
    });
    expect(sidecar.quicklook).toMatchObject({ mediaType: 'image/png', widthPx: 40, heightPx: 30 });
    const picture = gdal.open(join(preprocessor.storage, sidecar.quicklook?.objectKey ?? ''));
    expect([picture.driver.description, picture.rasterSize]).toEqual(['PNG', { x: 40, y: 30 }]);
  });

  it('is JPEG unless said otherwise, and never larger than the raster', async () => {
    const { sidecar } = await run('JPEGLOOK', { 'a.tif': await raster({ dataType: 'UInt16' }) });
    expect(sidecar.quicklook).toMatchObject({ mediaType: 'image/jpeg', widthPx: 64, heightPx: 48 });
  });
});

describe('georeference', () => {
  const unplaced: TestRaster = { epsg: null, transform: null };

  it('is a world file beside the raster', async () => {
    const { datasets } = await run('WORLD', {
      'a.tif': await raster(unplaced),
      'a.tfw': '10\n0\n0\n-10\n500005\n5299995\n',
    });
    expect(datasets[0]?.geoTransform).toEqual([500000, 10, 0, 5300000, 0, -10]);
    expect(datasets[0]?.srs?.getAuthorityCode(null)).toBe('32633');
    expect(pixels(datasets[0])).toEqual(made());
  });

  it('is the four corners', async () => {
    const { datasets } = await run('CORNERS', { 'a.tif': await raster(unplaced) });
    const [west = 0, dx = 1, , north = 0] = datasets[0]?.geoTransform ?? [];
    expect([west, north]).toEqual([expect.closeTo(10, 6), expect.closeTo(47, 6)]);
    expect(west + dx * (datasets[0]?.rasterSize.x ?? 0)).toBeCloseTo(11, 1);
  });

  it('is grids of tie points', async () => {
    const grid = async (value: (column: number, row: number) => number) => {
      const path = join(scratch, `${count++}.tif`);
      const dataset = gdal.open(path, 'w', ['GTiff'], 8, 6, 1, 'Float64');
      dataset.bands.get(1).pixels.write(
        0,
        0,
        8,
        6,
        Float64Array.from({ length: 48 }, (_, i) => value(i % 8, Math.floor(i / 8))),
      );
      dataset.close();
      return readFile(path);
    };
    const files = {
      'lon.tif': await grid((column) => 10 + column * 0.08),
      'lat.tif': await grid((_, row) => 47 - row * 0.08),
    };
    const { datasets } = await run('TIES', { 'a.tif': await raster(unplaced), ...files });
    const [west = 0, dx = 1, , north = 0] = datasets[0]?.geoTransform ?? [];
    expect(Math.abs(west - 9.995)).toBeLessThan(dx);
    expect(Math.abs(north - 47.005)).toBeLessThan(dx);
    expect(dx).toBeCloseTo(0.01, 3);
  });
});

describe('subdatasets', () => {
  it('are rasters inside netCDF files', async () => {
    const path = join(scratch, 'sst.nc');
    const source = gdal.open(
      await makeRaster(join(scratch, 'nc.tif'), { epsg: 4326, transform: [10, 0.01, 0, 47, 0, -0.01] }),
    );
    gdal.translate(path, source, ['-of', 'netCDF']).close();
    const { sidecar, datasets } = await run('NETCDF', { 'sst.nc': await readFile(path) });
    expect(sidecar.coverages).toHaveLength(1);
    expect(pixels(datasets[0]).map((value) => value & 255)).toEqual(made());
    await writeFile(join(scratch, 'done'), '');
  });
});
