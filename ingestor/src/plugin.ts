import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { invalidInput, notFound } from '@pvs/core/errors';
import type { ServiceContext } from '@pvs/core/http/service-context';
import { stageKeys, type StageName } from '@pvs/core/queue/stage-keys';
import { readFailures, readOutcome, readOverview, retryFailure } from '@pvs/core/queue/stage-overview';
import { prefixOf } from '@pvs/core/storage/product-keys';
import { requireToken } from './require-token.ts';

export type IngestorContext = Pick<ServiceContext, 'env' | 'redis'>;

const retryBody = z.object({
  items: z
    .array(z.object({ stage: z.enum(Object.keys(stageKeys) as [StageName, ...StageName[]]), id: z.string() }))
    .min(1),
});

/** `/ops`: where every item is, why some failed, trying them again; `/ingest/tasks`: how one package fares. */
export async function ingestorPlugin(app: FastifyInstance, { env, redis }: IngestorContext): Promise<void> {
  app.addHook('onRequest', requireToken(env.PVS_TOKEN));
  app.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));

  app.get('/ops', async () => ({ stages: await readOverview(redis) }));
  app.get('/ops/failures', async () => ({ failures: await readFailures(redis) }));
  app.post('/ops/retry', async (request) => {
    const parsed = retryBody.safeParse(request.body);
    if (!parsed.success) {
      throw invalidInput('expected {"items": [{"stage": …, "id": …}]}', {
        code: 'InvalidMessage',
        detail: { issues: parsed.error.issues },
      });
    }
    for (const { stage, id } of parsed.data.items) await retryFailure(redis, stage, id);
    return { retried: parsed.data.items.length };
  });

  /** `id` is the package path as it was pushed; registering goes by the same path without its extension. */
  app.get<{ Params: { '*': string } }>('/ingest/tasks/*', async (request) => {
    const id = request.params['*'];
    const outcome = await readOutcome(redis, 'preprocess', id);
    const isWaiting = outcome.state === 'absent' && (await redis.lpos('preprocess_queue', id)) !== null;
    const preprocess = isWaiting ? { state: 'waiting' as const } : outcome;
    if (preprocess.state === 'absent') {
      throw notFound(`nothing is known of '${id}': it was never pushed, or is older than this Redis`, {
        code: 'UnknownTask',
      });
    }
    return { id, stages: { preprocess, register: await readOutcome(redis, 'register', prefixOf(id)) } };
  });
}
