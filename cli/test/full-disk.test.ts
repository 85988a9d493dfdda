import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { openStore } from '@pvs/core/storage/open-store';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { until } from '@pvs/core/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePackage } from './make-package.ts';
import { plainRedis } from './plain-redis.ts';
import { end, startPvs } from './start-stack.ts';

const directory = mkdtempSync(join(tmpdir(), 'pvs-full-'));
const disk = join(directory, 'disk');
const DISK = '8m';
/** Longer than a stage waits before it tries again. */
const SOON_MS = 4000;

/** A file system of its own, which takes root. */
function mountDisk(): boolean {
  try {
    execFileSync('mkdir', [disk]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'pvs-full', disk], { stdio: 'pipe' });
    return true;
  } catch {
    process.stderr.write('SKIPPED: full disks, since nothing can be mounted here\n');
    return false;
  }
}

const isMounted = mountDisk();

describe.skipIf(!isMounted)('a preprocessor', () => {
  let redis: TestRedis;
  let scene: Buffer;

  beforeAll(async () => {
    [redis, scene] = await Promise.all([startRedis(), makePackage('FULL', 400)]);
  });

  afterAll(async () => {
    await redis.stop();
    execFileSync('umount', [disk]);
    rmSync(directory, { recursive: true });
  });

  test.each([
    [
      'work directory',
      { PVS_DATA_DIR: join(disk, 'work') },
      /no space left in the work directory \(PVS_DATA_DIR\)/,
    ],
    ['storage', { PVS_STORAGE_URL: pathToFileURL(join(disk, 'storage')).href }, /no space left/],
  ])(
    'whose %s is full says so once, and does what waits when there is room',
    async (what, onDisk, message) => {
      const own = join(directory, what.replace(' ', '-'));
      const variables = {
        PVS_DATA_DIR: join(own, 'work'),
        PVS_STORAGE_URL: pathToFileURL(join(own, 'storage')).href,
        PVS_REDIS_URL: redis.url,
        PVS_PORT: '0',
        ...onDisk,
      };
      await mkdir(own);
      const key = `in/${what.replace(' ', '-')}.tar`;
      await openStore(variables.PVS_STORAGE_URL).write(key, scene);
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 64 * 1024));
      const child = startPvs(['run', 'preprocessor'], variables);
      const lines: { msg: string; reason?: string; url?: string }[] = [];
      createInterface({ input: child.stdout! }).on('line', (line) => lines.push(JSON.parse(line) as never));
      const said = (msg: string) => lines.filter((line) => line.msg === msg);
      await until(() => said('Service:Ready').length > 0);
      await plainRedis(redis.url, `lpush preprocess_queue ${key}`);
      await until(() => said('Stage:Waits').length > 0);
      await sleep(SOON_MS);
      expect(said('Stage:Waits')).toHaveLength(1);
      expect(said('Stage:Waits')[0]?.reason).toMatch(message);
      const readiness = await fetch(`${said('Service:Ready')[0]?.url}/readyz`);
      expect([readiness.status, await readiness.text()]).toEqual([503, expect.stringMatching(message)]);
      rmSync(join(disk, 'filler'));
      await until(
        async () => (await plainRedis(redis.url, `sismember preprocess-success_set ${key}`)) === ':1\r\n',
      );
      await end(child, 'SIGTERM');
    },
    90_000,
  );
});
