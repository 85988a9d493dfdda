import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './redis-server.ts';
import { until } from './until.ts';

/** An OpenSSH server of its own for one test file; whoever runs the tests signs in with a key. */
export interface TestSftp {
  readonly port: number;
  readonly user: string;
  readonly privateKey: string;
  /** As `ssh-keygen -l` shows it. */
  readonly hostKey: string;
  /** Ends it without warning, and the connections it has. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const SSHD = process.env['PVS_TEST_SSHD'] ?? '/usr/sbin/sshd';

/** Whether this machine has an OpenSSH server (Debian: openssh-server); says loudly where not. */
export function hasSshd(): boolean {
  try {
    accessSync(SSHD);
    return true;
  } catch {
    process.stderr.write(
      `SKIPPED: there is no ${SSHD}: SFTP inboxes are not tested (install openssh-server)\n`,
    );
    return false;
  }
}

export async function startSftp(): Promise<TestSftp> {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-sftp-'));
  const at = (name: string) => join(directory, name);
  for (const name of ['host', 'client'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
  // Where sshd run by root insists on separating privileges.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  const options = {
    ...{ ListenAddress: '127.0.0.1', HostKey: at('host'), AuthorizedKeysFile: at('client.pub') },
    ...{ PidFile: 'none', StrictModes: 'no', UsePAM: 'no', Subsystem: 'sftp internal-sftp' },
  };
  const settings = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const start = async () => {
    const child = spawn(SSHD, ['-D', '-e', '-f', '/dev/null', '-p', String(port), ...settings], {
      stdio: 'ignore',
    });
    await until(() => answers(port));
    return child;
  };
  let child = await start();
  const kill = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    for (const pid of [...descendants(child.pid), child.pid]) process.kill(pid, 'SIGKILL');
    await gone;
  };
  const listed = execFileSync('ssh-keygen', ['-lf', at('host.pub')], { encoding: 'utf8' });
  return {
    port,
    user: userInfo().username,
    privateKey: readFileSync(at('client'), 'utf8'),
    hostKey: listed.split(' ')[1] ?? '',
    kill,
    restart: async () => void (child = await start()),
    async stop() {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Each connection has processes of its own, which live on without the server. */
function descendants(pid: number): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  const children = stdout.split('\n').filter(Boolean).map(Number);
  return children.flatMap((child) => [...descendants(child), child]);
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
