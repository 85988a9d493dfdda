import { messageOf } from '@pvs/core/errors';
import type { Principal } from '@pvs/core/access/principal';
import type { Logger } from '@pvs/core/observe/log';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';

/** List of JSON {@link AuditEntry}, the newest first. */
export const AUDIT_KEY = 'audit_log';

/** Entries that are kept: the oldest go. The log of the service has them all. */
const KEPT = 10_000;

/** A change that somebody made, or was not allowed to make. */
export interface AuditEntry {
  /** ISO 8601. */
  readonly at: string;
  readonly who: string;
  /** How they are known; `command` is whoever ran `./pvs` on the machine that `address` names. */
  readonly via: Principal['via'] | 'command';
  readonly address: string;
  readonly method: string;
  /** Without its query, which may hold secrets of others. */
  readonly path: string;
  /** What was answered. */
  readonly status: number;
  /** What was asked for, where a path does not say it. */
  readonly what?: unknown;
}

/** Appends an entry. What was changed is changed: a Redis that is away is logged, and fails nothing. */
export async function writeAudit(
  redis: ScriptedRedis,
  entry: AuditEntry,
  log: Pick<Logger, 'warn'>,
): Promise<void> {
  try {
    await redis.lpush(AUDIT_KEY, JSON.stringify(entry));
    await redis.ltrim(AUDIT_KEY, 0, KEPT - 1);
  } catch (error) {
    log.warn({ ...entry, error: messageOf(error) }, 'Audit:Unwritten');
  }
}

/** The latest entries, the newest first. */
export async function readAudit(redis: ScriptedRedis, count: number): Promise<AuditEntry[]> {
  const entries = await redis.lrange(AUDIT_KEY, 0, count - 1);
  return entries.map((json) => JSON.parse(json) as AuditEntry);
}
