import { startRedis } from '@pvs/core/testing/redis-server';
import { Redis } from 'ioredis';
import { runBullMq } from './run-bull-mq.ts';
import { runStageQueue } from './run-stage-queue.ts';

const ITEMS = Number(process.env['PVS_BENCH_ITEMS'] ?? 10_000);
const ROUNDS = 3;

/** Works off messages that wait already, through a step that does nothing. */
export type Contender = (url: string, items: number, concurrency: number) => Promise<number>;

const contenders: Readonly<Record<string, Contender>> = { pvs: runStageQueue, bullmq: runBullMq };

/** Items per second, beside BullMQ on the same Redis: alternating rounds, an append-only file as in production. */
export async function queueBench(): Promise<void> {
  const server = await startRedis({ appendOnly: true });
  const redis = new Redis(server.url);
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1];
  console.log(`Redis ${version}, append-only file; ${ITEMS} items that wait, ${ROUNDS} rounds in turn`);
  for (const concurrency of [1, 10, 50]) {
    const rates: Record<string, number[]> = {};
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, run] of Object.entries(contenders)) {
        await redis.flushall();
        await redis.config('RESETSTAT');
        const seconds = await run(server.url, ITEMS, concurrency);
        const rate = ITEMS / seconds;
        (rates[name] ??= []).push(rate);
        const { scripts, all } = await commandsPerItem(redis);
        console.log(
          `concurrency ${concurrency}, round ${round + 1}: ${name.padEnd(6)} ${rate.toFixed(0).padStart(6)} items/s, per item ${scripts.toFixed(2)} script calls, ${all.toFixed(1)} Redis operations`,
        );
      }
    }
    const ratio = median(rates['pvs'] ?? []) / median(rates['bullmq'] ?? []);
    console.log(`concurrency ${concurrency}: pvs / bullmq = ${ratio.toFixed(2)} (medians)`);
  }
  redis.disconnect();
  await server.stop();
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** What Redis counted from the push on (BullMQ adds by a script): calls of scripts, and every operation with theirs. */
async function commandsPerItem(redis: Redis) {
  const stats = await redis.info('commandstats');
  const calls = [...stats.matchAll(/cmdstat_(\S+?):calls=(\d+)/g)].map(
    ([, name, n]) => [name, Number(n)] as const,
  );
  const sum = (of: (name: string) => boolean) =>
    calls.reduce((total, [name = '', n]) => total + (of(name) ? n : 0), 0) / ITEMS;
  return { scripts: sum((name) => name.startsWith('eval')), all: sum(() => true) };
}
