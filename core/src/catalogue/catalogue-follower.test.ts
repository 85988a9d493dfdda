import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogueCheck, databaseCheck, redisCheck } from '../http/readiness.ts';
import { CATALOGUE_CHANNEL } from '../queue/stage-keys.ts';
import { productOf, storeScene, type TestScene } from '../testing/add-scene.ts';
import { startTestStack, type TestStack } from '../testing/test-stack.ts';
import { until } from '../testing/until.ts';
import { followCatalogue } from './catalogue-follower.ts';
import type { Coverage } from './product.ts';
import { raiseRevisions } from './raise-revisions.ts';
import { registerProduct, removeProduct } from './register-product.ts';

let stack: TestStack;
let coverage: Coverage;
const scene: TestScene = {
  identifier: 'A',
  collection: 'VHR',
  box: { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 },
  time: '2018',
  color: [1, 2, 3],
};

beforeAll(async () => {
  stack = await startTestStack('stack: test\ntitle: T\ncollections: [{ id: VHR }]\n');
  coverage = await storeScene(stack, scene);
});

afterAll(() => stack.stop());

const register = (identifier: string) =>
  registerProduct(stack.db, productOf({ ...scene, identifier }, coverage));

test('a bell makes it read what is new', async () => {
  const { index } = stack.follower;
  const { revision } = await register('A');
  await stack.redis.publish(CATALOGUE_CHANNEL, String(revision));
  await until(() => index.product('A')?.revision === revision);
  const removed = await removeProduct(stack.db, 'A');
  await stack.redis.publish(CATALOGUE_CHANNEL, String(removed));
  await until(() => index.product('A') === undefined);
});

test('catching up waits for what was written before it was asked', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `B${i}`);
  await Promise.all(
    names.map(async (name) => {
      await register(name);
      await stack.follower.catchUp();
      expect(stack.follower.index.product(name)).toBeDefined();
    }),
  );
});

test('one that starts later has everything, removals too', async () => {
  await register('KEPT');
  await register('GONE');
  await removeProduct(stack.db, 'GONE');
  const late = followCatalogue(stack.db, stack.redis, stack.log);
  await late.catchUp();
  late.stop();
  expect([late.index.product('KEPT') !== undefined, late.index.product('GONE')]).toEqual([true, undefined]);
  await stack.follower.catchUp();
  expect(late.index.revision).toBe(stack.follower.index.revision);
});

test('products whose revisions the sequence has not come to are seen, said, and mended', async () => {
  const { db, redis } = stack;
  const { revision } = await register('BY HAND');
  await sql`select setval('catalogue_revision', 1, false)`.execute(db);
  const said: Record<string, unknown>[] = [];
  const log = pino({ base: null }, { write: (line: string) => said.push(JSON.parse(line) as never) });
  const late = followCatalogue(db, redis, log);
  try {
    await late.catchUp();
    await late.catchUp();
    expect(late.index.product('BY HAND')?.revision).toBe(revision);
    expect(said).toEqual([
      expect.objectContaining({
        msg: 'Catalogue:RevisionsBehind',
        error: expect.stringMatching(
          `revision ${revision}, and the sequence of revisions is at 0: `,
        ) as string,
      }),
    ]);
    // It need not start anew to see what is brought in later.
    await sql`update product set revision = revision + 5 where identifier = 'BY HAND'`.execute(db);
    await late.catchUp();
    expect(late.index.product('BY HAND')?.revision).toBe(revision + 5);
    expect(await raiseRevisions(db)).toEqual({ from: 0, to: revision + 5 });
    expect(await raiseRevisions(db)).toBeUndefined();
    expect(await register('BY HAND')).toMatchObject({ revision: revision + 6 });
    await late.catchUp();
    expect(late.index.product('BY HAND')?.revision).toBe(revision + 6);
    expect(said.at(-1)?.['msg']).toBe('Catalogue:RevisionsRaised');
  } finally {
    late.stop();
  }
});

test('readiness says what is away', async () => {
  await until(() => stack.follower.isCurrent());
  const { redis, db, follower } = stack;
  const checks = [redisCheck(redis), databaseCheck(db), catalogueCheck(follower)];
  expect(await Promise.all(checks.map((check) => check()))).toEqual([undefined, undefined, undefined]);
  const never = { ...follower, isCurrent: () => false };
  expect(await catalogueCheck(never)()).toMatch(/not up to date/);
});
