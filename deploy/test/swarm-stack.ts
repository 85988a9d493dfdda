import { execFile } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { root } from './compose-stack.ts';

const run = promisify(execFile);

/** A stack that is deployed on the engine of the environment, under the name the documentation gives it. */
export const STACK = 'vhr18-pvs';

const INTERVAL_MS = 1000;
const DEADLINE_MS = 240_000;

/** Waits for what happens in containers; fails where it does not within four minutes. */
export async function eventually(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + DEADLINE_MS; Date.now() < end; await sleep(INTERVAL_MS)) {
    if (await condition()) return;
  }
  throw new Error(`it did not happen within ${DEADLINE_MS} ms: ${await docker('stack', 'ps', STACK)}`);
}

/** What a docker command printed; throws with what it complained about. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', [...args], { cwd: root, maxBuffer: 1 << 26 });
  return stdout.trim();
}

/** Does what docs/operator/deploy.md says, with the overlay that leaves Traefik out. */
export async function deploy(): Promise<void> {
  for (const name of ['.env', '.development.env']) {
    if (!existsSync(join(root, name))) await copyFile(join(root, `${name}.example`), join(root, name));
  }
  await run(join(root, 'deploy/make-secrets.sh'), ['vhr18']);
  await docker(
    ...['stack', 'deploy', '--resolve-image', 'never'],
    ...[
      '-c',
      'docker-compose.vhr18.yml',
      '-c',
      'docker-compose.vhr18.dev.yml',
      '-c',
      'deploy/test/swarm.yml',
    ],
    STACK,
  );
}

/** Replicas of each service that run and are healthy, and how many there should be. */
export async function replicas(): Promise<Record<string, { running: number; wanted: number }>> {
  const lines = await docker('service', 'ls', '--format', '{{.Name}} {{.Replicas}}');
  return Object.fromEntries(
    lines.split('\n').map((line) => {
      const [, name = '', running, wanted] = /^\S+?_(\S+) (\d+)\/(\d+)/.exec(line) ?? [];
      return [name, { running: Number(running), wanted: Number(wanted) }];
    }),
  );
}

/** Containers of a service that run. */
export async function containersOf(service: string): Promise<string[]> {
  const filter = `label=com.docker.swarm.service.name=${STACK}_${service}`;
  return (await docker('ps', '--quiet', '--filter', filter)).split('\n').filter((id) => id !== '');
}

/** Runs a command in a container of a service. */
export async function inside(service: string, ...command: readonly string[]): Promise<string> {
  const [container = ''] = await containersOf(service);
  return docker('exec', container, ...command);
}

/** An answer as a container of the stack gets it. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly bytes: number;
  readonly text: string;
}

/** Fetches a URL from within the stack's network. */
export async function fetchInside(url: string): Promise<Answer> {
  const script = `const r = await fetch(${JSON.stringify(url)}); const b = Buffer.from(await r.arrayBuffer());
    const type = r.headers.get('content-type') ?? '';
    console.log(JSON.stringify({ status: r.status, type, bytes: b.length, text: /xml|json|text/.test(type) ? b.toString() : '' }))`;
  return JSON.parse(await inside('cache', 'node', '--input-type=module', '-e', script)) as Answer;
}

/** Puts a file into the volume that is the object storage of the .dev.yml overlay. */
export async function putObject(file: string, key: string): Promise<void> {
  const script = 'mkdir -p "$(dirname "/data/storage/$1")" && cat >"/data/storage/$1"';
  const [container = ''] = await containersOf('preprocessor');
  const child = run('docker', ['exec', '-i', container, 'sh', '-c', script, 'sh', key]);
  if (child.child.stdin) createReadStream(file).pipe(child.child.stdin);
  await child;
}
