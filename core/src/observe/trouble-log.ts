import { messageOf } from '../errors.ts';
import type { Logger } from './log.ts';

/** What is said when something begins to fail, and when it works again. */
export interface TroubleWords {
  readonly fails: string;
  readonly works: string;
}

/** Watches something that is done again and again. */
export interface TroubleLog {
  failed(error: unknown, facts?: Readonly<Record<string, unknown>>): void;
  worked(): void;
}

/**
 * Says once that something fails, and once that it works again and how often it failed meanwhile, however often it is
 * tried: a full disk is one trouble, not one for every file. A failure of another kind (another `code`) is said once, too,
 * also where kinds take turns: a database that is starting refuses connections, then passwords, then lets them wait.
 */
export function troubleLog(log: Pick<Logger, 'warn' | 'info'>, { fails, works }: TroubleWords): TroubleLog {
  let trouble: { readonly kinds: Set<string>; readonly sinceMs: number; times: number } | undefined;
  return {
    failed(error, facts = {}) {
      const kind = kindOf(error);
      trouble ??= { kinds: new Set(), sinceMs: Date.now(), times: 0 };
      trouble.times += 1;
      if (trouble.kinds.has(kind)) return;
      trouble.kinds.add(kind);
      log.warn({ ...facts, error: messageOf(error) }, fails);
    },
    worked() {
      if (trouble === undefined) return;
      const { sinceMs, times } = trouble;
      log.info({ since: new Date(sinceMs).toISOString(), times }, works);
      trouble = undefined;
    },
  };
}

/** Messages name files, which differ from one failure to the next; the code of what is behind them does not. */
function kindOf(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const { errcode } = cause as { errcode?: unknown };
    const { code } = cause as NodeJS.ErrnoException;
    if (cause.cause === undefined)
      return `${code ?? cause.name} ${typeof errcode === 'number' ? errcode : ''}`;
  }
  return String(error);
}
