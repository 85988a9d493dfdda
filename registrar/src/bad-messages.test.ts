import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase } from '@pvs/core/catalogue/database';
import { parseStack } from '@pvs/core/config/load-stack';
import { createLog } from '@pvs/core/observe/log';
import { readFailures, retryFailure } from '@pvs/core/queue/failures';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { connectRedis } from '@pvs/core/queue/redis';
import { runStage, type RunningStage } from '@pvs/core/queue/run-stage';
import type { Problem } from '@pvs/core/queue/stage-keys';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deregisterStage } from './deregister-stage.ts';
import { registerStage } from './register-stage.ts';

const stack = parseStack('stack: test\ntitle: Test\ncollections: [{ id: TEST }]\n', 'test.yml');
const log = createLog('test', 'silent');
let root: string;
let server: TestRedis;
let redis: ScriptedRedis;
let running: RunningStage[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-bad-'));
  server = await startRedis();
  redis = connectRedis(server.url, log);
  // None of these messages gets as far as the database.
  const db = connectDatabase('postgres://127.0.0.1:1/none', 1, log);
  const context = { stack, store: directoryStore(root), db, redis, log };
  const options = { concurrency: 2, maxAttempts: 3, maxUnavailableS: 60 };
  running = [
    runStage(registerStage(context), redis, log, options),
    runStage(deregisterStage(context), redis, log, options),
  ];
});

afterAll(async () => {
  for (const stage of running) await stage.stop(1000);
  redis.disconnect();
  await server.stop();
  await rm(root, { recursive: true });
});

const large = Buffer.from(JSON.stringify({ prefix: 'x'.repeat(10 * 1024 ** 2) }));
const bad = {
  register_queue: [
    ['an empty message', Buffer.alloc(0)],
    ['spaces', Buffer.from('  \n')],
    ['binary bytes', Buffer.from([0x00, 0xff, 0xfe, 0x80, 0x0a, 0xc3, 0x28])],
    ['binary bytes that look the same as text', Buffer.from([0x00, 0xff, 0xff, 0x80, 0x0a, 0xc3, 0x28])],
    ['ten megabytes of JSON', large],
    ['broken JSON', Buffer.from('{"prefix": ')],
    ['JSON of the wrong form', Buffer.from('{"prefix": ["a"]}')],
  ],
  deregister_queue: [
    ['an empty message', Buffer.alloc(0)],
    ['control characters', Buffer.from('a\u0000b')],
    ['binary bytes', Buffer.from([0xff, 0xfe])],
    ['ten megabytes of JSON', large],
  ],
} as const;
const [queues, count] = [Object.keys(bad) as (keyof typeof bad)[], Object.values(bad).flat().length];

/** The message as the problem has it. */
const bytesOf = ({ raw, rawBase64 }: Problem) =>
  rawBase64 === undefined ? Buffer.from(raw) : Buffer.from(rawBase64, 'base64');

async function failures(count: number): Promise<Problem[]> {
  for (;;) {
    const found = await readFailures(redis);
    const working = await redis.sunion('registering_set', 'deregistering_set');
    if (found.length >= count && working.length === 0) return found;
    await sleep(20);
  }
}

test('a message that cannot be read fails with a reason, its bytes are kept, and the stage goes on', async () => {
  for (const queue of queues) for (const [, bytes] of bad[queue]) await redis.lpush(queue, bytes);
  const found = await failures(count);
  expect(found).toHaveLength(count);
  for (const queue of queues) {
    for (const [name, bytes] of bad[queue]) {
      const problem = found.find((failure) => failure.queue === queue && bytesOf(failure).equals(bytes));
      expect(problem, name).toMatchObject({ code: 'InvalidMessage', queue });
      expect(problem?.message.length, name).toBeGreaterThan(20);
      expect(problem?.message.length, name).toBeLessThan(1000);
      expect(problem?.id, name).toMatch(/^\P{Cc}{1,512}$/u);
    }
    expect(await redis.llen(queue)).toBe(0);
  }
});

test('what is tried again are the very bytes that were pushed', async () => {
  const [, binary] = bad.register_queue[2];
  const before = (await failures(count)).find((failure) => bytesOf(failure).equals(binary));
  for (const stage of running) await stage.stop(1000);
  expect(await retryFailure(redis, 'register', before!.id)).toBe(true);
  expect(await redis.rpopBuffer('register_queue')).toEqual(binary);
});
