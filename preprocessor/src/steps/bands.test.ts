import { readFile } from 'node:fs/promises';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRaster, gradient, makeReport } from '../testing/make-package.ts';
import {
  made,
  type Made,
  pixels,
  startPreprocessing,
  type TestPreprocessing,
} from '../testing/start-preprocessing.ts';

/** Each type is named after the test that uses it. */
const TYPES = {
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
  WEIGHTED: {
    stack: { rg: { bands: { red: '*B04.tif', green: '*B03.tif' } } },
    pansharpen: { panchromatic: '*B8.tif', weights: [0.4, 0.6], resampling: 'bilinear' },
  },
  PAN: {
    stack: { rgb: { bands: { red: '*B04.tif', green: '*B03.tif' } } },
    pansharpen: { panchromatic: '*B8.tif' },
  },
  SPLIT: { split: 'bands' },
  GROUPS: { split: { visible: ['B1', 'B2'], rest: ['B3'] } },
  LEVELS: {
    preprocess: { split: 'bands' },
    levels: { ortho: { preprocess: { split: { both: ['B1', 'B2'] } } } },
  },
};

let preprocessing: TestPreprocessing;
beforeAll(async () => {
  preprocessing = await startPreprocessing(TYPES);
});
afterAll(() => preprocessing.stop());

const names = ({ sidecar }: Made) => sidecar.coverages[0]?.bands.map(({ name }) => name);

describe('stack', () => {
  it('makes one coverage of several files, in the configured order', async () => {
    const files = {
      'x_B02.tif': await preprocessing.raster({ bands: 3 }),
      'x_B03.tif': await preprocessing.raster(),
      'x_B04.tif': await preprocessing.raster(),
    };
    const result = await preprocessing.make('STACK', { ...files, 'other.tif': await preprocessing.raster() });
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
    const result = await preprocessing.make('FINEST', {
      'B04.tif': await preprocessing.raster(),
      'B11.tif': await preprocessing.raster(coarse),
    });
    expect(result.sidecar.coverages[0]).toMatchObject({
      dataType: 'uint16',
      grid: { widthPx: 64, heightPx: 48 },
    });
    const expected = made().map((_, i) => gradient(Math.floor((i % 64) / 2), Math.floor(i / 128), 1));
    expect(pixels(result.datasets[0], 2)).toEqual(expected);
  });

  it('or to the coarsest', async () => {
    const coarse = { widthPx: 32, heightPx: 24, transform: [500000, 20, 0, 5300000, 0, -20] };
    const result = await preprocessing.make('COARSEST', {
      'B04.tif': await preprocessing.raster(),
      'B11.tif': await preprocessing.raster(coarse),
    });
    const [first] = result.datasets;
    expect(first?.rasterSize).toEqual({ x: 32, y: 24 });
    const mean = [0, 1, 64, 65].reduce((sum, at) => sum + (made()[at] ?? 0), 0) / 4;
    expect(Math.abs((pixels(first)[0] ?? 0) - mean)).toBeLessThanOrEqual(0.5);
  });

  it('makes several coverages, each named', async () => {
    const file = await preprocessing.raster();
    const result = await preprocessing.make('TWO', { 'B02.tif': file, 'B03.tif': file, 'B04.tif': file });
    expect(result.sidecar.coverages.map(({ identifier }) => identifier)).toEqual(['TWO_1_one', 'TWO_1_two']);
  });

  it('picks bands of one file', async () => {
    const result = await preprocessing.make('SELECT', {
      'ms.tif': await preprocessing.raster({ bands: 4, dataType: 'UInt16' }),
    });
    expect(names(result)).toEqual(['nir', 'red']);
    expect(pixels(result.datasets[0])).toEqual(made(4));
    expect(pixels(result.datasets[0], 2)).toEqual(made(1));
  });

  it('fails naming the band that is not there', async () => {
    expect(await preprocessing.fail('NOBAND', { 'B04.tif': await preprocessing.raster() })).toMatchObject({
      code: 'DataMissing',
      message: expect.stringMatching(/band 'B99' of the stack 'rgb'.*0 rasters match '\*B99\.tif'/),
    });
  });
});

describe('calculate', () => {
  it('works a band out of others; what has no value is no data', async () => {
    const result = await preprocessing.make('NDVI', {
      'B04.tif': await preprocessing.raster({ bands: 1 }),
      'B08.tif': await preprocessing.raster({ nodata: 100 }),
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
    const result = await preprocessing.make('KEEP', { 'a.tif': await preprocessing.raster({ bands: 2 }) });
    expect(names(result)).toHaveLength(3);
    expect(pixels(result.datasets[0], 3)).toEqual(made().map((value) => Math.min(255, value * 2)));
  });

  it('fails naming the bands there are', async () => {
    expect(await preprocessing.fail('BADBAND', { 'a.tif': await preprocessing.raster() })).toMatchObject({
      code: 'BandMissing',
      message: expect.stringMatching(/has no band 'B7' to calculate with: its bands are gray/),
    });
  });
});

describe('pansharpen', () => {
  it('gives the bands the grid and the detail of the panchromatic one', async () => {
    const coarse = { widthPx: 32, heightPx: 24, transform: [500000, 20, 0, 5300000, 0, -20] };
    const files = {
      'B04.tif': await preprocessing.raster(coarse),
      'B03.tif': await preprocessing.raster(coarse),
      'B8.tif': await preprocessing.raster(),
    };
    const result = await preprocessing.make('PAN', files);
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

describe('pansharpening', () => {
  it('gives what GDAL’s own does', async () => {
    const coarse = {
      widthPx: 32,
      heightPx: 24,
      transform: [500000, 20, 0, 5300000, 0, -20],
      dataType: 'UInt16',
    };
    const made = { pan: { dataType: 'UInt16', value: 120 }, red: { ...coarse, value: 90 }, green: coarse };
    const paths = await Promise.all(
      Object.entries(made).map(([name, given]) => makeRaster(preprocessing.path(`${name}.tif`), given)),
    );
    const [pan, red, green] = paths as [string, string, string];
    const source = (path: string, band: number) =>
      `<SpectralBand dstBand="${band}"><SourceFilename>${path}</SourceFilename><SourceBand>1</SourceBand></SpectralBand>`;
    const vrt = gdal.open(
      `<VRTDataset subClass="VRTPansharpenedDataset"><PansharpeningOptions><Algorithm>WeightedBrovey</Algorithm><AlgorithmOptions><Weights>0.4,0.6</Weights></AlgorithmOptions><Resampling>Bilinear</Resampling><PanchroBand><SourceFilename>${pan}</SourceFilename><SourceBand>1</SourceBand></PanchroBand>${source(red, 1)}${source(green, 2)}</PansharpeningOptions></VRTDataset>`,
    );
    const files = {
      'B04.tif': await readFile(red),
      'B03.tif': await readFile(green),
      'B8.tif': await readFile(pan),
    };
    const { datasets } = await preprocessing.make('WEIGHTED', files);
    for (const band of [1, 2]) {
      const theirs = pixels(vrt, band);
      const worst = Math.max(
        ...pixels(datasets[0], band).map((value, i) => Math.abs(value - (theirs[i] ?? NaN))),
      );
      expect(worst).toBeLessThanOrEqual(1);
    }
  });
});

describe('split', () => {
  it('makes a coverage of each band', async () => {
    const result = await preprocessing.make('SPLIT', {
      'a.tif': await preprocessing.raster({ bands: 3, colors: ['Red', 'Green', 'Blue'] }),
    });
    expect(result.sidecar.coverages.map(({ identifier }) => identifier)).toEqual([
      'SPLIT_1_red',
      'SPLIT_1_green',
      'SPLIT_1_blue',
    ]);
    expect(pixels(result.datasets[2])).toEqual(made(3));
  });

  it('or of named groups', async () => {
    const result = await preprocessing.make('GROUPS', {
      'a.tif': await preprocessing.raster({
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
    const result = await preprocessing.make(
      'LEVELS',
      { 'a.tif': await preprocessing.raster({ bands: 2, dataType: 'UInt16' }) },
      report,
    );
    expect(result.sidecar.coverages).toMatchObject([{ identifier: 'LEVELS_1', bands: [{}, {}] }]);
  });
});
