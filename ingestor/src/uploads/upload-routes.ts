import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { invalidInput } from '@pvs/core/errors';
import { sourceOf } from '../guard-routes.ts';
import type { IngestorContext } from '../ingestor-context.ts';
import { newTaskId } from '../tasks/find-task.ts';
import { allowedCallback } from '../tasks/send-callbacks.ts';
import { taskKeys } from '../tasks/task-keys.ts';
import { taskPath } from '../tasks/task-routes.ts';
import { measureStream, packageTooLarge } from '@pvs/core/storage/measure-stream';
import { submitUpload } from './submit-upload.ts';
import { noteUpload, packageName, sha256Of, type UploadRecord, UPLOADS } from './upload-record.ts';

interface UploadRequest {
  Params: { name: string };
  Querystring: { callback?: string; sha256?: string };
}

/**
 * `POST /ingest/uploads/{name}`: a package as the body, which goes to the object storage as it comes, and is queued
 * once it is there. With `Idempotency-Key` a repeated request is answered with the task of the first.
 */
export async function uploadRoutes(app: FastifyInstance, context: IngestorContext): Promise<void> {
  const { redis, store, stack } = context;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post<UploadRequest>('/ingest/uploads/:name', async (request, reply) => {
    const allowed = stack.limits.packageBytes;
    if (Number(request.headers['content-length'] ?? 0) > allowed) throw packageTooLarge(allowed);
    const record = recordOf(request, context);
    const { requestKey } = record;
    const before = requestKey === undefined ? null : await redis.hget(taskKeys.seen(UPLOADS), requestKey);
    if (before !== null) return accepted(reply, { task: before });

    const body = request.body instanceof Readable ? request.body : Readable.from([]);
    await noteUpload(redis, record);
    const measure = measureStream(allowed);
    // Neither of the two may break alone: a torn body must not look like the end of a package.
    body.once('error', (error) => measure.destroy(error));
    body.once('close', () => !body.readableEnded && measure.destroy(new Error('the connection broke')));
    try {
      await store.write(record.key, body.pipe(measure));
      await finished(measure);
    } catch (error) {
      // What still comes of the body would be taken for the connection's next request, or keep that waiting.
      body.unpipe(measure).resume();
      void reply.header('connection', 'close');
      await redis.hdel(taskKeys.uploads, record.id);
      throw error;
    }
    const arrived = measure.result();
    if (arrived.sizeBytes === 0) {
      await store.remove(record.key);
      await redis.hdel(taskKeys.uploads, record.id);
      throw invalidInput('the request has no body: expected a package', { code: 'EmptyPackage' });
    }
    const { task, id } = await submitUpload(redis, record, arrived);
    const [refused] = task.refused;
    if (refused || id !== record.id) await store.remove(record.key);
    if (refused) throw invalidInput(refused.message, { code: refused.code, detail: { task: id } });
    return accepted(reply, { task: id, ...(id === record.id && { path: record.key, ...arrived }) });
  });
}

const accepted = (reply: FastifyReply, body: { readonly task: string }) =>
  reply.status(202).header('location', taskPath(body.task)).send(body);

function recordOf(request: FastifyRequest<UploadRequest>, { stack }: IngestorContext): UploadRecord {
  const { callback, sha256 } = request.query;
  const requestKey = request.headers['idempotency-key'];
  const name = packageName(request.params.name);
  const id = newTaskId();
  return {
    id,
    name,
    key: `${stack.ingest.uploads.directory}/${id}/${name}`,
    via: 'post',
    source: sourceOf(request),
    at: new Date().toISOString(),
    ...(typeof requestKey === 'string' && { requestKey }),
    ...(sha256 !== undefined && { sha256: sha256Of(sha256) }),
    ...(callback !== undefined && { callback: allowedCallback(callback, stack.ingest.callbacks) }),
  };
}
