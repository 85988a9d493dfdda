import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSidecar } from '@pvs/core/catalogue/sidecar';
import { readMetadata } from '@pvs/core/formats/read-metadata';
import { runOf } from '@pvs/core/storage/product-keys';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFiles, makeRaster, makeReport, makeTar } from './testing/make-package.ts';
import { startPreprocessor, type TestPreprocessor } from './testing/start-preprocessor.ts';

let preprocessor: TestPreprocessor;
let outside: string;
let raster: Buffer;
let bare: Buffer;

beforeAll(async () => {
  outside = join((await import('node:os')).tmpdir(), `pvs-outside-${process.pid}`);
  await mkdir(join(outside, 'allowed'), { recursive: true });
  preprocessor = await startPreprocessor({ sourceDirs: [join(outside, 'allowed')] });
  raster = await readFile(await makeRaster(join(outside, 'image.tif'), { bands: 3 }));
  bare = await readFile(await makeRaster(join(outside, 'bare.tif'), { epsg: null, transform: null }));
});

afterAll(async () => {
  await preprocessor.stop();
  await rm(outside, { recursive: true, force: true });
});

const stored = (key: string) => join(preprocessor.storage, key);
const objectsAt = async (key: string) => parseSidecar(await readFile(stored(key)), key);
const coveragesAt = async (key: string) => (await objectsAt(key)).coverages;
const reportAt = async (key: string) => readFile(stored((await objectsAt(key)).report ?? ''));
/** Keys below a prefix, with RUN in the place of a run. */
const below = async (prefix: string) =>
  (await preprocessor.objects())
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.replace(runOf(key) ?? ' ', 'RUN').slice(prefix.length));

describe('a package', () => {
  it('becomes a COG, its own GSC report byte for byte, a list of coverages and a message for the registrar', async () => {
    const report = makeReport('SCENE_1');
    await makeTar(stored('in/2018/first.tar'), { 'x/report.xml': report, 'x/image.tif': raster });
    await preprocessor.run(['in/2018/first.tar']);
    expect(await preprocessor.succeeded()).toContain('in/2018/first.tar');
    const list = 'in/2018/first/SCENE_1.coverages.json';
    const { run, report: reportKey = '', coverages } = await objectsAt(list);
    expect(reportKey).toBe(`in/2018/first/SCENE_1.${run}.xml`);
    expect(await readFile(stored(reportKey), 'utf8')).toBe(report);
    const [coverage, ...rest] = coverages;
    expect(rest).toEqual([]);
    expect(coverage).toMatchObject({
      identifier: 'SCENE_1',
      objectKey: `in/2018/first/SCENE_1.${run}_COG.tif`,
      dataType: 'uint8',
      hasMask: false,
      grid: { crs: 'EPSG:32633', transform: [500000, 10, 0, 5300000, 0, -10], widthPx: 64, heightPx: 48 },
    });
    const cog = await preprocessor.store.stat(coverage?.objectKey ?? '');
    expect(cog?.sizeBytes).toBe(coverage?.sizeBytes);
    expect(await below('.runs/')).toEqual([]);
    expect(await preprocessor.registered()).toContain('in/2018/first');
    expect(await preprocessor.leftovers()).toEqual([]);
  });

  it('without a footprint in its metadata has that of its pixels, in its own report or beside it', async () => {
    const path = await makeRaster(join(outside, 'half.tif'), {
      widthPx: 64,
      heightPx: 48,
      value: 0,
      nodata: 0,
    });
    const half = gdal.open(path, 'r+');
    half.bands.get(1).pixels.write(0, 0, 32, 48, new Uint8Array(32 * 48).fill(7));
    half.close();
    const image = await readFile(path);
    await makeTar(stored('in/half.tar'), { 'report.xml': makeReport('HALF'), 'image.tif': image });
    const message = { path: 'in/half.tif', identifier: 'TOLD', beginTime: '2020-01-02T03:04:05Z' };
    await makeFiles(preprocessor.storage, { 'in/half.tif': image });
    await preprocessor.run(['in/half.tar']);
    const { footprint, report } = await objectsAt('in/half/HALF.coverages.json');
    expect(await readFile(stored(report ?? ''), 'utf8')).not.toContain('posList');
    const lons = (footprint?.coordinates.flat(2) ?? []).map(([lon]) => lon);
    // 32 pixels of 10 m at 47.8° north.
    expect(Math.max(...lons) - Math.min(...lons)).toBeCloseTo(320 / 74_800, 4);
    await preprocessor.run([JSON.stringify(message)], 'preprocess-md_queue');
    const told = readMetadata(await reportAt('in/half/TOLD.coverages.json'), 'TOLD.xml').metadata.footprint;
    expect(Math.max(...(told?.coordinates.flat(2) ?? []).map(([lon]) => lon))).toBeCloseTo(
      Math.max(...lons),
      6,
    );
  });

  it('is found whatever blanks surround its path, and again when pushed again', async () => {
    await preprocessor.run(['  in/2018/first.tar \n', 'in/2018/first.tar']);
    expect(await preprocessor.failed()).not.toContain('in/2018/first.tar');
    expect((await preprocessor.registered()).filter((prefix) => prefix === 'in/2018/first')).toHaveLength(3);
  });

  it('writes over nothing of an earlier run, which the registrar removes', async () => {
    const path = stored('in/replaced.tar');
    await makeTar(path, { 'r.xml': makeReport('OLD'), 'a.tif': raster, 'b.tif': raster });
    await preprocessor.run(['in/replaced.tar']);
    await writeFile(stored('in/replaced/other.txt'), 'not ours');
    await makeTar(path, { 'r.xml': makeReport('NEW'), 'a.tif': raster });
    await preprocessor.run(['in/replaced.tar']);
    const before = ['OLD.RUN.xml', 'OLD_a.RUN_COG.tif', 'OLD_b.RUN_COG.tif', 'other.txt'];
    expect(await below('in/replaced/')).toEqual([
      ...['NEW.RUN.xml', 'NEW.RUN_COG.tif', 'NEW.coverages.json'],
      ...before,
    ]);
    await preprocessor.run(['in/replaced.tar']);
    const again = await below('in/replaced/');
    expect(again.filter((key) => key === 'NEW.RUN_COG.tif')).toHaveLength(2);
    expect(await coveragesAt('in/replaced/NEW.coverages.json')).toHaveLength(1);
  });

  it('with several rasters becomes several coverages named after them', async () => {
    await makeTar(stored('two.tar'), { 'r.xml': makeReport('TWO'), 'pan.tif': raster, 'ms.tif': raster });
    await preprocessor.run(['two.tar']);
    const coverages = await coveragesAt('two/TWO.coverages.json');
    expect(coverages.map(({ identifier }) => identifier)).toEqual(['TWO_ms', 'TWO_pan']);
  });

  it('without metadata fails, naming what it holds and what is known', async () => {
    await makeTar(stored('nometa.tar'), { 'S1.SAFE/manifest.safe': '<x/>', 'S1.SAFE/a.tif': raster });
    await preprocessor.run(['nometa.tar']);
    const { code, message } = await preprocessor.problem('nometa.tar');
    expect(code).toBe('MetadataMissing');
    expect(message).toMatch(
      /manifest\.safe \(a SAFE package of another mission\).*gsc.*eo-om.*tags of a raster.*preprocess-md_queue/,
    );
  });

  it('whose raster has no place on Earth fails, saying so', async () => {
    await makeTar(stored('bare.tar'), { 'r.xml': makeReport('BARE'), 'bare.tif': bare });
    await preprocessor.run(['bare.tar']);
    expect(await preprocessor.problem('bare.tar')).toMatchObject({ code: 'NotGeoreferenced' });
  });

  it('that is not there fails, naming the storage', async () => {
    await preprocessor.run(['in/nothing.tar']);
    expect(await preprocessor.problem('in/nothing.tar')).toMatchObject({ code: 'PackageMissing' });
  });
});

describe('a directory product', () => {
  it('keeps its sources, and runs again on them alone', async () => {
    const sources = { 'SCENE_D.xml': makeReport('SCENE_D'), 'SCENE_D_COG.tif': raster };
    await makeFiles(stored('dir/D'), sources);
    await preprocessor.run(['dir/D/']);
    await preprocessor.run(['dir/D']);
    expect(await preprocessor.failed()).not.toContain('dir/D');
    const run = ['SCENE_D.RUN.xml', 'SCENE_D.RUN_COG.tif'];
    expect((await below('dir/D/')).sort()).toEqual(
      [...run, ...run, 'SCENE_D.coverages.json', 'SCENE_D.xml', 'SCENE_D_COG.tif'].sort(),
    );
    expect(await readFile(stored('dir/D/SCENE_D_COG.tif'))).toEqual(raster);
    expect(String(await reportAt('dir/D/SCENE_D.coverages.json'))).toBe(sources['SCENE_D.xml']);
    expect(await coveragesAt('dir/D/SCENE_D.coverages.json')).toHaveLength(1);
  });
});

describe('an absolute path', () => {
  it('is read below a source directory, as a file or as a directory', async () => {
    const file = await makeTar(join(outside, 'allowed', 'abs.tar'), {
      'r.xml': makeReport('ABS'),
      'a.tif': raster,
    });
    const directory = join(outside, 'allowed', 'unpacked');
    await makeFiles(directory, { 'r.xml': makeReport('UNP'), 'a.tif': raster });
    await preprocessor.run([file, directory]);
    expect(await preprocessor.succeeded()).toEqual(expect.arrayContaining([file, directory]));
    expect(await readFile(join(directory, 'a.tif'))).toEqual(raster);
  });

  it('is refused elsewhere, and through a link that leads elsewhere', async () => {
    const secret = await makeTar(join(outside, 'secret.tar'), { 'r.xml': makeReport('X'), 'a.tif': raster });
    const link = join(outside, 'allowed', 'link.tar');
    await symlink(secret, link);
    await preprocessor.run([secret, link]);
    for (const id of [secret, link]) {
      expect(await preprocessor.problem(id)).toMatchObject({ code: 'SourceNotAllowed' });
    }
  });
});

describe('a product type', () => {
  const stack = `
stack: test
title: Test
collections: [{ id: TEST }, { id: DEGREES }]
productTypes:
  - { id: DEG, collection: DEGREES, match: { identifier: ^DEG_ }, cog: { crs: 'EPSG:4326' }, dataFiles: ['IMG_*.tif'] }
unclassified: refuse
limits: { packageBytes: 300000 }
`;
  let configured: TestPreprocessor;
  beforeAll(async () => {
    configured = await startPreprocessor({ stack });
  });
  afterAll(() => configured.stop());

  it('says which files are data and in which CRS they are kept', async () => {
    await makeTar(join(configured.storage, 'a.tar'), {
      'r.xml': makeReport('DEG_1'),
      'IMG_1.tif': raster,
      'other.tif': raster,
    });
    await configured.run(['a.tar']);
    const list = await readFile(join(configured.storage, 'a/DEG_1.coverages.json'));
    const [coverage, ...rest] = parseSidecar(list, 'a/DEG_1.coverages.json').coverages;
    expect(rest).toEqual([]);
    expect(coverage).toMatchObject({ grid: { crs: 'EPSG:4326' }, hasMask: true });
  });

  it('whose files are not there fails the package, naming what was looked for', async () => {
    await makeTar(join(configured.storage, 'b.tar'), { 'r.xml': makeReport('DEG_2'), 'x.tif': raster });
    await configured.run(['b.tar']);
    expect(await configured.problem('b.tar')).toMatchObject({
      code: 'DataMissing',
      message: expect.stringContaining('IMG_*.tif'),
    });
  });

  it('has to be found where the stack refuses the rest', async () => {
    await makeTar(join(configured.storage, 'c.tar'), { 'r.xml': makeReport('XYZ'), 'x.tif': raster });
    await configured.run(['c.tar']);
    expect(await configured.problem('c.tar')).toMatchObject({ code: 'Unclassified' });
  });

  it('does not matter to a package over the limit, which is not fetched', async () => {
    await makeFiles(configured.storage, {
      'large.tar': Buffer.alloc(300_001),
      'd/large.tif': Buffer.alloc(300_001),
    });
    await configured.run(['large.tar', 'd']);
    for (const id of ['large.tar', 'd']) {
      expect(await configured.problem(id)).toMatchObject({ code: 'PackageTooLarge' });
    }
    expect(await configured.leftovers()).toEqual([]);
  });
});
