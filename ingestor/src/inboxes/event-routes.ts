import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { invalidInput } from '@pvs/core/errors';
import type { IngestorContext } from '../ingestor-context.ts';
import type { BucketInbox } from './bucket-inbox.ts';
import type { Inbox } from './inbox.ts';
import { takeArrival } from './take-arrival.ts';

/** What is read of a notification (Amazon S3 event message structure 2.x; MinIO and others send the same). */
const notification = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      s3: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
    }),
  ),
});

/** A message of SNS around it. */
const envelope = z.object({ Message: z.string() });

/**
 * `POST /ingest/events/s3`: a bucket tells of new objects. Only their keys are believed: what an object is, is asked of
 * the store. Objects of no inbox are ignored, since a bucket tells of everything.
 */
export function eventRoutes(app: FastifyInstance, context: IngestorContext, inboxes: readonly Inbox[]): void {
  const buckets = inboxes.filter((inbox): inbox is BucketInbox => inbox.config.kind === 'bucket');
  app.post('/ingest/events/s3', async (request, reply) => {
    const { Records } = readNotification(request.body);
    const tasks: string[] = [];
    for (const { eventName, s3 } of Records) {
      if (!/^(s3:)?ObjectCreated:/.test(eventName)) continue;
      const key = decodeKey(s3.object.key);
      if (key.split('/').includes('..')) {
        context.log.warn({ bucket: s3.bucket.name, key: key.slice(0, 200) }, 'Notification:Refused');
        continue;
      }
      for (const inbox of buckets.filter(({ bucket }) => bucket === s3.bucket.name)) {
        const arrival = await inbox.find(key);
        if (arrival) tasks.push(await takeArrival(context, inbox, arrival, AbortSignal.timeout(60_000)));
      }
    }
    return reply.status(202).send({ tasks });
  });
}

function readNotification(body: unknown): z.infer<typeof notification> {
  const wrapped = envelope.safeParse(body);
  const parsed = notification.safeParse(wrapped.success ? parseMessage(wrapped.data.Message) : body);
  if (parsed.success) return parsed.data;
  throw invalidInput(
    'this is no notification of a bucket: expected {"Records": [{"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": …}, "object": {"key": …}}}]}',
    { code: 'InvalidMessage', detail: { issues: parsed.error.issues } },
  );
}

function parseMessage(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keys are encoded as in forms: a space is a plus. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
