import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLog } from '@pvs/core/observe/log';
import { connectRedis } from '@pvs/core/queue/redis';
import { type Problem, stageKeys } from '@pvs/core/queue/stage-keys';
import type { BegunItem } from '@pvs/core/queue/queue-item';
import { Membership } from '@pvs/core/queue/membership';
import { StageQueue } from '@pvs/core/queue/stage-queue';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const guide = await readFile(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
/** Every command of the guide, from blocks and tables, in its order. */
const commands = [...guide.matchAll(/redis-cli ([^`\n]+)/g)].map(([, command = '']) => command.trim());
let server: TestRedis;

beforeAll(async () => {
  server = await startRedis();
  const redis = connectRedis(server.url, createLog('test', 'silent'));
  const worker = new StageQueue(redis, stageKeys.preprocess, 'worker', (raw) => raw);
  await new Membership(redis, stageKeys.preprocess, 'worker').enter(60_000);
  const take = async (name: string) => {
    await redis.lpush('preprocess_queue', `VHR_IMAGE_2018/${name}.tar`);
    return (await worker.take(1))?.begun[0] as BegunItem;
  };
  await worker.succeed(await take('done'), []);
  const bad = await take('bad');
  const facts = { at: '2018-06-01', attempts: 1, raw: bad.raw, queue: bad.queue, detail: {} };
  const problem: Problem = { stage: 'preprocess', id: bad.id, code: 'Bad', message: 'it is bad', ...facts };
  await worker.fail(bad, problem);
  await worker.delay(await take('late'), 60_000, { since: '2018-06-01', tries: 1, reason: 'S3 is away' });
  const busy = await take('busy');
  await worker.report([[busy, { step: 'fetch', percent: 12, since: '2018-06-01' }]]);
  await take('busy');
  redis.disconnect();
});

afterAll(() => server.stop());

test('the guide has commands to feed, to look and to clear up', () => {
  for (const name of ['lpush', 'lrange', 'smembers', 'sismember', 'hget', 'zrange', 'lrem', 'del'])
    expect(commands.map((command) => command.split(' ')[0])).toContain(name);
});

test('every command of the operator’s guide finds what it says', async () => {
  for (const command of commands) {
    const { stdout, stderr } = await run('redis-cli', ['-u', server.url, ...command.split(/\s+/)]);
    expect(stderr).toBe('');
    expect(stdout.trim(), command).not.toMatch(/^$|^0$|^(ERR|WRONGTYPE|\(error\))/);
  }
});
