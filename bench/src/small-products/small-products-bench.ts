import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startRedis } from '@pvs/core/testing/redis-server';
import { openStore } from '@pvs/core/storage/open-store';
import { makeRaster, makeReport, makeTar } from '@pvs/preprocessor/testing/make-package';
import { Redis } from 'ioredis';
import { startS3Process } from './s3-process.ts';
import { cpuMsOf, descendants, peakMemoryMb } from '../wms/process-usage.ts';

const ITEMS = Number(process.env['PVS_BENCH_ITEMS'] ?? 200);
const CONCURRENCY = Number(process.env['PVS_BENCH_CONCURRENCY'] ?? 4);
/** Three bands of this edge are a package of about 1 MB. */
const EDGE_PX = 600;

/**
 * Products a second from packages of 1 MB on an S3 endpoint to messages in `register_queue`: the service as it is
 * deployed, its own process with GDAL's below it, a Redis and an endpoint beside it.
 */
export async function smallProductsBench(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-bench-'));
  const [redisServer, s3] = await Promise.all([startRedis({ appendOnly: true }), startS3Process()]);
  const redis = new Redis(redisServer.url);
  Object.assign(process.env, s3.variables);
  const sizeBytes = await storePackages(directory, `s3://${s3.bucket}`);
  const stack = `stack: bench\ntitle: Bench\ncollections: [{ id: BENCH }]\nstages: { concurrency: { preprocessor: ${CONCURRENCY} } }\n`;
  await writeFile(join(directory, 'stack.yml'), stack);
  const service = startService(directory, {
    PVS_REDIS_URL: redisServer.url,
    PVS_STORAGE_URL: `s3://${s3.bucket}`,
    ...s3.variables,
  });
  console.log(
    `${ITEMS} packages of ${(sizeBytes / 1e6).toFixed(2)} MB, ${CONCURRENCY} in work at once, ${availableParallelism()} cores`,
  );
  // The first ones start GDAL.
  await workOff(redis, 'warm', CONCURRENCY * 2);
  const own = [service.pid ?? 0];
  const workers = descendants(service.pid ?? 0, 'gdal-worker');
  const before = { own: cpuMsOf(own), workers: cpuMsOf(workers) };
  const started = performance.now();
  await workOff(redis, 'p', ITEMS);
  const seconds = (performance.now() - started) / 1000;
  const spent = [cpuMsOf(own) - before.own, cpuMsOf(workers) - before.workers];
  const [serviceMs, gdalMs] = spent.map((ms) => `${(ms / ITEMS).toFixed(0)} ms`);
  const memoryMb = peakMemoryMb([...own, ...workers]).toFixed(0);
  console.log(
    `${(ITEMS / seconds).toFixed(1)} products/s; CPU for each: service ${serviceMs}, GDAL ${gdalMs}; peak memory ${memoryMb} MB, all processes together`,
  );
  service.kill('SIGTERM');
  await once(service, 'exit');
  redis.disconnect();
  await s3.stop();
  await redisServer.stop();
  await rm(directory, { recursive: true, force: true });
}

/** @returns the size of one */
async function storePackages(directory: string, url: string): Promise<number> {
  const size = { widthPx: EDGE_PX, heightPx: EDGE_PX, bands: 3 };
  const raster = await readFile(await makeRaster(join(directory, 'image.tif'), size));
  const store = openStore(url);
  let sizeBytes = 0;
  for (const name of [...names('warm', CONCURRENCY * 2), ...names('p', ITEMS)]) {
    const tar = await readFile(
      await makeTar(join(directory, 'p.tar'), { 'r.xml': makeReport(name), 'image.tif': raster }),
    );
    await store.write(`in/${name}.tar`, tar);
    sizeBytes = tar.length;
  }
  return sizeBytes;
}

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

function startService(directory: string, variables: Record<string, string>): ChildProcess {
  return fork(fileURLToPath(import.meta.resolve('@pvs/preprocessor/main')), {
    env: {
      ...{ PATH: process.env['PATH'], PVS_PORT: '0', PVS_LOG_LEVEL: 'warn' },
      ...{ PVS_DATA_DIR: directory, PVS_CONFIG: join(directory, 'stack.yml') },
      ...variables,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** Pushes packages and waits for their messages to the registrar. */
async function workOff(redis: Redis, prefix: string, count: number): Promise<void> {
  await redis.del('register_queue');
  await redis.lpush('preprocess_queue', ...names(prefix, count).map((name) => `in/${name}.tar`));
  while ((await redis.llen('register_queue')) < count) {
    const problems = await redis.hgetall('preprocess_problems');
    if (Object.keys(problems).length > 0) throw new Error(Object.values(problems).join('\n'));
    await sleep(20);
  }
}
