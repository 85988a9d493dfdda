import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAlive, type ProcessIdentity } from '../src/bundle/process-identity.ts';
import { makePackage } from './make-package.ts';
import { plainRedis } from './plain-redis.ts';
import { startServers, type StackServers } from './stack-servers.ts';
import { failuresOf, finished, idle, stageStatus } from './stack-status.ts';
import { end, runPvs, startStack, type StartedStack } from './start-stack.ts';

const sharedPackages = join(import.meta.dirname, '../../../shared/data/packages');
const LONG_MS = 120_000;

let dataDir: string;
let servers: StackServers;
let stack: StartedStack;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pvs-up-'));
  servers = await startServers(dataDir);
  stops.push(() => servers.stop());
  stack = await startStack(dataDir, servers.variables);
  stops.push(() => end(stack.process, 'SIGTERM'));
}, LONG_MS);

afterAll(async () => {
  // Either is missing where the start failed; the other must not stay behind then.
  for (const stop of stops.reverse()) await stop();
  await rm(dataDir, { recursive: true, force: true });
}, LONG_MS);

const children = async (): Promise<ProcessIdentity[]> =>
  Promise.all(
    (await readdir(join(dataDir, 'run'))).map(
      async (file) => JSON.parse(await readFile(join(dataDir, 'run', file), 'utf8')) as ProcessIdentity,
    ),
  );

test(
  'a package pushed with a plain LPUSH is registered, and what is pushed beside it fails with a reason',
  async () => {
    const good = await makePackage('GOOD', 300);
    await servers.store.write('in/good.tar', good);
    await servers.store.write('in/truncated.tar', good.subarray(0, 5000));
    const pushed = ['in/good.tar', 'in/truncated.tar', 'in/missing.tar', '/etc/hostname'];
    for (const path of pushed)
      expect(await plainRedis(stack.redis, `LPUSH preprocess_queue ${path}`)).toMatch(/^:/);
    const [preprocess, register] = await idle(dataDir);
    expect(preprocess).toMatchObject({ succeeded: 1, failed: 3 });
    expect(register).toMatchObject({ succeeded: 1, failed: 0 });
    expect(await plainRedis(stack.redis, 'SISMEMBER preprocess-success_set in/good.tar')).toBe(':1\r\n');
    expect(await plainRedis(stack.redis, 'SISMEMBER register-success_set in/good')).toBe(':1\r\n');
    const failures = await failuresOf(dataDir);
    expect(failures.map(({ id }) => id).sort()).toEqual([
      '/etc/hostname',
      'in/missing.tar',
      'in/truncated.tar',
    ]);
    for (const { message } of failures) expect(message.length).toBeGreaterThan(20);
  },
  LONG_MS,
);

test('its metrics tell of every stage, of requests and of disks', async () => {
  await (await fetch(`${stack.http}/stac/collections`)).text();
  const text = await (await fetch(`${stack.http}/metrics`)).text();
  for (const stage of ['preprocess', 'register', 'deregister', 'seed'])
    expect(text).toContain(`pvs_stage_workers{stage="${stage}"} 1\n`);
  expect(text).toContain('pvs_stage_items{stage="preprocess",state="failed"} ');
  expect(text).toContain('pvs_ready 1\n');
  for (const metric of ['pvs_http_requests_total', 'pvs_disk_free_bytes{directory="data"}'])
    expect(text).toContain(metric);
});

test(
  'a failed item that is tried again after its cause is mended succeeds',
  async () => {
    await servers.store.write('in/missing.tar', await makePackage('MISSING', 64));
    const retried = await runPvs(['retry', 'in/missing.tar', '--data', dataDir]);
    expect(retried).toMatchObject({ code: 0, stdout: 'in/missing.tar: back in preprocess_queue\n' });
    await idle(dataDir);
    expect(await plainRedis(stack.redis, 'SISMEMBER register-success_set in/missing')).toBe(':1\r\n');
    expect(await plainRedis(stack.redis, 'SISMEMBER preprocess-failure_set in/missing.tar')).toBe(':0\r\n');
    expect(await runPvs(['retry', 'in/missing.tar', '--data', dataDir])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not among the 2 failures') as string,
    });
  },
  LONG_MS,
);

test(
  'ingest --wait uploads, follows, and ends with 1 where something failed',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'pvs-ingest-'));
    await writeFile(join(directory, 'LOCAL.tar'), await makePackage('LOCAL', 64));
    const good = await runPvs(['ingest', '--wait', '--data', dataDir, join(directory, 'LOCAL.tar')]);
    expect(good).toMatchObject({ code: 0, stdout: '1 registered, 0 failed\n' });
    const bad = await runPvs([
      'ingest',
      '--wait',
      '--data',
      dataDir,
      join(directory, 'LOCAL.tar'),
      'no/such.tar',
    ]);
    expect(bad).toMatchObject({ code: 1, stdout: '1 registered, 1 failed\n' });
    expect(bad.stderr).toMatch(/FAILED no\/such\.tar in preprocess: .*no\/such\.tar/);
    await rm(directory, { recursive: true });
  },
  LONG_MS,
);

test('a second stack on the same directory is refused and changes nothing', async () => {
  const second = await runPvs(['up', '--port', '0', '--data', dataDir]);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/a stack is running on .* already \(process \d+\)/);
  expect((await fetch(`${stack.http}/readyz`)).status).toBe(200);
});

test(
  'a part that dies is started again',
  async () => {
    const registrar = JSON.parse(
      await readFile(join(dataDir, 'run/registrar.json'), 'utf8'),
    ) as ProcessIdentity;
    process.kill(registrar.pid, 'SIGKILL');
    await servers.store.write('in/after.tar', await makePackage('AFTER', 64));
    const ingested = await runPvs(['ingest', '--wait', '--data', dataDir, 'in/after.tar']);
    expect(ingested).toMatchObject({ code: 0, stdout: '1 registered, 0 failed\n' });
  },
  LONG_MS,
);

test(
  'SIGKILL during a conversion: the next start ends what was left and finishes the item',
  async () => {
    await servers.store.write('in/big.tar', await makePackage('BIG', 6000));
    await plainRedis(stack.redis, 'LPUSH preprocess_queue in/big.tar');
    for (;;) {
      const [preprocess] = await stageStatus(dataDir);
      if (
        preprocess?.working.some(
          ({ id, progress }) => id === 'in/big.tar' && /cog/i.test(progress?.step ?? ''),
        )
      )
        break;
      expect(preprocess?.succeeded).toBeLessThan(10);
      await sleep(50);
    }
    const before = await children();
    await end(stack.process, 'SIGKILL');
    stack = await startStack(dataDir, servers.variables);
    expect(before.filter(isAlive)).toEqual([]);
    await idle(dataDir);
    expect(await plainRedis(stack.redis, 'SISMEMBER register-success_set in/big')).toBe(':1\r\n');
    expect(await plainRedis(stack.redis, 'SISMEMBER register-success_set in/good')).toBe(':1\r\n');
  },
  2 * LONG_MS,
);

// What becomes of a package does not depend on whose database it is written to.
test.skipIf(!existsSync(sharedPackages) || process.env['PVS_TEST_DATABASE_URL'] !== undefined)(
  'every real package ends in exactly one set',
  async () => {
    const before = await idle(dataDir);
    const names = await readdir(sharedPackages);
    for (const name of names)
      await servers.store.write(`real/${name}`, await readFile(join(sharedPackages, name)));
    for (const name of names) await plainRedis(stack.redis, `LPUSH preprocess_queue real/${name}`);
    const after = await idle(dataDir);
    expect(finished(after) - finished(before)).toBe(names.length);
    const failed = (await failuresOf(dataDir)).map(({ id }) => id);
    for (const name of names.filter((n) => /^(GSC|MER|DIMAP2)/.test(n)))
      expect(failed).not.toContain(`real/${name}`);
  },
  2 * LONG_MS,
);
if (!existsSync(sharedPackages))
  console.warn(`NOT TESTED: real packages, since ${sharedPackages} is not there`);

test(
  'SIGTERM ends everything and takes the stack file away',
  async () => {
    const running = await children();
    expect(running.length).toBeGreaterThanOrEqual(6 - servers.replaced.length);
    expect(await end(stack.process, 'SIGTERM')).toBe(0);
    expect(running.filter(isAlive)).toEqual([]);
    expect(existsSync(join(dataDir, 'stack.json'))).toBe(false);
    expect(await runPvs(['status', '--data', dataDir])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no stack runs on') as string,
    });
  },
  LONG_MS,
);
