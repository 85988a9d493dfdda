import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PostgresServer {
  /** Of its database `postgres`, as superuser. */
  readonly url: string;
  stop(): void;
}

const INSTALLED = '/usr/lib/postgresql';

/** A cluster of its own in a temporary directory, with the machine's newest PostgreSQL, sized for a benchmark; `further` settings beside. */
export async function startPostgres(further: readonly string[] = []): Promise<PostgresServer> {
  const [version = ''] = readdirSync(INSTALLED).toSorted((a, b) => Number(b) - Number(a));
  const program = (name: string) => join(INSTALLED, version, 'bin', name);
  const root = mkdtempSync(join(tmpdir(), 'pvs-bench-postgres-'));
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const run = (name: string, ...args: string[]) =>
    isRoot
      ? execFileSync('runuser', ['-u', 'postgres', '--', program(name), ...args], { stdio: 'ignore' })
      : execFileSync(program(name), args, { stdio: 'ignore' });
  if (isRoot) execFileSync('chown', ['postgres', root]);
  const data = join(root, 'data');
  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${root}`,
    ...SETTINGS,
    ...further,
  ];
  run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync');
  run(
    'pg_ctl',
    '-D',
    data,
    '-w',
    '-l',
    join(root, 'log'),
    'start',
    '-o',
    settings.map((s) => `-c ${s}`).join(' '),
  );
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop() {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      rmSync(root, { recursive: true });
    },
  };
}

/** A quarter of 8 GB for itself, discs without moving heads; otherwise as installed. */
const SETTINGS = [
  'shared_buffers=2GB',
  'effective_cache_size=6GB',
  'work_mem=16MB',
  'random_page_cost=1.1',
  'max_wal_size=8GB',
  'jit=off',
];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
