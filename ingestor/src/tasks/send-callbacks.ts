import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { invalidInput, isPvsError, messageOf } from '@pvs/core/errors';
import { publicLookup, requirePublicAddress } from '@pvs/core/net/public-address';
import type { Logger } from '@pvs/core/observe/log';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { currentState, findTask } from './find-task.ts';
import { taskKeys } from './task-keys.ts';

/** Whether addresses inside a network may be told, as of `ingest.callbacks`. */
export interface CallbackRules {
  readonly privateAddresses: boolean;
}

/** Seconds until the next try after each that failed; then it is given up. */
const PAUSES_S = [10, 60, 300, 1800, 7200];
const TIMEOUT_MS = 10_000;
const AT_ONCE = 20;

/**
 * The address that is told when a task ends.
 * @throws InvalidInput `CallbackNotAllowed`
 */
export function allowedCallback(text: string, rules: CallbackRules): string {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw invalidInput(
      `callback '${text.slice(0, 200)}' is not allowed: expected http(s)://host/path without a name`,
      {
        code: 'CallbackNotAllowed',
      },
    );
  }
  if (!rules.privateAddresses) requirePublic(url);
  return url.href;
}

function requirePublic(url: URL): void {
  try {
    requirePublicAddress(url.hostname);
  } catch (cause) {
    throw invalidInput(
      `callback to ${url.hostname} is not allowed: an address inside a network needs ingest.callbacks.privateAddresses`,
      { code: 'CallbackNotAllowed', cause },
    );
  }
}

/** Tells those who asked for it that their tasks have ended; tries again later where they do not answer with 2xx. */
export async function sendCallbacks(
  { redis, log }: { readonly redis: ScriptedRedis; readonly log: Logger },
  rules: CallbackRules,
  now = Date.now(),
): Promise<void> {
  const due = await redis.zrangebyscore(taskKeys.callbacks, '-inf', now, 'LIMIT', 0, AT_ONCE);
  await Promise.all(
    due.map(async (id) => {
      const task = await findTask(redis, id);
      const trouble = task?.callback === undefined ? undefined : await tell(redis, task.callback, id, rules);
      if (trouble === undefined) return forget(redis, id);
      const tries = await redis.hincrby(taskKeys.callbackTries, id, 1);
      const pauseS = PAUSES_S[tries - 1];
      log.warn(
        { task: id, tries, trouble, pauseS },
        pauseS === undefined ? 'Callback:GivenUp' : 'Callback:Failed',
      );
      if (pauseS === undefined) return forget(redis, id);
      await redis.zadd(taskKeys.callbacks, now + pauseS * 1000, id);
    }),
  );
}

async function forget(redis: ScriptedRedis, id: string): Promise<void> {
  await redis.multi().zrem(taskKeys.callbacks, id).hdel(taskKeys.callbackTries, id).exec();
}

/** @returns what went wrong, if anything did */
async function tell(
  redis: ScriptedRedis,
  callback: string,
  id: string,
  rules: CallbackRules,
): Promise<string | undefined> {
  const task = await findTask(redis, id);
  if (!task) return undefined;
  const { items, ...state } = await currentState(redis, task);
  try {
    const body = JSON.stringify({
      task: id,
      kind: task.kind,
      at: task.at,
      ...state,
      items,
      refused: task.refused,
    });
    const status = await post(new URL(allowedCallback(callback, rules)), body, rules);
    // A redirect is not followed: what it leads to was never checked.
    return status >= 200 && status < 300 ? undefined : `it answered ${status}`;
  } catch (error) {
    return isPvsError(error) ? error.message : messageOf(error);
  }
}

async function post(url: URL, body: string, rules: CallbackRules): Promise<number> {
  const options: RequestOptions = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'prism-view-server',
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(rules.privateAddresses ? {} : { lookup: publicLookup }),
  };
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options);
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.destroy();
  return response.statusCode ?? 0;
}
