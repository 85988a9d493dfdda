import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * The id of the request that is answered. Not an argument of everything: each line of the log has it, also that of a
 * backend which knows nothing of requests.
 */
export const requestIds = new AsyncLocalStorage<string>();

/** What proxies and services hand it on as. */
export const REQUEST_ID_HEADER = 'x-request-id';

const WELL_FORMED = /^[\w.:-]{1,64}$/;
const process = randomBytes(6).toString('hex');
let count = 0;

/** The id that a request came with, where it is one; else one of its own. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers[REQUEST_ID_HEADER];
  if (typeof given === 'string' && WELL_FORMED.test(given)) return given;
  count += 1;
  return `${process}-${count.toString(36)}`;
}
