import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerProduct, removeProduct } from '@pvs/core/catalogue/register-product';
import { openStore } from '@pvs/core/storage/open-store';
import { plainProduct } from '@pvs/core/testing/catalogue-products';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TABLES } from '../src/backup/catalogue-rows.ts';
import { readQueues } from '../src/backup/queue-state.ts';
import { runPvs } from './start-stack.ts';

const YAML = 'stack: test\ntitle: T\ncollections: [{ id: VHR }]\n# äöü\n';
const LONG_MS = 240_000;

let directory: string;
let from: TestStack;
let to: TestStack;
/** Of an object store in CI, of a directory else. */
let place: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-backup-'));
  [from, to] = await Promise.all([startTestStack(YAML), startTestStack(YAML)]);
  place = `${from.variables['PVS_STORAGE_URL']}/backup`;
  const odd = { platform: 'SPOT "5" (ä, \\)', cloudCover: 12.345678901234567, orbitNumber: 7 };
  await registerProduct(from.db, plainProduct('ODD', { attributes: odd, prefix: 'VHR/a,b "c"' }));
  for (let n = 0; n < 520; n += 1)
    await registerProduct(from.db, plainProduct(`P${n}`, { at: [n % 90, 10] }));
  await removeProduct(from.db, 'P3');
  const { redis } = from;
  await redis.lpush('preprocess_queue', 'VHR/one.tar', 'VHR/two.tar', Buffer.from([0xff, 0, 0x80]));
  await redis.sadd('preprocess-failure_set', 'VHR/bad.tar');
  await redis.hset('preprocess_problems', 'VHR/bad.tar', '{"code":"Bad"}');
  await redis.zadd('preprocess_delayed', 1_700_000_000_123, 'VHR/late.tar');
  await redis.set('ingest_seen:a', 'x', 'EX', 1000);
  await redis.set('preprocess_heartbeat:worker', '1');
  await redis.rpush('seed_queue', ...Array.from({ length: 2500 }, (_, n) => `2018-01-01/${n}`));
}, LONG_MS);

afterAll(async () => {
  await Promise.all([from?.stop(), to?.stop()]);
  await rm(directory, { recursive: true, force: true });
});

const pvs = (stack: TestStack, ...args: string[]) => runPvs(args, stack.variables);

/** All rows of a stack's catalogue, as text. */
async function rowsOf({ db }: TestStack): Promise<Record<string, string[]>> {
  const tables = await Promise.all(
    TABLES.map(async (name) => {
      const { rows } = await sql<{ line: string }>`select t::text as line from ${sql.id(name)} as t`.execute(
        db,
      );
      return [name, rows.map(({ line }) => line).sort()] as const;
    }),
  );
  return Object.fromEntries(tables);
}

const identifiers = async (stack: TestStack) =>
  (await stack.db.selectFrom('product').select('identifier').orderBy('identifier').execute()).map(
    ({ identifier }) => identifier,
  );

test('every table of the catalogue is backed up', async () => {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'
      and table_name not like 'kysely%' and table_name <> 'spatial_ref_sys'`.execute(from.db);
  expect(rows.map(({ name }) => name).sort()).toEqual([...TABLES].sort());
});

test(
  'a backup restored to an empty stack is the same stack, and goes on from there',
  async () => {
    expect(await pvs(from, 'backup', place)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^520 products, 6 keys of Redis, \d+ bytes: /) as string,
    });
    const restored = await pvs(to, 'restore', place);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(restored.stdout).toMatch(/^520 products and 6 keys of Redis, as of 20/);
    expect(await rowsOf(to)).toEqual(await rowsOf(from));
    const queues = await readQueues(to.redis);
    expect(withoutTtl(queues)).toEqual(withoutTtl(await readQueues(from.redis)));
    expect(queues.find(({ key }) => key === 'ingest_seen:a')?.ttlMs).toBeGreaterThan(500_000);
    expect(await to.redis.lindex('preprocess_queue', -1)).toBe('VHR/one.tar');
    await to.follower.catchUp();
    expect(to.follower.index.product('ODD')).toBeDefined();
    expect(to.follower.index.product('P3')).toBeUndefined();
    await registerProduct(to.db, plainProduct('AFTER'));
    const { rows } = await sql<{ newest: string }>`
      select identifier as newest from product order by revision desc limit 1`.execute(to.db);
    expect(rows[0]?.newest).toBe('AFTER');
  },
  LONG_MS,
);

const withoutTtl = (keys: Awaited<ReturnType<typeof readQueues>>) =>
  keys.map(({ key, type, values }) => ({
    key,
    type,
    values: type === 'list' || type === 'zset' ? values : [...values].sort(),
  }));

test(
  'what has products or items is only replaced with --force, and revisions never go back',
  async () => {
    const refused = await pvs(to, 'restore', place);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /the stack has 521 products and \d+ items in its queues and sets: .*--force/,
    );
    expect(await identifiers(to)).toContain('AFTER');
    const before = (await sql<{ revision: number }>`select last_revision() as revision`.execute(to.db))
      .rows[0]!;
    const forced = await pvs(to, 'restore', '--force', place);
    expect(forced).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('restart the services') as string,
    });
    expect(await identifiers(to)).not.toContain('AFTER');
    expect(await rowsOf(to)).toEqual(await rowsOf(from));
    const after = (await sql<{ revision: number }>`select last_revision() as revision`.execute(to.db))
      .rows[0]!;
    expect(after.revision).toBe(before.revision);
  },
  LONG_MS,
);

test(
  'a damaged backup, one that is not whole and one that is there already change nothing',
  async () => {
    const store = openStore(place);
    const key = 'catalogue/product.jsonl.gz';
    const whole = (await store.readWhole(key, 1e8))!.body;
    const damaged = Buffer.from(whole);
    damaged[whole.length >> 1]! ^= 1;
    for (const [body, reason] of [
      [damaged, 'has another checksum'],
      [whole.subarray(0, 99), `has 99 bytes, and had ${whole.length}`],
    ] as const) {
      await store.write(key, body);
      const answer = await pvs(to, 'restore', '--force', place);
      expect(answer).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`${key} ${reason}`) as string,
      });
    }
    await store.write(key, whole);
    expect(await identifiers(to)).toHaveLength(520);
    const none = await pvs(to, 'restore', '--force', directory);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('no whole backup') as string });
    const twice = await pvs(from, 'backup', place);
    expect(twice).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is a backup at') as string,
    });
  },
  LONG_MS,
);

test('a place where no directory can be made is named', async () => {
  await writeFile(join(directory, 'file'), '');
  const inFile = join(directory, 'file', 'backup');
  for (const impossible of ['/proc/backup', inFile])
    expect(await pvs(from, 'backup', impossible)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`storage ${impossible} failed`) as string,
    });
});

test(
  'a backup says which YAML it was made with, and a directory holds one as well',
  async () => {
    expect(await pvs(from, 'backup', directory)).toMatchObject({ code: 0 });
    expect((await pvs(to, 'restore', '--config', directory)).stdout).toBe(`${YAML}\n`);
    const manifest = await openStore(pathToFileURL(directory).href).readWhole('manifest.json', 1e6);
    const { queues, version } = JSON.parse(manifest!.body.toString()) as {
      version: string;
      queues: { sha256: string };
    };
    const body = (await openStore(pathToFileURL(directory).href).readWhole('queues.jsonl.gz', 1e6))!.body;
    expect(queues.sha256).toBe(createHash('sha256').update(body).digest('hex'));
    expect((await runPvs(['--version'])).stdout).toBe(`${version}\n`);
    await writeFile(join(directory, 'manifest.json'), '{"format": 2}');
    expect(await pvs(to, 'restore', '--force', directory)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('manifest.json at') as string,
    });
  },
  LONG_MS,
);
