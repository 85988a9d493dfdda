import { isPvsError, messageOf, sourceUnavailable } from '../errors.ts';

/**
 * SQLSTATE classes that pass by themselves: connection, resources, operator intervention, serialization, and an error
 * of the system below (58030).
 */
const TRANSIENT = /^(08|53|57|40|55|58030)/;
/** disk_full, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DISK_FULL = '53100';

/** Turns a failure of the database itself into `SourceUnavailable`; leaves errors of a statement as they are. */
export async function withDatabase<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (isPvsError(error)) throw error;
    const code = (error as { code?: unknown } | undefined)?.code;
    const isStatement = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !TRANSIENT.test(code);
    const isConnection = typeof code === 'string' && /^E[A-Z]+$/.test(code);
    if (
      isStatement ||
      !(isConnection || typeof code === 'string' || /connect|terminat|timeout/i.test(messageOf(error)))
    )
      throw error;
    const what = code === DISK_FULL ? 'the database has no room' : 'the database is away';
    throw sourceUnavailable(`${what}: ${messageOf(error)}`, { cause: error });
  }
}
