import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { root } from './compose-stack.ts';

const run = promisify(execFile);

const INTERVAL_MS = 1000;
const DEADLINE_MS = 420_000;

/** A stack of the engine that the environment names, under the name that the documentation gives it. */
export const VHR18 = 'vhr18-pvs';
export const EMG = 'emg-pvs';

/** Where no image can be pulled nobody runs these (deploy/test/swarm.yml); the last one has ended. */
const ABSENT = ['traefik', 'docker-socket', 'migrate'];

/** Waits for what happens in containers; where it does not within seven minutes, fails with what runs. */
export async function eventually(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + DEADLINE_MS; Date.now() < end; await sleep(INTERVAL_MS)) {
    if (await condition()) return;
  }
  const tasks = await docker(
    'service',
    'ps',
    '--no-trunc',
    ...(await docker('service', 'ls', '-q')).split('\n'),
  );
  throw new Error(`${what}: not within ${DEADLINE_MS} ms\n${tasks}`);
}

/** What a docker command printed; throws with what it complained about. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', [...args], { cwd: root, maxBuffer: 1 << 26 });
  return stdout.trim();
}

/** Services whose replicas are not all there and healthy. */
export async function unready(stack: string): Promise<string[]> {
  const filter = ['--filter', `label=com.docker.stack.namespace=${stack}`];
  const lines = await docker('service', 'ls', ...filter, '--format', '{{.Name}} {{.Replicas}}');
  const services = lines.split('\n').map((line) => /^(\S+) (\d+)\/(\d+)/.exec(line) ?? []);
  return services
    .filter(([, name = '']) => !ABSENT.includes(name.replace(`${stack}_`, '')))
    .filter(([, , running, wanted]) => running !== wanted)
    .map(([, name = '']) => name);
}

/** Waits until every service of a stack is there and healthy. */
export const allReady = (stack: string) =>
  eventually(`${stack} is ready`, async () => (await unready(stack)).length === 0);

/** Containers of a service that run. */
export async function containersOf(stack: string, service: string): Promise<string[]> {
  const filter = `label=com.docker.swarm.service.name=${stack}_${service}`;
  return (await docker('ps', '--quiet', '--filter', filter)).split('\n').filter((id) => id !== '');
}

/** Runs a command in a container of a service. */
export async function inside(stack: string, service: string, ...command: readonly string[]): Promise<string> {
  const [container = ''] = await containersOf(stack, service);
  return docker('exec', container, ...command);
}

/** An answer as a container of the stack gets it. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Fetches a URL from within a stack's networks. */
export async function fetchInside(stack: string, url: string): Promise<Answer> {
  const script = `const r = await fetch(${JSON.stringify(url)}); const b = Buffer.from(await r.arrayBuffer());
    const type = r.headers.get('content-type') ?? '';
    console.log(JSON.stringify({ status: r.status, type, text: /xml|json|text/.test(type) ? b.toString() : '' }))`;
  return JSON.parse(await inside(stack, 'cache', 'node', '--input-type=module', '-e', script)) as Answer;
}

/** Puts a file into the volume that is the object storage of the .dev.yml overlay. */
export async function putObject(stack: string, file: string, key: string): Promise<void> {
  const script = 'mkdir -p "$(dirname "/data/storage/$1")" && cat >"/data/storage/$1"';
  const [container = ''] = await containersOf(stack, 'preprocessor');
  const writing = run('docker', ['exec', '-i', container, 'sh', '-c', script, 'sh', key]);
  if (writing.child.stdin) createReadStream(file).pipe(writing.child.stdin);
  await writing;
}

/** Ends containers of services without a warning, all at once, and waits until others have taken their places. */
export async function kill(stack: string, services: readonly string[]): Promise<void> {
  const before = (await Promise.all(services.map((service) => containersOf(stack, service)))).flat();
  await docker('kill', ...before);
  await eventually(`${services.join(', ')} came back`, async () => {
    const now = (await Promise.all(services.map((service) => containersOf(stack, service)))).flat();
    return now.length === before.length && !now.some((id) => before.includes(id));
  });
  await allReady(stack);
}

/** Waits until what was asked of every service by the last `docker stack deploy` is done; what was taken back. */
export async function updated(stack: string): Promise<string[]> {
  const filter = ['--filter', `label=com.docker.stack.namespace=${stack}`];
  const ids = (await docker('service', 'ls', '--quiet', ...filter)).split('\n');
  const state = '{{.Spec.Name}} {{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}';
  const states = async () => (await docker('service', 'inspect', '--format', state, ...ids)).split('\n');
  const open = / (updating|rollback_started)$/;
  const isAbsent = (line: string) => ABSENT.some((name) => line.startsWith(`${stack}_${name} `));
  await eventually('updates are through', async () => {
    return !(await states()).some((line) => open.test(line) && !isAbsent(line));
  });
  return (await states()).filter((line) => / (rollback_\w+|paused)$/.test(line) && !isAbsent(line));
}

/** Waits until a stack that was removed has left no container. */
export const removed = (stack: string) =>
  eventually(`containers of ${stack} end`, async () => {
    return (
      (await docker('ps', '--all', '--quiet', '--filter', `label=com.docker.stack.namespace=${stack}`)) === ''
    );
  });
