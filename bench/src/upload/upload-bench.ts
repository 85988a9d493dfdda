import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startRedis } from '@pvs/core/testing/redis-server';
import { startLimited } from '../coverage/memory-group.ts';
import { startProcess } from '../many-products/start-process.ts';
import { startPostgres } from '../postgres-server.ts';
import { cpuMsOf, descendants, peakMemoryMb } from '../wms/process-usage.ts';
import { type LargeContent, largeContent } from './large-content.ts';
import { post, type Receiver, resume } from './send-content.ts';
import { startGateway } from './versity-gateway.ts';

const MEMORY_BYTES = 256 * 1024 ** 2;
const TOKEN = 'a-token-of-the-bench';
/** Where connections break, of the whole. */
const BREAKS = [0.3, 0.7];

type Variables = Readonly<Record<string, string>>;

/**
 * A package of 5 GB (or as many as are given) uploaded to an ingestor that has 256 MB of memory: by one request, and
 * by tus with connections that break. To a directory, and where PVS_BENCH_VERSITYGW names that program to S3.
 */
export async function uploadBench([gigabytes = '5']: readonly string[]): Promise<void> {
  const content = largeContent(Number(gigabytes) * 1e9);
  const sha256 = await content.sha256();
  const directory = mkdtempSync(join(tmpdir(), 'pvs-bench-upload-'));
  const database = await startPostgres();
  try {
    const store = { PVS_STORAGE_URL: pathToFileURL(join(directory, 'storage')).href };
    await measureOn('a directory', database.url, directory, store, { content, sha256 });
    rmSync(join(directory, 'storage'), { recursive: true, force: true });
    const program = process.env['PVS_BENCH_VERSITYGW'];
    if (program === undefined) {
      console.log('NOT MEASURED on S3: PVS_BENCH_VERSITYGW names no versitygw');
      return;
    }
    const gateway = await startGateway(program, join(directory, 's3'));
    try {
      await measureOn('S3', database.url, directory, gateway.variables, { content, sha256 });
    } finally {
      await gateway.stop();
    }
  } finally {
    database.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Package {
  readonly content: LargeContent;
  readonly sha256: string;
}

async function measureOn(
  where: string,
  databaseUrl: string,
  directory: string,
  store: Variables,
  { content, sha256 }: Package,
): Promise<void> {
  const redis = await startRedis();
  const config = join(directory, 'stack.yml');
  writeFileSync(config, 'stack: bench\ntitle: Bench\ncollections: [{ id: LARGE }]\n');
  const variables = {
    ...{ PVS_CONFIG: config, PVS_DATA_DIR: directory, PVS_DATABASE_URL: databaseUrl },
    ...{ PVS_REDIS_URL: redis.url, PVS_TOKEN: TOKEN, ...store },
  };
  const { started: ingestor, group } = await startLimited(MEMORY_BYTES, () =>
    startProcess('ingestor', variables),
  );
  const receiver = { url: ingestor.url, token: TOKEN };
  const pids = () => [ingestor.pid, ...descendants(ingestor.pid, '')];
  const limit = group ? `limited to ${MEMORY_BYTES / 1024 ** 2} MB` : 'NOT LIMITED: no cgroup can be made';
  console.log(`${where}, ${limit}; ready with ${peakMemoryMb(pids()).toFixed(0)} MB`);
  try {
    const ways = {
      POST: async () => ({ task: await post(receiver, content), repeated: 0 }),
      tus: () =>
        resume(
          receiver,
          content,
          BREAKS.map((share) => Math.round(share * content.sizeBytes)),
        ),
    };
    for (const [way, upload] of Object.entries(ways)) {
      const [cpu, begin] = [cpuMsOf(pids()), performance.now()];
      const { task, repeated } = await upload();
      await queued(receiver, task, sha256);
      const seconds = (performance.now() - begin) / 1000;
      const cpuS = (cpuMsOf(pids()) - cpu) / 1000;
      console.log(
        `${way}: ${(content.sizeBytes / 1e9).toFixed(1)} GB queued with the right SHA-256 after ${seconds.toFixed(0)} s, ${cpuS.toFixed(0)} s CPU; sent again ${(repeated / 1e6).toFixed(1)} MB; most memory ${peakMemoryMb(pids()).toFixed(0)} MB`,
      );
    }
    if (group) console.log(`the limit was met ${group.timesFull()} times, pages of files given back`);
  } finally {
    await ingestor.stop();
    group?.remove();
    await redis.stop();
  }
}

/** Waits until a task is in the queue. */
async function queued({ url, token }: Receiver, task: string, sha256: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/ingest/tasks/${task}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { state, items = [] } = (await response.json()) as {
      state: string;
      items?: readonly { readonly checksum?: string }[];
    };
    const [item] = items;
    if (state === 'waiting' && item?.checksum === `sha256:${sha256}`) return;
    if (state !== 'arriving') throw new Error(`the task is ${state} with ${item?.checksum}`);
    await sleep(500);
  }
}
