import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pino } from 'pino';
import { notFound } from '../errors.ts';
import { startable } from '../http/run-stage-service.ts';
import { startRedis } from '../testing/redis-server.ts';
import { until } from '../testing/until.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import { connectRedis } from './redis.ts';
import { readRevisits, revisitFailures, revisitsKey } from './revisits.ts';
import type { Stage } from './stage.ts';
import { stageKeys } from './stage-keys.ts';

const log = pino({ level: 'silent' });
const config = { codes: ['ObjectMissing'], afterS: [60, 600] };
let server: Awaited<ReturnType<typeof startRedis>>;
let redis: ScriptedRedis;
let missing = new Set<string>();

/** A stage whose items fail while something of theirs is missing. */
const stage: Stage<{ readonly raw: string }> = {
  keys: stageKeys.preprocess,
  idOf: (raw) => raw,
  begin: (raw) => ({ raw }),
  steps: [
    {
      name: 'work',
      async run({ raw }) {
        if (missing.has(raw)) throw notFound(`${raw} is missing`, { code: 'ObjectMissing' });
        if (raw === 'broken') throw notFound('it is broken', { code: 'RasterUnreadable' });
        return {};
      },
    },
  ],
  next: () => [],
};

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url, log);
});
beforeEach(async () => {
  await redis.flushall();
  missing = new Set(['late']);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const inS = (seconds: number) => new Date(Date.now() + seconds * 1000);

/** Runs the stage until nothing is left to do; what was pushed before is worked on, too. */
async function work(...raws: string[]): Promise<void> {
  const { queues, working } = stage.keys;
  if (raws.length > 0) await redis.lpush(queues[0], ...raws);
  const running = startable(stage, 2).start(redis, log, { maxAttempts: 3, maxUnavailableS: 30 });
  await until(async () => (await redis.llen(queues[0])) + (await redis.scard(working)) === 0);
  await running.stop(5000);
}

test('what may pass is tried again when it is due, as often as is configured', async () => {
  await work('late', 'broken');
  const problems = await readRevisits(redis, config);
  expect(problems.find(({ id }) => id === 'late')?.revisit).toMatchObject({ number: 1, of: 2 });
  expect(problems.find(({ id }) => id === 'broken')?.revisit).toBeUndefined();
  expect(await revisitFailures(redis, config, inS(50))).toEqual([]);

  expect((await revisitFailures(redis, config, inS(70))).map(({ id }) => id)).toEqual(['late']);
  expect(await redis.lrange('preprocess_queue', 0, -1)).toEqual(['late']);
  await work();
  expect(await revisitFailures(redis, config, inS(70))).toEqual([]);
  expect(await revisitFailures(redis, config, inS(610))).toMatchObject([{ revisit: { number: 2 } }]);
  await work();
  expect(await revisitFailures(redis, config, inS(1e6))).toEqual([]);
  expect((await readRevisits(redis, config)).map(({ id }) => id).sort()).toEqual(['broken', 'late']);
});

test('of what succeeded nothing is remembered: it begins anew the next time', async () => {
  await work('late');
  await revisitFailures(redis, config, inS(70));
  missing.clear();
  await work();
  expect(await redis.sismember('preprocess-success_set', 'late')).toBe(1);
  await revisitFailures(redis, config);
  expect(await redis.hgetall(revisitsKey('preprocess'))).toEqual({});
});

test('of two at once one puts an item back', async () => {
  await work('late');
  await Promise.all([revisitFailures(redis, config, inS(70)), revisitFailures(redis, config, inS(70))]);
  expect(await redis.lrange('preprocess_queue', 0, -1)).toEqual(['late']);
});
