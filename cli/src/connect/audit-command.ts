import { hostname, userInfo } from 'node:os';
import { createLog } from '@pvs/core/observe/log';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { writeAudit } from '@pvs/ingestor/ops/audit-log';

/** Notes a change that a command made among those over HTTP: who, on which machine, when and what. */
export async function auditCommand(redis: ScriptedRedis, command: string, what: unknown): Promise<void> {
  const at = new Date().toISOString();
  const entry = {
    at,
    who: userName(),
    via: 'command',
    address: hostname(),
    method: 'pvs',
    path: command,
  } as const;
  await writeAudit(redis, { ...entry, status: 200, what }, createLog('cli', 'warn'));
}

/** A container may run as a user that its system does not know. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}
