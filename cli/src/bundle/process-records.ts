import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

const identitySchema = z.object({ pid: z.number().int().positive(), started: z.string().min(1) });

/**
 * Remembers a child in `runDir`, so that a later start finds it should this process be killed. At once, since the
 * kill may come at any moment.
 */
export function recordProcess(runDir: string, name: string, pid: number): void {
  const identity = identify(pid);
  if (identity === undefined) return;
  mkdirSync(runDir, { recursive: true });
  writeFileSync(join(runDir, `${name}.json`), JSON.stringify(identity));
}

export async function forgetProcess(runDir: string, name: string): Promise<void> {
  await rm(join(runDir, `${name}.json`), { force: true });
}

/**
 * Ends what an earlier run left behind in `runDir` and waits until it is gone: two databases on one directory
 * would destroy it.
 * @returns the names of what was still alive
 */
export async function endLeftovers(runDir: string, graceMs: number): Promise<string[]> {
  const names = (await readdir(runDir).catch(() => [])).filter((file) => file.endsWith('.json'));
  const ended = await Promise.all(
    names.map(async (file) => {
      const identity = await readIdentity(join(runDir, file));
      const alive = identity !== undefined && isAlive(identity);
      if (alive) await endProcess(identity, graceMs);
      await rm(join(runDir, file), { force: true });
      return alive ? [file.slice(0, -'.json'.length)] : [];
    }),
  );
  return ended.flat();
}

export async function readIdentity(path: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return identitySchema.parse(JSON.parse(text));
  } catch {
    // Cut off in mid-write by the kill: there is no process to be found through it.
    return undefined;
  }
}

async function endProcess(identity: ProcessIdentity, graceMs: number): Promise<void> {
  signal(identity, 'SIGTERM');
  for (let waitedMs = 0; isAlive(identity); waitedMs += 50) {
    if (waitedMs > graceMs) signal(identity, 'SIGKILL');
    await sleep(50);
  }
}

function signal({ pid }: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the look and the signal.
  }
}
