import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the field's users talk to services with. */
const PACKAGES = ['pystac-client==0.9.1', 'OWSLib==0.35.0', 'rio-cogeo==7.0.4'] as const;

/**
 * The Python of an environment with real clients (pystac-client, OWSLib, rio-cogeo), made once per machine in the
 * temporary directory; undefined, and said loudly, where PyPI cannot be reached.
 */
export async function pythonWithClients(): Promise<string | undefined> {
  const hash = createHash('sha256').update(PACKAGES.join()).digest('hex').slice(0, 12);
  const directory = join(tmpdir(), `pvs-python-${hash}`);
  const python = join(directory, 'bin', 'python');
  try {
    await access(python);
    return python;
  } catch {
    return make(directory, python);
  }
}

/** Built beside its place, since test files that run side by side may build it at once. */
async function make(directory: string, python: string): Promise<string | undefined> {
  const building = `${directory}-${process.pid}`;
  try {
    await mkdir(building, { recursive: true });
    await run('python3', ['-m', 'venv', building]);
    await run(join(building, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', ...PACKAGES]);
    // Of two that were built at once, the first stays. Scripts of a moved environment are not used, its Python works.
    await rename(building, directory).catch(() => rm(building, { recursive: true, force: true }));
    return python;
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    // oxlint-disable-next-line no-console -- a skipped check must not look like a passed one
    console.warn(
      `no Python clients (${PACKAGES.join(', ')}): they are not tested: ${String(error).slice(0, 300)}`,
    );
    return undefined;
  }
}

/** Runs a script that prints JSON; its own errors are the test's. */
export async function runPython<T>(python: string, script: string, ...args: string[]): Promise<T> {
  const { stdout } = await run(python, ['-c', script, ...args], { maxBuffer: 64 * 1024 ** 2 });
  return JSON.parse(stdout) as T;
}
