import multipart from '@fastify/multipart';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isPvsError, messageOf } from '@pvs/core/errors';
import { logFailure } from '@pvs/core/http/log-failure';
import { sourceOf } from '../guard-routes.ts';
import type { IngestorContext } from '../ingestor-context.ts';
import { newTaskId } from '../tasks/find-task.ts';
import { followTask } from '../tasks/follow-task.ts';
import { allowedCallback } from '../tasks/send-callbacks.ts';
import { taskPath } from '../tasks/task-routes.ts';
import { problemOf, type TaskState } from '../tasks/task-state.ts';
import { type IngestedReport, ingestReport } from './ingest-report.ts';
import { parseReport, REPORT_LIMITS } from './parse-report.ts';
import { discard, receiveReport } from './receive-report.ts';
import { type BrowseResult, ingestException, ingestResponse } from './response-xml.ts';

const PATH = '/ingest/browse-reports';
/** The longest that `Prefer: wait` is heeded, seconds. */
const MAX_WAIT_S = 600;

/**
 * Browse reports as the ngEO browse server takes them: answers are its documents, with status 200 also for what is
 * refused, since its clients read nothing else. `Prefer: wait=60` (RFC 7240 §4.3) answers when the browses are
 * registered, as that server did; else they are on their way, at the address in `Location`.
 */
export async function reportRoutes(app: FastifyInstance, context: IngestorContext): Promise<void> {
  app.removeAllContentTypeParsers();
  await app.register(multipart);
  // Clients say text/xml, application/xml, nothing, or what curl says.
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: REPORT_LIMITS.maxBytes },
    (_request, body, done) => done(null, body),
  );
  app.setErrorHandler(answerException);

  app.post(PATH, async (request, reply) => {
    const { stack, store } = context;
    const callback = callbackOf(request, context);
    const taskId = newTaskId();
    const { document, attached } = await receiveReport(request, {
      store,
      prefix: `${stack.ingest.browseReports.directory}/${taskId}`,
      maxFileBytes: stack.limits.packageBytes,
    });
    const delivery = {
      taskId,
      source: sourceOf(request),
      attached,
      ...(callback !== undefined && { callback }),
    };
    let ingested: IngestedReport;
    try {
      ingested = await ingestReport(context, parseReport(document), delivery);
    } catch (error) {
      await discard(store, attached);
      throw error;
    }
    await discard(store, unused(attached, ingested));
    return answer(request, reply, context, ingested);
  });

  app.route({
    method: ['GET', 'PUT', 'DELETE', 'PATCH'],
    url: PATH,
    handler: (request, reply) =>
      sendXml(
        reply.status(405).header('allow', 'POST'),
        ingestException('MethodNotAllowed', `Method '${request.method}' is not allowed, use 'POST' only.`),
      ),
  });
}

function callbackOf(request: FastifyRequest, { stack }: IngestorContext): string | undefined {
  const { callback } = request.query as { callback?: string };
  return callback === undefined ? undefined : allowedCallback(callback, stack.ingest.callbacks);
}

const unused = (attached: ReadonlyMap<string, string>, { task }: IngestedReport) =>
  new Map([...attached].filter(([, key]) => !task?.items.some(({ preprocessId }) => preprocessId === key)));

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { redis }: IngestorContext,
  { results, task }: IngestedReport,
) {
  if (!task) return sendXml(reply, ingestResponse(results));
  reply.header('location', taskPath(task.id));
  const waitS = Math.min(
    Number(/\bwait=(\d{1,6})\b/.exec(String(request.headers['prefer']))?.[1] ?? 0),
    MAX_WAIT_S,
  );
  let state: TaskState | undefined;
  if (waitS > 0) {
    for await (const one of followTask(redis, task, AbortSignal.timeout(waitS * 1000))) state = one;
    reply.header('preference-applied', `wait=${waitS}`);
  }
  const stillOn =
    task.items.length > 0 && (state === undefined || ['waiting', 'working'].includes(state.state));
  return sendXml(reply.status(stillOn ? 202 : 200), ingestResponse(withOutcomes(results, state)));
}

/** What a browse came to that failed on its way. */
function withOutcomes(
  results: readonly BrowseResult[],
  state: TaskState | undefined,
): readonly BrowseResult[] {
  return results.map((result) => {
    const item =
      result.outcome === 'failed' ? undefined : state?.items.find(({ name }) => name === result.name);
    if (item?.state !== 'failed') return result;
    const { code = 'IngestionException', message = 'no reason was recorded' } = problemOf(item) ?? {};
    return { name: result.name, outcome: 'failed', code, message };
  });
}

function answerException(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) {
  if (!request.raw.complete) {
    // What still comes of the body would keep the connection open that nobody reads any more.
    request.raw.unpipe();
    request.raw.resume();
    void reply.header('connection', 'close');
  }
  if (isPvsError(error)) {
    logFailure(request.log, request.url, error);
    const away = error.kind === 'SourceUnavailable' || error.kind === 'Conflict';
    if (away) reply.header('retry-after', '5');
    return sendXml(reply.status(away ? 503 : 200), ingestException(error.code, error.message));
  }
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status < 500) return sendXml(reply.status(status), ingestException('InvalidRequest', messageOf(error)));
  logFailure(request.log, request.url, error);
  return sendXml(reply.status(500), ingestException('InternalError', 'internal error'));
}

const sendXml = (reply: FastifyReply, document: string) =>
  reply.type('text/xml; charset=utf-8').send(document);
