import { offerStageGauges } from '@pvs/core/observe/stage-gauges';
import { stageNames } from '@pvs/core/queue/stage-keys';
import type { FastifyInstance } from 'fastify';
import { reportRoutes } from './browse-reports/report-routes.ts';
import { guardRoutes } from './guard-routes.ts';
import { eventRoutes } from './inboxes/event-routes.ts';
import { openInbox } from './inboxes/index.ts';
import { watchInbox } from './inboxes/watch-inboxes.ts';
import type { IngestorContext } from './ingestor-context.ts';
import { keepRevisiting } from './ops/keep-revisiting.ts';
import { keepHistory } from './ops/rates/keep-history.ts';
import { opsRoutes } from './ops/ops-routes.ts';
import { keepTasks } from './tasks/keep-tasks.ts';
import { packageRoutes } from './tasks/package-routes.ts';
import { taskRoutes } from './tasks/task-routes.ts';
import { landUploads } from './uploads/land-uploads.ts';
import { tusRoutes } from './uploads/tus-routes.ts';
import { uploadRoutes } from './uploads/upload-routes.ts';

export { type IngestorContext, ingestorContext } from './ingestor-context.ts';

/** `/ingest`: how data come in and what becomes of them; `/ops`: where every item is, trying failed ones again. */
export async function ingestorPlugin(app: FastifyInstance, context: IngestorContext): Promise<void> {
  guardRoutes(app, context);
  // Of every stage, so that one without any worker is seen as well.
  const { archive } = context.stack;
  offerStageGauges(
    context.redis,
    stageNames.filter((stage) => stage !== 'archive' || archive),
  );
  app.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  const stop = new AbortController();
  app.addHook('preClose', async () => stop.abort());

  await app.register(async (scope) => opsRoutes(scope, context, stop.signal));
  taskRoutes(app, context, stop.signal);
  packageRoutes(app, context);
  const inboxes = context.stack.ingest.inboxes.map((config) => openInbox(config, context));
  eventRoutes(app, context, inboxes);
  await app.register(async (scope) => reportRoutes(scope, context));

  await app.register(async (scope) => uploadRoutes(scope, context));
  await app.register(async (scope) => tusRoutes(scope, context));

  const loops: Promise<void>[] = [];
  app.addHook('onReady', async () => {
    loops.push(keepTasks(context, stop.signal), landUploads(context, stop.signal));
    loops.push(keepRevisiting(context, stop.signal), keepHistory(context, stop.signal));
    loops.push(...inboxes.map((inbox) => watchInbox(context, inbox, stop.signal)));
  });
  app.addHook('onClose', async () => void (await Promise.all(loops)));
}
