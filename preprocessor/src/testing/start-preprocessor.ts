import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseStack } from '@pvs/core/config/load-stack';
import { createLog, type Logger } from '@pvs/core/observe/log';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { connectRedis } from '@pvs/core/queue/redis';
import { runStage, type RunningStage } from '@pvs/core/queue/run-stage';
import { type Problem, stageKeys } from '@pvs/core/queue/stage-keys';
import { directoryStore } from '@pvs/core/storage/directory-store';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { startRedis } from '@pvs/core/testing/redis-server';
import { archiveStage } from '../archive/archive-stage.ts';
import { gdalLimits, GdalPool } from '../gdal/gdal-pool.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { preprocessStage } from '../stage.ts';

const STACK = `
stack: test
title: Test
collections: [{ id: TEST }]
`;

/** The preprocessor on a Redis, a storage directory and a work directory of its own, with an archive where one is given. */
export async function startPreprocessor({
  stack = STACK,
  sourceDirs = [] as readonly string[],
  storages = new Map() as ReadonlyMap<string, ObjectStore>,
  archive = undefined as ObjectStore | undefined,
} = {}) {
  const root = await mkdtemp(join(tmpdir(), 'pvs-preprocess-'));
  const storage = join(root, 'storage');
  const workRoot = join(root, 'work');
  await Promise.all([mkdir(storage), mkdir(workRoot)]);
  const server = await startRedis();
  const log = createLog('preprocessor', 'silent');
  const redis = connectRedis(server.url, log);
  const config = parseStack(stack, 'test.yml');
  const gdal = new GdalPool(gdalLimits(config.limits));
  const store = directoryStore(storage);
  const context = { config, store, storages, sourceDirs, workRoot, gdal };
  const running = startStages(context, redis, log, archive);
  const keys = stageKeys.preprocess;
  return {
    root,
    storage,
    store,
    redis,
    workRoot,
    /** Pushes messages and waits until none waits or is in work. */
    async run(messages: readonly string[], queue: string = keys.queues[0]): Promise<void> {
      await redis.lpush(queue, ...messages);
      for (;;) {
        const counts = await Promise.all([
          redis.llen(queue),
          redis.scard(keys.working),
          ...(await inFlight()),
        ]);
        if (counts.every((count) => count === 0)) return;
        await sleep(20);
      }
      async function inFlight() {
        return (await redis.keys(`${queue}:in-flight:*`)).map((key) => redis.llen(key));
      }
    },
    succeeded: () => redis.smembers(keys.success).then((ids) => ids.sort()),
    failed: () => redis.smembers(keys.failure).then((ids) => ids.sort()),
    async problem(id: string): Promise<Problem> {
      return JSON.parse((await redis.hget(keys.problems, id)) ?? '{}') as Problem;
    },
    registered: () => redis.lrange(stageKeys.register.queues[0], 0, -1),
    objects: () => keysOf(store),
    leftovers: () => readdir(workRoot),
    async stop(): Promise<void> {
      await Promise.all(running.map((stage) => stage.stop(1000)));
      gdal.close();
      redis.disconnect();
      await server.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function keysOf(store: ObjectStore): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list('')) found.push(key);
  return found;
}

function startStages(
  context: PreprocessContext,
  redis: ScriptedRedis,
  log: Logger,
  archive: ObjectStore | undefined,
): RunningStage[] {
  const { config, store } = context;
  const options = { concurrency: 2, maxAttempts: 3, maxUnavailableS: 5 };
  const running = [runStage(preprocessStage(context), redis, log, options)];
  if (config.archive && archive) {
    const archiving = { options: config.archive, archive, store, redis, sources: context };
    running.push(runStage(archiveStage(archiving), redis, log, options));
  }
  return running;
}

export type TestPreprocessor = Awaited<ReturnType<typeof startPreprocessor>>;
