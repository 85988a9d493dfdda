import { z } from 'zod';
import { invalidInput, isPvsError } from '@pvs/core/errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { stageNames } from '@pvs/core/queue/stage-keys';
import { readFailures, retryFailure } from '@pvs/core/queue/stage-overview';
import { schema } from '../json-schema.ts';
import type { OpsChange } from '../ops-view.ts';

const stage = z.enum(stageNames);
const item = z.strictObject({ stage, id: z.string().min(1) });

/** What is to be tried again: items, those that failed with a code, or all. */
const retryRequest = z.union([
  z.strictObject({ items: z.array(item).min(1).max(10_000) }),
  z.strictObject({ code: z.string().min(1) }),
  z.strictObject({ all: z.literal(true) }),
]);

type RetryRequest = z.infer<typeof retryRequest>;

/** What came of it: how many are back in their queues; the others have moved on, or have no message on record. */
interface Retried {
  readonly retried: number;
  readonly left: number;
}

/** `POST /ops/retry`: failed items back into their queues. */
export const retry: OpsChange<RetryRequest, Retried> = {
  path: '/ops/retry',
  summary: 'put failed items back into their queues: some, those of a code, or all',
  request: z.toJSONSchema(retryRequest),
  answer: schema.object({ retried: schema.count, left: schema.count }),
  form: '/ops/failures',
  readBody: readRetry,
  readForm(fields) {
    const { stage, id, ...others } = Object.fromEntries(fields);
    if (stage !== undefined || id !== undefined) return readRetry({ items: [{ stage, id }], ...others });
    return readRetry(others['all'] === 'true' ? { ...others, all: true } : others);
  },
  change: ({ redis }, wanted) => retryFailures(redis, wanted),
  next: (_, { retried, left }) => ({ retried: String(retried), left: String(left) }),
};

function readRetry(body: unknown): RetryRequest {
  const parsed = retryRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  throw invalidInput(
    `expected {"items": [{"stage": …, "id": …}]}, {"code": …} or {"all": true}; stages are ${stageNames.join(', ')}`,
    { code: 'InvalidMessage', detail: { issues: parsed.error.issues } },
  );
}

/** @throws NotFound `NoSuchFailure`, InvalidInput `MessageUnknown`, of items that were named */
async function retryFailures(redis: ScriptedRedis, request: RetryRequest): Promise<Retried> {
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
