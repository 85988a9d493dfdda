import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { invalidInput } from '@pvs/core/errors';
import { stageKeys, type StageName } from '@pvs/core/queue/stage-keys';
import { readFailures, readOverview, retryFailure } from '@pvs/core/queue/stage-overview';
import type { IngestorContext } from '../ingestor-context.ts';

const retryBody = z.object({
  items: z
    .array(z.object({ stage: z.enum(Object.keys(stageKeys) as [StageName, ...StageName[]]), id: z.string() }))
    .min(1),
});

/** `/ops`: where every item is, why some failed, trying them again. */
export function opsRoutes(app: FastifyInstance, { redis }: IngestorContext): void {
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
}
