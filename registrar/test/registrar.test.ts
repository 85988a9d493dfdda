import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepObjects } from '@pvs/core/catalogue/discarded-objects';
import { loadProducts } from '@pvs/core/catalogue/load-products';
import type { Coverage, EoAttributes } from '@pvs/core/catalogue/product';
import type { Sidecar } from '@pvs/core/catalogue/sidecar';
import { writeGsc } from '@pvs/core/formats/gsc-writer';
import { footprintFromBox } from '@pvs/core/geometry/footprint-boxes';
import { coverageKey, coveragesKey, newRun, reportKey } from '@pvs/core/storage/product-keys';
import { storeScene } from '@pvs/core/testing/add-scene';
import { runItems } from '@pvs/core/testing/run-items';
import { storeTick } from '@pvs/core/testing/store-tick';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { until } from '@pvs/core/testing/until';
import { deregisterStage } from '../src/deregister-stage.ts';
import { registerStage } from '../src/register-stage.ts';

const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
let stack: TestStack;

beforeAll(async () => {
  stack = await startTestStack(`
stack: test
title: Test
collections: [{ id: VHR }, { id: OTHER }]
productTypes: [{ id: pleiades, collection: OTHER, match: { platform: '^PHR' } }]
`);
});

afterAll(() => stack.stop());

interface Stored {
  readonly attributes?: EoAttributes;
  readonly withFootprint?: boolean;
  /** Files that are left out or replaced; undefined leaves out. */
  readonly files?: Readonly<Record<string, string | undefined>>;
}

/** Puts a product's objects where the preprocessor puts them; its prefix is its identifier. */
async function store(identifier: string, { attributes = {}, withFootprint = true, files = {} }: Stored = {}) {
  const scene = { identifier, collection: '', box, time: '2018', color: [1, 2, 3] } as const;
  const coverage = await storeScene(stack, scene);
  const report = writeGsc(
    {
      identifier,
      beginTime: new Date('2018-06-30T10:00:00Z'),
      endTime: new Date('2018-06-30T10:00:05Z'),
      attributes,
      ...(withFootprint ? { footprint: footprintFromBox({ ...box, maxX: 10.5 }) } : {}),
    },
    { responsibleOrgName: 'test', dateTime: new Date('2018-07-01T00:00:00Z') },
  );
  const contents: Record<string, string | undefined> = {
    [reportKey(identifier, identifier)]: report,
    [coveragesKey(identifier, identifier)]: JSON.stringify([coverage]),
    ...files,
  };
  for (const [key, content] of Object.entries(contents)) {
    if (content === undefined) await stack.store.remove(key);
    else await stack.store.write(key, Buffer.from(content));
  }
}

const register = (...messages: string[]) => runItems(stack, registerStage(stack), messages);
const deregister = (...messages: string[]) => runItems(stack, deregisterStage(stack), messages);

describe('registering', () => {
  test('a prefix becomes a product with all that its objects say', async () => {
    await store('A', { attributes: { platform: 'SPOT', cloudCover: 12.5, sensorType: 'OPTICAL' } });
    expect(await register('A')).toEqual({ success: ['A'], problems: {} });
    const [product] = await loadProducts(stack.db, ['A']);
    expect(product).toMatchObject({
      collection: 'VHR',
      type: 'generic',
      prefix: 'A',
      beginTime: new Date('2018-06-30T10:00:00Z'),
      endTime: new Date('2018-06-30T10:00:05Z'),
      attributes: { platform: 'SPOT', cloudCover: 12.5 },
      footprint: footprintFromBox({ ...box, maxX: 10.5 }),
      coverages: [{ identifier: 'scene', objectKey: coverageKey('A', 'scene') }],
      browses: [{ type: '', coverageIdentifier: 'scene' }],
      documents: [{ format: 'gsc', objectKey: reportKey('A', 'A') }],
    });
  });

  test('the list of coverages says where the report is', async () => {
    await store('RUN');
    const run = newRun();
    const report = reportKey('RUN', 'RUN', run);
    const contentOf = async (key: string) => buffer(await stack.store.read(key));
    await stack.store.write(report, await contentOf(reportKey('RUN', 'RUN')));
    await stack.store.remove(reportKey('RUN', 'RUN'));
    const list = coveragesKey('RUN', 'RUN');
    const coverages = JSON.parse(String(await contentOf(list))) as Coverage[];
    const objects: Sidecar = { run, report, coverages, masks: [] };
    await stack.store.write(list, Buffer.from(JSON.stringify(objects)));
    expect(await register('RUN')).toEqual({ success: ['RUN'], problems: {} });
    const [product] = await loadProducts(stack.db, ['RUN']);
    expect(product?.documents).toEqual([{ format: 'gsc', objectKey: report }]);
  });

  test('a package that holds another product than before adds that product', async () => {
    await store('BEFORE');
    expect(await register('BEFORE')).toEqual({ success: ['BEFORE'], problems: {} });
    const contentOf = async (key: string) => buffer(await stack.store.read(key));
    const list = await contentOf(coveragesKey('BEFORE', 'BEFORE'));
    const report = String(await contentOf(reportKey('BEFORE', 'BEFORE')));
    // As the preprocessor does it: the list of the one goes when that of the other is there.
    await stack.store.write(
      reportKey('BEFORE', 'AFTER'),
      Buffer.from(report.replaceAll('>BEFORE<', '>AFTER<')),
    );
    await stack.store.write(coveragesKey('BEFORE', 'AFTER'), list);
    await stack.store.remove(coveragesKey('BEFORE', 'BEFORE'));
    expect(await register('BEFORE')).toEqual({ success: ['BEFORE'], problems: {} });
    const products = await loadProducts(stack.db, ['BEFORE', 'AFTER']);
    expect(products.map(({ identifier }) => identifier).sort()).toEqual(['AFTER', 'BEFORE']);
    expect(await stack.store.stat(coverageKey('BEFORE', 'scene'))).toBeDefined();
  });

  test('rings the bell for those who follow the catalogue', async () => {
    await store('BELL');
    await register('BELL');
    await until(() => stack.follower.index.product('BELL') !== undefined);
  });

  test('slashes around the prefix and blanks do not matter', async () => {
    await store('SLASHED');
    expect((await register(' /SLASHED/ ')).success).toEqual(['SLASHED']);
  });

  test('without a footprint of its own a product has that of its coverages', async () => {
    await store('BARE', { withFootprint: false });
    await register('BARE');
    const [product] = await loadProducts(stack.db, ['BARE']);
    const ring = product!.footprint.coordinates[0]![0]!;
    expect([Math.min(...ring.map(([x]) => x)), Math.max(...ring.map(([x]) => x))]).toEqual([10, 11]);
  });

  test('or that which was traced from their pixels', async () => {
    await store('TRACED', { withFootprint: false });
    const list = coveragesKey('TRACED', 'TRACED');
    const coverages = JSON.parse(String(await buffer(await stack.store.read(list)))) as Coverage[];
    const footprint = footprintFromBox({ ...box, maxX: 10.25 });
    const objects: Sidecar = { coverages, masks: [], footprint };
    await stack.store.write(list, Buffer.from(JSON.stringify(objects)));
    await register('TRACED');
    const [product] = await loadProducts(stack.db, ['TRACED']);
    expect(product?.footprint).toEqual(footprint);
  });

  test('a product goes to its type’s collection, or to the one of the message', async () => {
    await store('PHR1', { attributes: { platform: 'PHR1A' } });
    await store('PHR2', { attributes: { platform: 'PHR1A' } });
    const message = JSON.stringify({ prefix: 'PHR2', collection: 'VHR', packageLocation: 'in/PHR2.tar' });
    expect((await register('PHR1', message)).success).toEqual(['PHR1', 'PHR2']);
    const found = await loadProducts(stack.db, ['PHR1', 'PHR2']);
    const byId = Object.fromEntries(found.map((product) => [product.identifier, product]));
    expect(byId['PHR1']).toMatchObject({ type: 'pleiades', collection: 'OTHER' });
    expect(byId['PHR2']).toMatchObject({
      type: 'pleiades',
      collection: 'VHR',
      packageLocation: 'in/PHR2.tar',
    });
  });

  test('registering again replaces the product', async () => {
    await store('TWICE', { attributes: { cloudCover: 1 } });
    await register('TWICE');
    const [first] = await loadProducts(stack.db, ['TWICE']);
    await store('TWICE', { attributes: { cloudCover: 2 } });
    await register('TWICE');
    const [second] = await loadProducts(stack.db, ['TWICE']);
    expect([first?.attributes.cloudCover, second?.attributes.cloudCover]).toEqual([1, 2]);
    expect(second!.revision).toBeGreaterThan(first!.revision);
  });
});

test('each bad message is a problem with its reason, and holds up no other', async () => {
  await store('GOOD');
  await store('FOREIGN');
  await store('NO-LIST', { files: { [coveragesKey('NO-LIST', 'NO-LIST')]: undefined } });
  await store('TWO-LISTS', { files: { [coveragesKey('TWO-LISTS', 'second')]: '[]' } });
  await store('BROKEN-LIST', { files: { [coveragesKey('BROKEN-LIST', 'BROKEN-LIST')]: '[{' } });
  await store('ODD-LIST', { files: { [coveragesKey('ODD-LIST', 'ODD-LIST')]: '[{"identifier":"x"}]' } });
  await store('NO-REPORT', { files: { [reportKey('NO-REPORT', 'NO-REPORT')]: undefined } });
  await store('BROKEN-REPORT', { files: { [reportKey('BROKEN-REPORT', 'BROKEN-REPORT')]: '<gsc' } });
  await store('ODD-REPORT', { files: { [reportKey('ODD-REPORT', 'ODD-REPORT')]: '<other/>' } });
  await store('NO-COG', { files: { [coverageKey('NO-COG', 'scene')]: undefined } });
  const expected: Record<string, [code: string, message: RegExp]> = {
    '/': ['InvalidMessage', /empty/],
    '{"prefix"': ['InvalidMessage', /begins like JSON/],
    '{"prefix": 1}': ['InvalidMessage', /expected the prefix/],
    '{"collection": "VHR"}': ['InvalidMessage', /expected the prefix/],
    '../outside': ['InvalidKey', /\.\.\/outside/],
    NOTHING: ['ObjectsMissing', /no objects below 'NOTHING\/'/],
    FOREIGN: ['UnknownCollection', /'MOON'.*VHR, OTHER/],
    'NO-LIST': ['CoveragesMissing', /found 0: was it preprocessed/],
    'TWO-LISTS': ['CoveragesMissing', /found 2/],
    'BROKEN-LIST': ['InvalidCoverages', /is not JSON/],
    'ODD-LIST': ['InvalidCoverages', /0\.objectKey/],
    'NO-REPORT': ['ObjectMissing', /NO-REPORT\.xml/],
    'BROKEN-REPORT': ['InvalidXml', /not well-formed/],
    'ODD-REPORT': ['UnknownMetadataFormat', /./],
    'NO-COG': ['CoverageMissing', /NO-COG\/scene_COG\.tif/],
  };
  const messages = Object.keys(expected).map((id) =>
    id === 'FOREIGN' ? JSON.stringify({ prefix: id, collection: 'MOON' }) : id,
  );
  const { success, problems } = await register(...messages, 'GOOD');
  expect(success).toEqual(['GOOD']);
  expect(Object.keys(problems).sort()).toEqual(Object.keys(expected).sort());
  for (const [id, [code, message]] of Object.entries(expected)) {
    expect(problems[id], id).toMatchObject({
      stage: 'register',
      id,
      code,
      message: expect.stringMatching(message),
    });
  }
  expect(await loadProducts(stack.db, Object.keys(expected))).toEqual([]);
});

test('where the stack says so, what was registered is seeded', async () => {
  await store('SEEDED');
  expect(await stack.redis.llen('seed_queue')).toBe(0);
  const seeding = { ...stack.stack.seeding, onRegister: true };
  await runItems(stack, registerStage({ ...stack, stack: { ...stack.stack, seeding } }), ['SEEDED']);
  const [message] = await stack.redis.lrange('seed_queue', 0, -1);
  expect(JSON.parse(message!)).toEqual({
    interval: '2018-06-30T10:00:00Z/2018-06-30T10:00:05Z',
    collection: 'VHR',
  });
});

describe('deregistering', () => {
  test('takes a product out, for those who follow the catalogue, too', async () => {
    await store('LEAVING');
    await register('LEAVING');
    await until(() => stack.follower.index.product('LEAVING') !== undefined);
    expect((await deregister('LEAVING')).success).toEqual(['LEAVING']);
    expect(await loadProducts(stack.db, ['LEAVING'])).toEqual([]);
    await until(() => stack.follower.index.product('LEAVING') === undefined);
  });

  test('of what is not there is a problem', async () => {
    const { problems } = await deregister('NEVER');
    expect(problems['NEVER']).toMatchObject({ stage: 'deregister', code: 'NotRegistered' });
  });
});

describe('objects of a run', () => {
  const keysOf = async (prefix: string) => {
    const keys: string[] = [];
    for await (const { key } of stack.store.list(prefix)) keys.push(key);
    return keys;
  };
  const sweepingAtOnce = () => ({ ...stack, stack: { ...stack.stack, sweeping: { keepS: 0 } } });

  /** Writes what a run of the preprocessor leaves for a product, beside a source that was there before. */
  async function preprocess(identifier: string, run: string) {
    await store(identifier);
    await stack.store.write(`${identifier}/source.tif`, Buffer.from('source'));
    const [cog, report] = [coverageKey(identifier, 'scene', run), reportKey(identifier, identifier, run)];
    const list = coveragesKey(identifier, identifier);
    const [coverage] = JSON.parse(await text(list)) as { objectKey: string }[];
    await move(coverage!.objectKey, cog);
    await move(reportKey(identifier, identifier), report);
    const coverages = [{ ...coverage, objectKey: cog }];
    await stack.store.write(list, Buffer.from(JSON.stringify({ run, report, coverages })));
    await storeTick(stack.store);
    return { cog, report, list };
  }

  const text = async (key: string) => (await stack.store.readRange(key, 0, 10_000_000)).toString('latin1');
  async function move(from: string, to: string) {
    await stack.store.write(to, Buffer.from(await text(from), 'latin1'));
    await stack.store.remove(from);
  }

  test('go when a later run replaced it, and when it is deregistered; sources never do', async () => {
    const first = await preprocess('RERUN', '20180617T100009Z-5f0c1a9e');
    const stages = sweepingAtOnce();
    await runItems(stack, registerStage(stages), ['RERUN']);
    const second = await preprocess('RERUN', '20180618T100009Z-00000000');
    expect(await keysOf('RERUN/')).toHaveLength(6);
    await runItems(stack, registerStage(stages), ['RERUN']);
    const { removed } = await sweepObjects(stack.db, stack.store);
    expect(removed.toSorted()).toEqual([first.cog, first.report].toSorted());
    expect(await keysOf('RERUN/')).toEqual(
      [second.list, second.report, second.cog, 'RERUN/source.tif'].toSorted(),
    );
    await runItems(stack, deregisterStage(stages), ['RERUN']);
    await sweepObjects(stack.db, stack.store);
    expect(await keysOf('RERUN/')).toEqual(['RERUN/source.tif']);
  });

  test('that somebody put there by hand stay', async () => {
    await store('HAND');
    await register('HAND');
    await runItems(stack, deregisterStage(sweepingAtOnce()), ['HAND']);
    await sweepObjects(stack.db, stack.store);
    expect(await keysOf('HAND/')).toHaveLength(3);
  });
});
