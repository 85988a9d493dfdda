import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { invalidInput, messageOf, sourceUnavailable } from '@pvs/core/errors';

const LAST_LINES = 25;

/**
 * Makes sure that images can be built here.
 * @throws InvalidInput `DockerMissing`
 * @throws SourceUnavailable `DockerAway` where no engine answers
 */
export async function requireDocker(): Promise<void> {
  try {
    await promisify(execFile)('docker', ['version', '--format', '{{.Server.Version}}']);
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') {
      throw invalidInput('docker is not on the PATH: install Docker Engine 20.10 or later', {
        code: 'DockerMissing',
        cause: error,
      });
    }
    throw sourceUnavailable(`no docker engine answers: ${(stderr ?? '').trim() || messageOf(error)}`, {
      code: 'DockerAway',
      cause: error,
    });
  }
}

/**
 * Runs docker with BuildKit. It shows its own progress where that is wanted, else nothing unless it fails.
 * @throws SourceUnavailable `BuildFailed` with the last lines of what it said
 */
export async function runDocker(args: readonly string[], root: string, shown: boolean): Promise<void> {
  const child = spawn('docker', [...args], {
    cwd: root,
    env: { ...process.env, DOCKER_BUILDKIT: '1', ...(!shown && { BUILDKIT_PROGRESS: 'plain' }) },
    stdio: shown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return;
  const last = said.join('').trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  throw sourceUnavailable(`docker ${args.slice(0, 3).join(' ')} ended with ${code}${last && `:\n${last}`}`, {
    code: 'BuildFailed',
  });
}
