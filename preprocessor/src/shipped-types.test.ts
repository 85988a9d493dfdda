import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSidecar } from '@pvs/core/catalogue/sidecar';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRaster, makeReport, makeTar } from './testing/make-package.ts';
import { startPreprocessor, type TestPreprocessor } from './testing/start-preprocessor.ts';

const LANDSAT = 'LC08_L2SP_017036_20130419_20200913_02_T2.tar.gz';
const DATA = join(import.meta.dirname, '../../../shared/data/packages', LANDSAT);
const present = existsSync(DATA);
if (!present) process.stderr.write(`\nNOT TESTED: the shipped type of Landsat, since there is no ${DATA}\n`);

let preprocessor: TestPreprocessor;
beforeAll(async () => {
  const stack = await readFile(join(import.meta.dirname, '../../config/emg.yml'), 'utf8');
  preprocessor = await startPreprocessor({ stack });
  await mkdir(join(preprocessor.storage, 'in'));
});
afterAll(() => preprocessor.stop());

async function run(name: string) {
  await preprocessor.run([`in/${name}`]);
  expect(await preprocessor.problem(`in/${name}`)).toEqual({});
  const prefix = join(preprocessor.storage, 'in', name.replace(/\.tar(\.gz)?$/, ''));
  const list = (await readdir(prefix)).find((one) => one.endsWith('.coverages.json')) ?? '';
  const { coverages, masks, quicklook } = parseSidecar(await readFile(join(prefix, list)), list);
  expect(masks).toMatchObject([{ type: 'clouds', marks: 'invalid', grid: coverages[0]?.grid }]);
  expect(quicklook).toMatchObject({ mediaType: 'image/webp' });
  return coverages.map(({ bands }) => bands.map((band) => band.name));
}

it.skipIf(!present)(
  'a real Landsat package has a coverage, a mask of its clouds and a quicklook',
  async () => {
    await copyFile(DATA, join(preprocessor.storage, 'in', LANDSAT));
    expect(await run(LANDSAT)).toEqual([['red', 'green', 'blue']]);
  },
);

/** Files of Sentinel-2 as they are called, each with a small raster or an empty mask. */
const S2_FILES = {
  'Level-1C': [
    ...['B01', 'B02', 'B03', 'B04', 'B08', 'TCI'].map(
      (band) => `IMG_DATA/T32TQT_20170809T100031_${band}.jp2`,
    ),
    'QI_DATA/MSK_CLOUDS_B00.gml',
    'QI_DATA/MSK_CLOUDS_B04.gml',
  ],
  'Level-2A': [
    ...['B02', 'B03', 'B04', 'B08', 'TCI'].map(
      (band) => `IMG_DATA/R10m/T34UCF_20230823T095559_${band}_10m.jp2`,
    ),
    ...['B02', 'B03', 'B04', 'SCL'].map((band) => `IMG_DATA/R20m/T34UCF_20230823T095559_${band}_20m.jp2`),
    'QI_DATA/MSK_DETFOO_B04.jp2',
  ],
};

it.each(Object.entries(S2_FILES))('so is Sentinel-2 of %s', async (processingLevel, names) => {
  const image = await readFile(
    await makeRaster(join(preprocessor.root, 'image.tif'), { dataType: 'UInt16' }),
  );
  const picture = await readFile(await makeRaster(join(preprocessor.root, 'picture.tif'), { bands: 3 }));
  const contentOf = (name: string) =>
    name.endsWith('.gml') ? '<Mask/>' : name.includes('_TCI') ? picture : image;
  const contents = names.map((name) => [name, contentOf(name)] as const);
  const report = makeReport(`S2_${processingLevel}`, undefined, { processingLevel, platform: 'Sentinel-2' });
  const name = `${processingLevel}.tar`;
  await makeTar(join(preprocessor.storage, 'in', name), {
    'report.xml': report,
    ...Object.fromEntries(contents),
  });
  expect(await run(name)).toEqual([
    ['red', 'green', 'blue'],
    ['B08', 'B04', 'B03', 'B02'],
  ]);
});
