import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, measureCommand } from './measure-command.ts';
import { makeScene } from './make-scene.ts';
import { repeatScene } from './repeat-scene.ts';

const ROUNDS = Number(process.env['PVS_BENCH_ROUNDS'] ?? 3);
const SCENE_PX = 10_980;
const REPEAT = Number(process.env['PVS_BENCH_REPEAT'] ?? 1);
const MB = 1024 ** 2;

/** What the preprocessor writes unless configured otherwise, as options of GDAL's programs. */
const COG =
  '-q -of COG -co COMPRESS=DEFLATE -co PREDICTOR=YES -co BLOCKSIZE=512 -co BIGTIFF=IF_SAFER -co NUM_THREADS=ALL_CPUS -co OVERVIEWS=IGNORE_EXISTING -co OVERVIEW_RESAMPLING=AVERAGE'.split(
    ' ',
  );
const WARP = '-t_srs EPSG:4326 -r bilinear -multi -wo NUM_THREADS=ALL_CPUS'.split(' ');

const ours = (crs: string) => (scene: string, output: string) => [
  process.execPath,
  join(import.meta.dirname, 'convert-scene.ts'),
  ...[scene, output, crs],
];

interface Task {
  readonly name: string;
  /** Commands that do the same, by who does it. */
  readonly contenders: Readonly<Record<string, (scene: string, output: string) => string[]>>;
}

const TASKS: readonly Task[] = [
  {
    name: 'UTM to COG',
    contenders: {
      pvs: ours('native'),
      gdal_translate: (scene, output) => ['gdal_translate', ...COG, scene, output],
    },
  },
  {
    name: 'UTM to EPSG:4326 COG',
    contenders: {
      pvs: ours('EPSG:4326'),
      gdalwarp: (scene, output) => ['gdalwarp', ...COG, ...WARP, scene, output],
    },
  },
];

/**
 * Seconds, CPU and memory of writing a scene as a COG, beside GDAL's own programs with the same options: alternating
 * rounds. `PVS_BENCH_SCENE` names a scene, else one is made; `PVS_BENCH_REPEAT=20` makes 2.4 gigapixels of it;
 * `PVS_BENCH_ONLY=pvs` leaves the others out.
 */
export async function preprocessBench(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-bench-'));
  try {
    const scene = await prepareScene(directory);
    console.log(execFileSync('gdalinfo', ['--version']).toString().trim());
    for (const task of TASKS) await compare(task, scene, directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function prepareScene(directory: string): Promise<string> {
  const scene = process.env['PVS_BENCH_SCENE'] ?? join(directory, 'scene.tif');
  if (process.env['PVS_BENCH_SCENE'] === undefined) makeScene(scene, SCENE_PX);
  if (REPEAT === 1) return scene;
  const repeated = join(directory, 'repeated.tif');
  await repeatScene(scene, REPEAT, repeated);
  return repeated;
}

async function compare({ name, contenders }: Task, scene: string, directory: string): Promise<void> {
  const only = process.env['PVS_BENCH_ONLY'];
  const results: Record<string, Measured[]> = {};
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const [who, command] of Object.entries(contenders)) {
      if (only !== undefined && who !== only) continue;
      const output = join(directory, 'out.tif');
      const measured = await measureCommand(command(scene, output));
      (results[who] ??= []).push(measured);
      const { size } = await stat(output);
      await rm(output);
      console.log(`${name}, round ${round}: ${who.padEnd(14)} ${said(measured)}, ${megabytes(size)} written`);
    }
  }
  const [own = [], theirs] = Object.values(results);
  if (!theirs) return;
  const ratio = (of: (one: Measured) => number) => (median(own.map(of)) / median(theirs.map(of))).toFixed(2);
  console.log(
    `${name}: pvs / GDAL = ${ratio((one) => one.wallS)} of the time, ${ratio((one) => one.cpuS)} of the CPU, ${ratio((one) => one.peakBytes)} of the memory (medians)`,
  );
}

const megabytes = (bytes: number) => `${(bytes / MB).toFixed(0)} MB`;
const said = ({ wallS, cpuS, peakBytes }: Measured) =>
  `${wallS.toFixed(1).padStart(6)} s, CPU ${cpuS.toFixed(1).padStart(6)} s, peak ${megabytes(peakBytes)}`;
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
