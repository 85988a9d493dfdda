import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMsOf } from '../wms/process-usage.ts';
import { HTTP_FLAGS, httpAllocator } from '../../../cli/src/bundle/service-children.ts';

const STACK = `stack: bench
title: Bench
collections: [{ id: VHR_IMAGE_2018 }, { id: SENTINEL2 }, { id: EMERGENCY }]
`;

/** A renderer reads records ahead once its index is there: it rests when it takes less than a tenth of a core. */
const REST_MS = 3000;
const RESTING_SHARE = 0.1;

/** The renderer as a container runs it: one process. */
export interface SearchService {
  readonly url: string;
  readonly pid: number;
  /** Seconds until it was ready, its index of footprints loaded. */
  readonly readyAfterS: number;
  stop(): void;
}

export async function startSearchService(databaseUrl: string, redisUrl: string): Promise<SearchService> {
  const directory = mkdtempSync(join(tmpdir(), 'pvs-bench-search-'));
  writeFileSync(join(directory, 'stack.yml'), STACK);
  const main = join(import.meta.dirname, '../../../renderer/src/main.ts');
  const started = performance.now();
  const child = spawn(process.execPath, [...HTTP_FLAGS, main], {
    env: {
      ...httpAllocator,
      ...process.env,
      PVS_DATABASE_URL: databaseUrl,
      PVS_REDIS_URL: redisUrl,
      PVS_STORAGE_URL: `file://${directory}`,
      PVS_CONFIG: join(directory, 'stack.yml'),
      PVS_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await readyUrl(child);
  while (!(await fetch(`${url}/readyz`)).ok) await sleep(100);
  const readyAfterS = (performance.now() - started) / 1000;
  await untilResting(child.pid!);
  return {
    url,
    pid: child.pid!,
    readyAfterS,
    stop: () => void child.kill(),
  };
}

async function untilResting(pid: number): Promise<void> {
  let before: number;
  do {
    before = cpuMsOf([pid]);
    await sleep(REST_MS);
  } while (cpuMsOf([pid]) - before > RESTING_SHARE * REST_MS);
}

async function readyUrl(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const { msg, url } = JSON.parse(line) as { msg?: string; url?: string };
    if (msg === 'Service:Ready' && url !== undefined) {
      child.stdout!.resume();
      return url;
    }
  }
  throw new Error('the renderer ended before it was ready');
}
