import { z } from 'zod';
import { invalidInput, isPvsError } from '@pvs/core/errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { type StageName, stageKeys } from '@pvs/core/queue/stage-keys';
import { readFailures, retryFailure } from '@pvs/core/queue/stage-overview';

const stage = z.enum(Object.keys(stageKeys) as [StageName, ...StageName[]]);
const item = z.strictObject({ stage, id: z.string().min(1) });

/** What is to be tried again: items, those that failed with a code, or all. */
export const retryRequest = z.union([
  z.strictObject({ items: z.array(item).min(1).max(10_000) }),
  z.strictObject({ code: z.string().min(1) }),
  z.strictObject({ all: z.literal(true) }),
]);

/** The same as a form of a page sends it. */
const retryForm = z.union([
  item.transform((one) => ({ items: [one] })),
  z.strictObject({ code: z.string().min(1) }),
  z.strictObject({ all: z.literal('true') }).transform(() => ({ all: true as const })),
]);

export type RetryRequest = z.infer<typeof retryRequest>;

/** What came of it: how many are back in their queues; the others have moved on, or have no message on record. */
export interface Retried {
  readonly retried: number;
  readonly left: number;
}

/** @throws InvalidInput `InvalidMessage` */
export function readRetry(body: unknown, isForm: boolean): RetryRequest {
  const parsed = (isForm ? retryForm : retryRequest).safeParse(body);
  if (parsed.success) return parsed.data;
  throw invalidInput('expected {"items": [{"stage": …, "id": …}]}, {"code": …} or {"all": true}', {
    code: 'InvalidMessage',
    detail: { issues: parsed.error.issues },
  });
}

/** @throws NotFound `NoSuchFailure`, InvalidInput `MessageUnknown`, of items that were named */
export async function retryFailures(redis: ScriptedRedis, request: RetryRequest): Promise<Retried> {
  const isNamed = 'items' in request;
  const chosen = isNamed ? request.items : await chooseFailures(redis, request);
  let retried = 0;
  for (const { stage, id } of chosen) {
    try {
      if (await retryFailure(redis, stage, id)) retried += 1;
    } catch (error) {
      // Of many, those that moved on meanwhile or cannot be tried keep no other from it.
      if (isNamed || !isPvsError(error) || isPvsError(error, 'SourceUnavailable')) throw error;
    }
  }
  return { retried, left: chosen.length - retried };
}

async function chooseFailures(redis: ScriptedRedis, request: Exclude<RetryRequest, { items: unknown }>) {
  const failures = await readFailures(redis);
  return failures.filter(({ code }) => !('code' in request) || code === request.code);
}
