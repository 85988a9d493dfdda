import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseSidecar } from '@pvs/core/catalogue/sidecar';
import { readMetadata } from '@pvs/core/formats/read-metadata';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPreprocessor, type TestPreprocessor } from './testing/start-preprocessor.ts';

const DATA = join(import.meta.dirname, '../../../shared/data');
const present = existsSync(join(DATA, 'packages'));
if (!present) process.stderr.write(`\nNOT TESTED: real packages, since there is no ${DATA}\n`);

/** What is known of each package: its product, or why it fails. */
const PACKAGES = {
  'DIMAP1_SPOT_scene.tar.gz': { identifier: 'SCENE_4_048-261_5_01_11_29_10_30_38_1_M', coverages: 1 },
  'DIMAP2_PHR_bundle.tar': { identifier: 'foo', coverages: 2 },
  'GSC_nested_DIMAP.tar': { identifier: 'DIM_foo', coverages: 2 },
  'GSC_opt_HRO.tar': { identifier: 'HRO_20140401_13SED190110', coverages: 1 },
  'GSC_opt_OAM_Manila.tar': { identifier: 'OAM_5b90f92da0d7280005fab355_4310', coverages: 1 },
  'GSC_sar_ASAR.tar.gz': {
    identifier: 'ASA_WSM_1PNDPA20050331_075939_000000552036_00035_16121_0775',
    coverages: 1,
  },
  'LC08_L2SP_017036_20130419_20200913_02_T2.tar.gz': {
    identifier: 'LC08_L2SP_017036_20130419_20200913_02_T2',
    coverages: 3,
  },
  'MER_FRS_1PNPDE20060816_090929_RGB.tar.gz': {
    identifier: 'mosaic_MER_FRS_1PNPDE20060816_090929_000001972050_00222_23322_0058_RGB_reduced',
    coverages: 1,
  },
  'MER_FRS_1PNPDE20060830_100949_RGB.tar.gz': {
    identifier: 'mosaic_MER_FRS_1PNPDE20060830_100949_000001972050_00423_23523_0079_RGB_reduced',
    coverages: 1,
  },
  // Its picture was saved again without ground control points. Left to the tie points of its annotation it becomes a
  // COG of 448 million pixels, which takes minutes: `find-metadata.test.ts` has a small one.
  'S1B_IW_GRDH_1SDV_20210401T052623_ECC8.SAFE.zip': {
    fails: /-vv-20210401t052623.*\.tiff is not georeferenced/,
    code: 'NotGeoreferenced',
  },
  // Its images are empty files.
  'S2A_MSIL1C_20170809T100031_N0205_R122_T32TQT_20170809T100028.zip': {
    fails: /MTD_MSIL1C\.xml names .*_B01\.jp2, which is no image/,
    code: 'RasterUnreadable',
  },
  // Of its 16 images, the three that the product type names.
  'S2B_MSIL2A_20230823T095559_N0509_R122_T34UCF_20230823T124759.SAFE.zip': {
    identifier: 'S2B_MSIL2A_20230823T095559_N0509_R122_T34UCF_20230823T124759',
    coverages: 3,
  },
} as const satisfies Record<
  string,
  { identifier: string; coverages: number } | { fails: RegExp; code: string }
>;

/** Writing all of a Sentinel-2 tile takes half a minute, turning a Sentinel-1 scene some. */
const STACK = `
stack: test
title: Test
collections: [{ id: TEST }]
productTypes:
  - { id: S1, collection: TEST, match: { platform: '^Sentinel-1$' }, preprocess: { georeference: { by: gcps } } }
  - { id: S2, collection: TEST, match: { productType: '^S2MSI2A$' }, dataFiles: ['*_B0[19]_60m.jp2', '*_TCI_60m.jp2'] }
`;

let preprocessor: TestPreprocessor;
beforeAll(async () => {
  if (present) preprocessor = await startPreprocessor({ stack: STACK });
});
afterAll(() => preprocessor?.stop());

const prefixOf = (name: string) => join('in', name.replace(/\.(tar(\.gz)?|zip)$/, ''));

/** What became of a package, in words. */
async function outcomeOf(name: string): Promise<string> {
  const { code } = await preprocessor.problem(`in/${name}`);
  if (code) return code;
  const list = (await preprocessor.objects()).find(
    (key) => key.startsWith(`${prefixOf(name)}/`) && key.endsWith('.coverages.json'),
  );
  const { coverages, footprint } = parseSidecar(await readFile(join(preprocessor.storage, list ?? '')), name);
  const [first] = coverages;
  const size = `${first?.grid.widthPx} × ${first?.grid.heightPx} × ${first?.bands.length} ${first?.dataType}`;
  const cogs = coverages.length === 1 ? 'COG' : 'COGs, the first';
  return `${coverages.length} ${cogs} ${size} in ${first?.grid.crs}${footprint ? ', footprint traced' : ''}`;
}

describe.skipIf(!present)('real packages', () => {
  beforeAll(async () => {
    await mkdir(join(preprocessor.storage, 'in'));
    for (const name of Object.keys(PACKAGES)) {
      await copyFile(join(DATA, 'packages', name), join(preprocessor.storage, 'in', name));
    }
    await preprocessor.run(Object.keys(PACKAGES).map((name) => `in/${name}`));
  });

  it('all come to an outcome', async () => {
    const table = await Promise.all(
      Object.keys(PACKAGES).map(async (name) => `${name.padEnd(72)} ${await outcomeOf(name)}`),
    );
    process.stdout.write(`\nReal packages\n${table.join('\n')}\n`);
    const outcomes = [...(await preprocessor.succeeded()), ...(await preprocessor.failed())];
    expect(outcomes.sort()).toEqual(Object.keys(PACKAGES).map((name) => `in/${name}`));
    expect(Object.keys(PACKAGES).sort()).toEqual((await readdir(join(DATA, 'packages'))).sort());
  });

  it.each(Object.entries(PACKAGES))('%s ends as it should', async (name, expected) => {
    if ('fails' in expected) {
      expect(await preprocessor.problem(`in/${name}`)).toMatchObject({
        code: expected.code,
        message: expect.stringMatching(expected.fails),
      });
      return;
    }
    const prefix = join(preprocessor.storage, prefixOf(name));
    const list = await readFile(join(prefix, `${expected.identifier}.coverages.json`));
    const objects = parseSidecar(list, name);
    expect(objects.coverages).toHaveLength(expected.coverages);
    const report = await readFile(join(preprocessor.storage, objects.report ?? ''));
    const { format, metadata } = readMetadata(report, 'report.xml');
    expect([format.name, metadata.identifier]).toEqual(['gsc', expected.identifier]);
    expect(metadata.footprint).toBeDefined();
    expect(await preprocessor.registered()).toContain(`in/${basename(prefix)}`);
  });
});
