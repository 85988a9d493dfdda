import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { withDatabase } from '../../catalogue/database-errors.ts';
import { createLog } from '../../observe/log.ts';
import { connectRedis } from '../../queue/redis.ts';
import { runStage } from '../../queue/run-stage.ts';
import { stageKeys } from '../../queue/stage-keys.ts';
import type { Stage } from '../../queue/stage.ts';
import { openStore } from '../../storage/open-store.ts';
import { invalidInput } from '../../errors.ts';

/**
 * One worker of the chaos test, to be killed at any moment: it reads what its environment names (an object store, a
 * database), and every seventh item is a bad one. Each stage has a name of the pipeline, since those are the keys.
 */
const { CHAOS_REDIS = '', CHAOS_STORE, CHAOS_DATABASE, CHAOS_WORK_MS = '20' } = process.env;
const log = createLog('chaos-worker', process.env['CHAOS_LOG'] ?? 'silent');
const redis = connectRedis(CHAOS_REDIS, log);
const store = CHAOS_STORE === undefined ? undefined : openStore(CHAOS_STORE);
const pool =
  CHAOS_DATABASE === undefined
    ? undefined
    : new pg.Pool({ connectionString: CHAOS_DATABASE, max: 2, connectionTimeoutMillis: 2000 });
pool?.on('error', () => undefined);

interface State {
  readonly id: string;
}

const stage: Stage<State> = {
  keys: stageKeys.register,
  idOf: (raw) => raw,
  begin: (raw) => ({ id: raw }),
  steps: [
    {
      name: 'work',
      async run({ id }, { signal }) {
        await sleep(Number(CHAOS_WORK_MS) * (0.5 + Math.random()), undefined, { signal });
        await store?.write(`out/${id}`, Buffer.from(id));
        if (pool) await withDatabase(() => pool.query('select 1'));
        if (Number(id.split('-')[1]) % 7 === 0) throw invalidInput('every seventh is bad', { code: 'Bad' });
        return {};
      },
    },
  ],
  next: ({ id }) => [{ queue: 'seed_queue', message: id }],
};

const running = runStage(stage, redis, log, {
  ...{ concurrency: 4, maxAttempts: 50, maxUnavailableS: 600, leaseMs: 1000 },
});
process.on('SIGTERM', () => void running.stop(1000).then(() => process.exit(0)));
