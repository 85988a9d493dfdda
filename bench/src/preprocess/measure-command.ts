import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a command took, everything it started included. */
export interface Measured {
  readonly wallS: number;
  /** User and system time. */
  readonly cpuS: number;
  /** Resident memory of all its processes together, at its highest. */
  readonly peakBytes: number;
}

const SAMPLE_MS = 20;
/** On every Linux that node runs on. */
const PAGE_BYTES = 4096;

/** Runs a command to its end; the shell counts the time of processes, which are gone by then. Linux only. */
export async function measureCommand(
  command: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Measured> {
  const started = performance.now();
  const script = 'TIMEFORMAT="%U %S"; time "$@" >&2';
  const child = spawn('bash', ['-c', script, 'bash', ...command], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = Promise.all([text(child.stderr), buffer(child.stdout)]);
  const ended = Promise.withResolvers<number | null>();
  child.once('error', ended.reject).once('close', ended.resolve);
  const end = ended.promise.then((code) => ({ code }));
  let peakBytes = 0;
  let done: { readonly code: number | null } | undefined;
  while (!done) {
    peakBytes = Math.max(peakBytes, await residentBytes(child.pid ?? 0));
    done = await Promise.race([sleep(SAMPLE_MS, undefined), end]);
  }
  const wallS = (performance.now() - started) / 1000;
  const [said] = await output;
  if (done.code !== 0) throw new Error(`${command.join(' ')} failed: ${said}`);
  const [user = NaN, system = NaN] = said.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  return { wallS, cpuS: user + system, peakBytes };
}

/** Of a process and all below it. */
async function residentBytes(root: number): Promise<number> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const processes = (await Promise.all(ids.map(readProcess))).filter((one) => one !== undefined);
  const tree = new Set([root]);
  // Parents are older and so have smaller numbers, but for the rare wrap-around.
  for (const { id, parent } of processes.toSorted((a, b) => a.id - b.id)) if (tree.has(parent)) tree.add(id);
  return processes.reduce((sum, { id, bytes }) => sum + (tree.has(id) ? bytes : 0), 0);
}

/** proc_pid_stat(5): the name may hold spaces, what follows its bracket does not. */
async function readProcess(name: string) {
  try {
    const stat = await readFile(`/proc/${name}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { id: Number(name), parent: Number(fields[1]), bytes: Number(fields[21]) * PAGE_BYTES };
  } catch {
    return undefined;
  }
}
