import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openChildLog } from './child-log.ts';
import type { ChildPlan } from './kept-child.ts';

/** The embedded PostGIS whose files are in `directory`. */
export function databaseChild(directory: string, port: number, logsDir: string): ChildPlan {
  return {
    name: 'database',
    spawn() {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      const log = openChildLog(logsDir, 'database');
      const child = fork(join(import.meta.dirname, 'database-process.ts'), [directory, String(port)], {
        stdio: ['ignore', log, log, 'ipc'],
        execArgv: ['--disable-warning=ExperimentalWarning'],
        detached: true,
      });
      closeSync(log);
      return child;
    },
  };
}

/** The URL that the child sends when it answers. */
export async function databaseUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve) =>
    child.once('message', (message) => resolve((message as { url: string }).url)),
  );
}
