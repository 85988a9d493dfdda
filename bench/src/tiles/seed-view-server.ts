import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '@pvs/core/observe/log';
import { connectRedis } from '@pvs/core/queue/redis';
import { SEED_REPORTS, type SeedReport } from '@pvs/core/seeding/seed-report';
import type { SeedFormat } from './map-cache.ts';
import type { SeedArea } from './seed-area.ts';

/**
 * Pushes a seeding of an area to the queue of the bundled stack in `directory`, waits for its end and returns its
 * report. Every tile is asked for twice (for any time and for the interval): the second time it is there.
 */
export async function seedViewServer(
  directory: string,
  layer: string,
  { lonLat, minZoom, maxZoom }: SeedArea,
  format: SeedFormat,
): Promise<SeedReport> {
  const { redis: url } = JSON.parse(readFileSync(join(directory, 'stack.json'), 'utf8')) as { redis: string };
  const redis = connectRedis(url, createLog('bench', 'silent'));
  const message = JSON.stringify({
    interval: '2018',
    layers: [layer],
    tileMatrixSets: ['WebMercatorQuad'],
    bbox: [lonLat.minX, lonLat.minY, lonLat.maxX, lonLat.maxY],
    minZoom,
    maxZoom,
    formats: [format],
  });
  try {
    await redis.lpush('seed_queue', message);
    while ((await redis.sismember('seed-success_set', message)) === 0) {
      if ((await redis.sismember('seed-failure_set', message)) === 1)
        throw new Error(`seeding failed: ${await redis.hget('seed_problems', message)}`);
      await sleep(100);
    }
    return JSON.parse((await redis.hget(SEED_REPORTS, message)) ?? '{}') as SeedReport;
  } finally {
    redis.disconnect();
  }
}
