import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { connectDatabase } from '@pvs/core/catalogue/database';
import type { Coverage } from '@pvs/core/catalogue/product';
import { migrate } from '@pvs/core/catalogue/migrate';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { requireCrs } from '@pvs/core/crs/crs';
import { coverageFootprint } from '@pvs/core/geometry/coverage-footprint';
import { createLog } from '@pvs/core/observe/log';
import { makeRaster } from '@pvs/core/testing/make-raster';
import { startRedis } from '@pvs/core/testing/redis-server';
import { startProcess } from '../many-products/start-process.ts';
import { startPostgres } from '../postgres-server.ts';
import { repeatScene } from '../preprocess/repeat-scene.ts';
import { cpuMsOf, peakMemoryMb } from '../wms/process-usage.ts';
import { startLimited } from './memory-group.ts';

const PART_PX = 2320;
const TIMES = 20;
const MEMORY_BYTES = 512 * 1024 ** 2;
const TRANSFORM = [300_000, 1, 0, 5_300_000, 0, -1] as const;

/** What pixels are: a pattern that compresses, or noise that does not. */
const CONTENTS: Readonly<Record<string, (x: number, y: number) => number>> = {
  pattern: (x, y) => 1 + (((x >> 4) * 7 + (y >> 3) * 13) % 255),
  noise: (x, y) => 1 + (mixed(x * PART_PX + y) % 255),
};

/** Numbers that look like random ones (Murmur's finaliser). */
function mixed(number: number): number {
  const a = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b ^ (b >>> 16)) >>> 0;
}

/**
 * A coverage of two gigapixels downloaded whole from a renderer that has 512 MB of memory: what it takes, and how soon
 * it stops when the client goes away.
 * @param args `pattern` (default) or `noise`; then a compression of the answer
 */
export async function coverageBench([content = 'pattern', compression]: readonly string[]): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'pvs-bench-coverage-'));
  const [server, redis] = [await startPostgres(), await startRedis()];
  const db = connectDatabase(server.url, 2, createLog('bench', 'silent'));
  try {
    await migrate(db);
    const coverage = await makeCoverage(join(directory, 'storage'), CONTENTS[content]!);
    await registerProduct(db, {
      ...{ identifier: 'LARGE', collection: 'LARGE', type: 'generic', attributes: {}, prefix: 'LARGE' },
      ...{ beginTime: new Date('2018-06-01'), endTime: new Date('2018-06-01') },
      footprint: coverageFootprint([coverage.grid]),
      ...{ coverages: [coverage], browses: [], documents: [] },
    });
    const config = join(directory, 'stack.yml');
    writeFileSync(config, 'stack: bench\ntitle: Bench\ncollections: [{ id: LARGE }]\n');
    const variables = {
      ...{ PVS_CONFIG: config, PVS_DATA_DIR: directory, PVS_DATABASE_URL: server.url },
      ...{ PVS_REDIS_URL: redis.url, PVS_STORAGE_URL: pathToFileURL(join(directory, 'storage')).href },
    };
    const { started: renderer, group } = await startLimited(MEMORY_BYTES, () =>
      startProcess('renderer', variables),
    );
    try {
      console.log(group ? `limited to ${MEMORY_BYTES / 1024 ** 2} MB` : 'NOT LIMITED: no cgroup can be made');
      console.log(`ready: ${peakMemoryMb([renderer.pid]).toFixed(0)} MB`);
      const url = `${renderer.url}/ows?service=WCS&version=2.0.1&request=GetCoverage&coverageId=LARGE${compression ? `&geotiff:compression=${compression}` : ''}`;
      await measureDownload(url, renderer.pid);
      if (group) console.log(`the limit was met ${group.timesFull()} times, pages of files given back`);
      await measureLeaving(url, renderer.pid);
    } finally {
      await renderer.stop();
      group?.remove();
    }
  } finally {
    await db.destroy();
    await redis.stop();
    server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A part that repeats, as GDAL writes it. */
async function makeCoverage(storage: string, value: (x: number, y: number) => number): Promise<Coverage> {
  mkdirSync(join(storage, 'LARGE'), { recursive: true });
  const recipe = {
    ...({ widthPx: PART_PX, heightPx: PART_PX, bands: 1, type: 'Byte', epsg: 32633 } as const),
    ...({ transform: TRANSFORM, driver: 'GTiff', options: ['TILED=YES'] } as const),
    value,
    nodata: 0,
  };
  makeRaster(storage, 'part.tif', recipe);
  const path = join(storage, 'LARGE', 'LARGE_COG.tif');
  await repeatScene(join(storage, 'part.tif'), TIMES ** 2, path);
  const sizePx = PART_PX * TIMES;
  console.log(`${sizePx} × ${sizePx} pixels, ${(statSync(path).size / 1e6).toFixed(0)} MB in storage`);
  return {
    ...{ identifier: 'LARGE', objectKey: 'LARGE/LARGE_COG.tif', sizeBytes: statSync(path).size },
    ...{ dataType: 'uint8', hasMask: false, bands: [{ name: 'grey', color: 'gray', nodata: 0 }] },
    grid: {
      ...{ crs: 'EPSG:32633', proj4: requireCrs('EPSG:32633').proj4, transform: TRANSFORM },
      ...{ widthPx: sizePx, heightPx: sizePx },
    },
  };
}

async function measureDownload(url: string, pid: number): Promise<void> {
  const [cpu, begin] = [cpuMsOf([pid]), performance.now()];
  const response = await fetch(url);
  let bytes = 0;
  for await (const chunk of response.body!) bytes += chunk.length;
  const announced = Number(response.headers.get('content-length'));
  if (response.status !== 200 || bytes !== announced)
    throw new Error(`answered ${response.status} with ${bytes} bytes of ${announced}`);
  const seconds = (performance.now() - begin) / 1000;
  console.log(
    `downloaded ${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s, ${((cpuMsOf([pid]) - cpu) / 1000).toFixed(1)} s CPU; most memory ${peakMemoryMb([pid]).toFixed(0)} MB`,
  );
}

const LEAVES_AFTER_BYTES = 50e6;
const STEP_MS = 50;

/** Until the process has not worked for a second. */
async function measureLeaving(url: string, pid: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let bytes = 0;
    const asked = get(url, (answer) => {
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes < LEAVES_AFTER_BYTES) return;
        asked.destroy();
        resolve();
      });
      answer.on('error', () => undefined);
    });
    asked.on('error', reject);
  });
  const left = performance.now();
  let [before, last] = [cpuMsOf([pid]), left];
  while (performance.now() - last < 1000) {
    await sleep(STEP_MS);
    const now = cpuMsOf([pid]);
    if (now > before) [before, last] = [now, performance.now()];
  }
  console.log(`the client went away: work ended within ${((last - left) / 1000).toFixed(2)} s`);
}
