import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeScene, makeScenes } from '../wms/bench-scene.ts';
import { awaitPictures } from '../wms/await-pictures.ts';
import { startViewServer } from '../wms/view-server.ts';
import { MemoryWatch } from './memory-watch.ts';
import { randomRequest, type SoakRequest, seededRandom } from './random-requests.ts';

const SECONDS = Number(process.env['PVS_BENCH_SECONDS'] ?? 60);
const CONNECTIONS = 8;
const BLOCK_CACHE_MB = 256;

/**
 * Random requests over eight connections for PVS_BENCH_SECONDS (60): layers, CRSs, formats, sizes, times, points,
 * clients that go away, nonsense. Prints the most memory of each minute, its slope, and what was answered; fails where
 * an answer is an internal error. Arguments are paths of COGs with three bands; without any, two scenes are made first.
 */
export async function soakBench(args: readonly string[]): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'pvs-bench-soak-'));
  const paths = args.length > 0 ? args.map((path) => resolve(path)) : makeScenes(directory);
  const scenes = paths.map((path, i) => describeScene(path, `scene${i}`));
  const server = await startViewServer(scenes, join(directory, 'pvs'), {
    limits: { blockCacheBytes: BLOCK_CACHE_MB * 1024 ** 2 },
  });
  try {
    await awaitPictures(server, scenes[0]!);
    const pids = server.processes();
    console.log(`${pids.length} processes, each with ${BLOCK_CACHE_MB} MB of blocks, for ${SECONDS} s`);
    const watch = new MemoryWatch(pids, (minute, mb) => console.log(`minute ${minute}: ${mb.toFixed(0)} MB`));
    const answers = new Map<string, number>();
    const deadline = performance.now() + SECONDS * 1000;
    const origin = new URL(server.url).origin;
    const clients = Array.from({ length: CONNECTIONS }, (_, i) => {
      const random = seededRandom(1000 + i);
      return client(origin, () => randomRequest(scenes, random), deadline, answers);
    });
    await Promise.all(clients);
    const { minutes, slopeMb } = watch.stop();
    console.log(
      `answers: ${[...answers]
        .toSorted()
        .map(([what, n]) => `${what} ${n}`)
        .join(', ')}`,
    );
    console.log(
      `at most ${Math.max(...minutes).toFixed(0)} MB in ${pids.length} processes together; ${slopeMb.toFixed(1)} MB a minute in the second half`,
    );
    if (answers.has('500') || answers.has('failed')) process.exitCode = 1;
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Asks one thing after the other until the time is over. */
async function client(
  origin: string,
  next: () => SoakRequest,
  deadline: number,
  answers: Map<string, number>,
): Promise<void> {
  while (performance.now() < deadline) {
    const request = next();
    const answer = await ask(origin, request);
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
    if (answer === '500' || answer === 'failed') console.error(`${answer}: ${request.path.slice(0, 500)}`);
  }
}

/** The status, or that the client or the server went away. */
async function ask(origin: string, { path, patienceMs }: SoakRequest): Promise<string> {
  const signal = patienceMs === undefined ? undefined : AbortSignal.timeout(patienceMs);
  try {
    const response = await fetch(origin + path, signal ? { signal } : {});
    await response.arrayBuffer();
    return String(response.status);
  } catch {
    return signal?.aborted ? 'given up' : 'failed';
  }
}
