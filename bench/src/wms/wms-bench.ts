import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { awaitPictures } from './await-pictures.ts';
import { type BenchScene, describeScene, makeScenes } from './bench-scene.ts';
import { tilesOf } from './bench-tiles.ts';
import type { Contender } from './contender.ts';
import { installHint, missingPrograms, startMapServer } from './map-server.ts';
import { peakMemoryMb } from './process-usage.ts';
import { type Load, type RoundResult, runWrk } from './run-wrk.ts';
import { startViewServer } from './view-server.ts';

const ROUNDS = 3;
const ROUND_S = Number(process.env['PVS_BENCH_SECONDS'] ?? 8);
/** Each process has to have met each tile; requests go to whichever is free. */
const WARM_UP_PASSES = 5;
const WARM_UP_ROUNDS = 12;
const FORMATS = ['image/jpeg', 'image/png'] as const;

/**
 * WMS GetMap of 256-pixel tiles beside MapServer: the same COGs, tiles and formats, alternating rounds after one that
 * warms both up. Arguments are paths of COGs with three bands; without any, two scenes are made first (a minute).
 */
export async function wmsBench(args: readonly string[]): Promise<void> {
  const missing = missingPrograms();
  if (missing.length > 0) {
    console.error(`MapServer cannot be compared: ${installHint(missing)}`);
    process.exitCode = 1;
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'pvs-bench-wms-'));
  const started: Contender[] = [];
  try {
    const paths = args.length > 0 ? args.map((path) => resolve(path)) : makeScenes(directory);
    const scenes = paths.map((path, i) => describeScene(path, `scene${i}`)).flatMap(withDifference);
    const processes = availableParallelism();
    started.push(await startViewServer(scenes, join(directory, 'pvs')));
    started.push(await startMapServer(scenes, join(directory, 'mapserver'), processes));
    for (const { id, path, showsDifference } of scenes)
      console.log(`${id}: ${path}${showsDifference ? ', (b1 - b2) / (b1 + b2)' : ''}`);
    console.log(`${processes} processes each, ${ROUNDS} rounds of ${ROUND_S} s in turn, 4 connections`);
    for (const scene of scenes)
      for (const format of FORMATS) await compare(scene, format, started, directory);
    for (const { name, processes: pids } of started)
      console.log(`${name}: at most ${peakMemoryMb(pids()).toFixed(0)} MB in all processes together`);
  } finally {
    for (const contender of started) await contender.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What is stretched to bytes anyway is also shown as an expression of its bands. */
const withDifference = (scene: BenchScene): BenchScene[] =>
  scene.range ? [scene, { ...scene, id: `${scene.id}d`, showsDifference: true }] : [scene];

async function compare(
  scene: BenchScene,
  format: string,
  contenders: readonly Contender[],
  directory: string,
): Promise<void> {
  const load = { layer: scene.id, format, tiles: tilesOf(scene), seconds: ROUND_S };
  const rounds = new Map<string, RoundResult[]>();
  for (const contender of contenders) {
    await awaitPictures(contender, scene);
    await warmUp(contender, load, directory);
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const contender of contenders) {
      const result = await runWrk(contender, load, directory);
      rounds.set(contender.name, [...(rounds.get(contender.name) ?? []), result]);
      print(`${scene.id} ${format}, round ${round + 1}, ${contender.name}`, result);
    }
  }
  const [ours, theirs] = contenders.map(({ name }) => medianOf(rounds.get(name)!));
  console.log(
    `${scene.id} ${format}: ${(ours!.requestsPerS / theirs!.requestsPerS).toFixed(2)} times the requests/s, ${(ours!.p99Ms / theirs!.p99Ms).toFixed(2)} of the p99, ${(theirs!.cpuMsPerRequest / ours!.cpuMsPerRequest).toFixed(2)} times less CPU a request (medians)`,
  );
}

/** Until both sides answer from memory; the first round shows what they do before. */
async function warmUp(contender: Contender, load: Load, directory: string): Promise<void> {
  let requests = 0;
  for (let round = 0; round < WARM_UP_ROUNDS && requests < load.tiles.length * WARM_UP_PASSES; round++) {
    const result = await runWrk(contender, load, directory);
    requests += result.requestsPerS * load.seconds;
    if (round === 0)
      print(`${load.layer} ${load.format}, before all is in memory, ${contender.name}`, result);
  }
}

function medianOf(results: readonly RoundResult[]): RoundResult {
  const median = (pick: (result: RoundResult) => number) =>
    results.map(pick).toSorted((a, b) => a - b)[results.length >> 1]!;
  return {
    requestsPerS: median((r) => r.requestsPerS),
    p50Ms: median((r) => r.p50Ms),
    p99Ms: median((r) => r.p99Ms),
    cpuMsPerRequest: median((r) => r.cpuMsPerRequest),
  };
}

function print(what: string, { requestsPerS, p50Ms, p99Ms, cpuMsPerRequest }: RoundResult): void {
  const figures = [
    `${requestsPerS.toFixed(0).padStart(5)} requests/s`,
    `p50 ${p50Ms.toFixed(1)} ms`,
    `p99 ${p99Ms.toFixed(1)} ms`,
    `CPU ${cpuMsPerRequest.toFixed(2)} ms a request`,
  ];
  console.log(`${what}: ${figures.join(', ')}`);
}
