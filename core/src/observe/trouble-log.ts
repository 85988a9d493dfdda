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
 * tried: a full disk is one trouble, not one for every file. A failure of another kind (another `code`) is said, too.
 */
export function troubleLog(log: Pick<Logger, 'warn' | 'info'>, { fails, works }: TroubleWords): TroubleLog {
  let trouble: { readonly kind: string; readonly sinceMs: number; times: number } | undefined;
  return {
    failed(error, facts = {}) {
      const kind = kindOf(error);
      if (trouble?.kind === kind) {
        trouble.times += 1;
        return;
      }
      log.warn({ ...facts, error: messageOf(error) }, fails);
      trouble = { kind, sinceMs: trouble?.sinceMs ?? Date.now(), times: (trouble?.times ?? 0) + 1 };
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
