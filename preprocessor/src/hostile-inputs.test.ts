import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRaster, makeReport, makeTar } from './testing/make-package.ts';
import { startPreprocessor, type TestPreprocessor } from './testing/start-preprocessor.ts';
import { type Resources, watchResources } from './testing/watch-resources.ts';

const HOSTILE = join(import.meta.dirname, '../../../shared/data/hostile');
const present = existsSync(HOSTILE);
if (!present) process.stderr.write(`\nNOT TESTED: hostile inputs, since there is no ${HOSTILE}\n`);

const MB = 1024 ** 2;

/** Damaged or odd files that are nevertheless read whole. */
const HARMLESS = [
  'tiff/byte_bigtiff_invalid_slong8_for_stripoffsets.tif',
  'tiff/spaf27_brokengdal.tif',
  'tiff/tif_jpeg_ycbcr_too_big_last_stripe.tif',
];
const CODES =
  /^(InvalidPackage|UnsafePackage|PackageTooLarge|MetadataMissing|RasterUnreadable|NotGeoreferenced|DataMissing|UnsupportedRaster|RasterTooLarge|InvalidXml|UnknownMetadataFormat|InvalidMetadata|InvalidTime|MetadataIncomplete|InvalidFootprint|MetadataTooLarge|GdalCrashed|GdalTimeLimit|GdalMemoryLimit)$/;
/** What they would write if they could. */
const ESCAPES = ['abs', 'symlink', 'zip', 'zip_abs']
  .map((name) => `/tmp/evil_${name}.txt`)
  .concat('/tmp/evil.txt');

interface Outcome extends Resources {
  readonly input: string;
  readonly outcome: string;
  readonly seconds: number;
}

let preprocessor: TestPreprocessor;
let raster: Buffer;
const outcomes: Outcome[] = [];

beforeAll(async () => {
  preprocessor = await startPreprocessor();
  raster = await readFile(await makeRaster(join(preprocessor.root, 'image.tif')));
});
afterAll(() => preprocessor?.stop());

/** Puts a hostile file into the storage as a package, and gives the package's path. */
async function offer(group: string, name: string): Promise<string> {
  const file = join(HOSTILE, group, name);
  const key = group === 'archives' ? `${group}/${name}` : `${group}/${name}.tar`;
  const target = join(preprocessor.storage, key);
  if (group === 'archives') await copyFile(file, target);
  else if (['tiff', 'formats'].includes(group))
    await makeTar(target, { 'report.xml': makeReport(name), [name]: await readFile(file) });
  else await makeTar(target, { [name]: await readFile(file), 'image.tif': raster });
  return key;
}

/** The same file told where it lies, so that GDAL has to read its pixels. */
async function offerTold(group: string, name: string): Promise<string> {
  await mkdir(join(preprocessor.storage, 'told', group), { recursive: true });
  await copyFile(join(HOSTILE, group, name), join(preprocessor.storage, 'told', group, name));
  const corners = [
    [10, 48],
    [16, 48],
    [16, 44],
    [10, 44],
  ];
  const path = `told/${group}/${name}`;
  const message = {
    path,
    identifier: name,
    beginTime: '2020-01-01T00:00:00Z',
    georeference: { by: 'corners', corners },
  };
  await preprocessor.run([JSON.stringify(message)], 'preprocess-md_queue');
  return outcomeOf(path);
}

async function work(key: string): Promise<string> {
  await preprocessor.run([key]);
  return outcomeOf(key);
}

const outcomeOf = async (key: string) =>
  (await preprocessor.succeeded()).includes(key) ? 'registered' : (await preprocessor.problem(key)).code;

async function measure(input: string, watch: ReturnType<typeof watchResources>, run: () => Promise<string>) {
  watch.take();
  const started = performance.now();
  const outcome = await run();
  outcomes.push({ input, outcome, seconds: (performance.now() - started) / 1000, ...watch.take() });
}

const good = async (name: string) => {
  const key = await makeTar(join(preprocessor.storage, `${name}.tar`), {
    'r.xml': makeReport(name),
    'a.tif': raster,
  });
  return work(key.slice(preprocessor.storage.length + 1));
};

const tableOf = (rows: readonly Outcome[]) =>
  rows
    .map(({ input, outcome, seconds, ownBytes, childBytes, diskBytes }) => {
      const [own, child, disk] = [ownBytes, childBytes, diskBytes].map((bytes) =>
        (bytes / MB).toFixed(1).padStart(7),
      );
      return `${input.padEnd(68).slice(0, 68)} ${outcome.padEnd(20)} ${seconds.toFixed(2).padStart(6)} ${own} ${child} ${disk}`;
    })
    .join('\n');

describe.skipIf(!present)('hostile inputs', () => {
  it('each come to a reason within their limits, and the service goes on', async () => {
    expect(await good('before')).toBe('registered');
    const watch = watchResources(preprocessor.workRoot);
    for (const group of ['archives', 'formats', 'stac', 'tiff', 'xml']) {
      await mkdir(join(preprocessor.storage, group));
      for (const name of await readdir(join(HOSTILE, group))) {
        const key = await offer(group, name);
        await measure(`${group}/${name}`, watch, () => work(key));
        if (!['tiff', 'formats'].includes(group)) continue;
        await measure(`told/${group}/${name}`, watch, () => offerTold(group, name));
      }
    }
    watch.stop();
    const heading = `${'input'.padEnd(68)} ${'outcome'.padEnd(20)} ${'s'.padStart(6)} ${'MB own'.padStart(7)} ${'MB GDAL'.padStart(7)} ${'MB disk'.padStart(7)}`;
    process.stdout.write(`${heading}\n${tableOf(outcomes)}\n`);
    expect(await good('after')).toBe('registered');
  }, 240_000);

  it('are refused with a reason, but for those that are read whole', () => {
    const odd = outcomes.filter(({ outcome }) => outcome !== 'registered' && !CODES.test(outcome));
    expect(odd.map(({ input, outcome }) => `${input}: ${outcome}`)).toEqual([]);
    const registered = outcomes.filter(({ outcome }) => outcome === 'registered').map(({ input }) => input);
    expect(registered.filter((input) => /^(archives|tiff|formats)\//.test(input))).toEqual(HARMLESS);
  });

  it('change nothing outside the work directory, and leave nothing in it', async () => {
    expect(ESCAPES.filter((path) => existsSync(path))).toEqual([]);
    expect(await preprocessor.leftovers()).toEqual([]);
    expect((await readdir(preprocessor.root)).sort()).toEqual(['image.tif', 'storage', 'work']);
    const refused = new Set(
      outcomes.filter(({ outcome }) => outcome !== 'registered').map(({ input }) => input),
    );
    const below = (await preprocessor.objects()).filter((key) => !/\.(tar|zip|gz)$/.test(key));
    expect(below.filter((key) => [...refused].some((input) => key.startsWith(`${input}/`)))).toEqual([]);
  });

  it('take no more memory and disk than their limits', () => {
    for (const { input, ownBytes, childBytes, diskBytes } of outcomes) {
      expect([input, Math.max(ownBytes, childBytes) < 1024 * MB, diskBytes < 512 * MB]).toEqual([
        input,
        true,
        true,
      ]);
    }
  });
});
