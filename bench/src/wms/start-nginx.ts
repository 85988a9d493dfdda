import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from './find-program.ts';

/** Starts an nginx that keeps all it writes in `directory`; `server` is its one server, in nginx's words. */
export async function startNginx(directory: string, server: string, processes = 1): Promise<ChildProcess> {
  mkdirSync(directory, { recursive: true });
  const config = join(directory, 'nginx.conf');
  writeFileSync(config, configOf(directory, server, processes));
  const nginx = spawn(findProgram('nginx')!, ['-c', config], { stdio: 'ignore' });
  await sleep(500);
  return nginx;
}

function configOf(directory: string, server: string, processes: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${directory}/${kind};`,
  );
  // Started by root its workers would be somebody who may not reach the directory.
  const user = process.getuid?.() === 0 ? `user ${userInfo().username};` : '';
  return `daemon off; ${user} worker_processes ${processes}; pid ${directory}/nginx.pid; error_log ${directory}/nginx.log;
events { worker_connections 1024; }
http { access_log off; ${temporary.join(' ')}
  server { ${server} } }
`;
}
