import type { FastifyInstance } from 'fastify';
import { notFound } from '@pvs/core/errors';
import { readOutcome } from '@pvs/core/queue/stage-overview';
import { prefixOf } from '@pvs/core/storage/product-keys';
import type { IngestorContext } from '../ingestor-context.ts';
import { findUpload } from '../uploads/upload-record.ts';
import { findTask } from './find-task.ts';
import { showTask } from './task-routes.ts';

/** `/ingest/tasks/{id}`: how one submission fares, or one package by its path, however it was pushed. */
export function packageRoutes(app: FastifyInstance, context: IngestorContext): void {
  const { redis } = context;
  app.get<{ Params: { '*': string } }>('/ingest/tasks/*', async (request) => {
    const id = request.params['*'];
    const task = await findTask(redis, id);
    if (task) return showTask(context, task, request);
    const upload = await findUpload(redis, id);
    if (upload)
      return {
        id,
        kind: 'upload',
        source: upload.source,
        at: upload.at,
        name: upload.name,
        state: 'arriving',
      };
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
