import type { IncomingMessage } from 'node:http';
import { Server } from '@tus/server';
import type { FastifyInstance } from 'fastify';
import { isPvsError, messageOf } from '@pvs/core/errors';
import { troubleLog } from '@pvs/core/observe/trouble-log';
import { sourceOf } from '../guard-routes.ts';
import type { IngestorContext } from '../ingestor-context.ts';
import { newTaskId } from '../tasks/find-task.ts';
import { taskPath } from '../tasks/task-routes.ts';
import { SegmentStore } from './segment-store.ts';
import { tusRecord } from './tus-record.ts';
import { noteUpload } from './upload-record.ts';

const PATH = '/ingest/tus';

/**
 * `/ingest/tus`: resumable uploads by the tus protocol 1.0.0. The metadata `filename` names the package; `sha256` and
 * `callback` may be given. An upload's id is that of the task it becomes as soon as it is whole.
 */
export async function tusRoutes(app: FastifyInstance, context: IngestorContext): Promise<void> {
  const senders = new WeakMap<IncomingMessage, string>();
  const server = createServer(context, senders);
  app.removeAllContentTypeParsers();
  // The server reads the request itself.
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  for (const url of [PATH, `${PATH}/*`]) {
    app.all(url, async (request, reply) => {
      senders.set(request.raw, sourceOf(request));
      reply.hijack();
      await server.handle(request.raw, reply.raw);
    });
  }
}

function createServer(
  { redis, store, stack, env, log }: IngestorContext,
  senders: WeakMap<IncomingMessage, string>,
): Server {
  const { expireS } = stack.ingest.uploads;
  const trouble = troubleLog(log, { fails: 'Uploads:Refused', works: 'Uploads:TakenAgain' });
  const base = env.PVS_PUBLIC_URL?.replace(/\/+$/, '') ?? '';
  return new Server({
    path: PATH,
    datastore: new SegmentStore(store, expireS),
    maxSize: stack.limits.packageBytes,
    // Relative where nobody says how clients see this stack (RFC 9110 §10.2.2).
    generateUrl: (_request, { path, id }) => `${base}${path}/${id}`,
    namingFunction: () => newTaskId(),
    async onUploadCreate(request, upload) {
      const { id, metadata } = upload;
      const source = senders.get(request.runtime?.node?.req as IncomingMessage);
      await noteUpload(
        redis,
        answered(() => tusRecord(stack, { id, metadata, ...(source !== undefined && { source }) })),
      );
      return {};
    },
    onUploadFinish(_request, upload) {
      trouble.worked();
      return Promise.resolve({ headers: { 'Content-Location': taskPath(upload.id) } });
    },
    onResponseError(_request, error) {
      if (!isPvsError(error, 'SourceUnavailable')) {
        if (error instanceof Error) log.warn({ error: messageOf(error) }, 'Upload:Failed');
        return undefined;
      }
      // Clients try again and again, and go on where they were.
      trouble.failed(error);
      return { status_code: 503, body: JSON.stringify({ code: error.code, message: error.message }) };
    },
  });
}

/** Errors in the form that the tus server answers. */
function answered<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!isPvsError(error, 'InvalidInput')) throw error;
    const body = JSON.stringify({ code: error.code, message: error.message });
    throw Object.assign(new Error(error.message), { status_code: 400, body });
  }
}
