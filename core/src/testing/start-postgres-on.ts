import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './redis-server.ts';
import type { TestDatabase } from './start-postgis.ts';

const INSTALLED = '/usr/lib/postgresql';

/** The programs of Debian's PostgreSQL, of its newest version; undefined where there is none. */
export function postgresPrograms(): string | undefined {
  if (!existsSync(INSTALLED)) return undefined;
  const versions = readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => join(INSTALLED, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}

/** Starts a PostgreSQL whose files are all below a directory that anybody may write to. For a process of root. */
export async function startPostgresOn(directory: string, programs: string): Promise<TestDatabase> {
  // It refuses to run as root.
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']));
  const options = { uid: id('-u'), gid: id('-g'), cwd: directory };
  const data = join(directory, 'data');
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--wal-segsize=1'];
  await promisify(execFile)(join(programs, 'initdb'), initdb, options);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${data}`, 'max_wal_size=8MB'];
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...options, stdio: 'ignore' },
  );
  const isReady = ['-q', '-h', '127.0.0.1', '-p', String(port), '-t', '1'];
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await promisify(execFile)(join(programs, 'pg_isready'), isReady).catch(() => undefined);
    if (answer) break;
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      server.kill('SIGQUIT');
      await once(server, 'exit');
    },
  };
}
