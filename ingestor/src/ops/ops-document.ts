import { z } from 'zod';
import { retryRequest } from './retry-failures.ts';

const json = (schema: object) => ({ 'application/json': { schema } });
const array = (items: object) => ({ type: 'array', items });
const object = (properties: object) => ({ type: 'object', properties, required: Object.keys(properties) });
const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const refused = { description: 'who asks is not known (401), or may not (403)' };

const revisit = object({ due: text, number: count, of: count });

const failure = object({
  ...{ stage: text, id: text, code: text, message: text, at: text },
  ...{ attempts: count, raw: text, queue: text, detail: { type: 'object' } },
});

/** With when it is tried again by itself, where its reason may pass. */
const problem = { ...failure, properties: { ...failure.properties, revisit } };

const entry = {
  ...object({ at: text, who: text, via: text, address: text, method: text, path: text, status: count }),
  description: '`what` is what was asked for, where the path does not say it',
};

const stage = object({
  stage: text,
  waiting: { type: 'object', additionalProperties: count },
  parked: count,
  delayed: array(object({ id: text, since: text, tries: count, reason: text, due: text })),
  oldestS: { type: ['number', 'null'] },
  working: array({
    type: 'object',
    properties: { id: text, progress: { type: 'object' } },
    required: ['id'],
  }),
  ...{ succeeded: count, failed: count, workers: count },
});

/** The OpenAPI 3.1 document of `/ops`. */
export function opsDocument({ title, base }: { readonly title: string; readonly base: string }) {
  const { $schema: _, ...retry } = z.toJSONSchema(retryRequest);
  const answers = (description: string, schema: object) => ({
    responses: { 200: { description, content: json(schema) }, '4XX': refused },
  });
  const code = { name: 'code', in: 'query', schema: text, description: 'only those that failed with it' };
  return {
    openapi: '3.1.0',
    info: { title: `${title}: operations`, version: '1.0.0' },
    servers: [{ url: base }],
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    paths: {
      '/ops': {
        get: { summary: 'where items are', ...answers('every stage', object({ stages: array(stage) })) },
      },
      '/ops/failures': {
        get: {
          summary: 'why items failed, newest first',
          parameters: [code],
          ...answers('failures', object({ failures: array(problem) })),
        },
      },
      '/ops/audit': {
        get: {
          summary: 'who changed what, or tried to, newest first',
          ...answers('the latest 500', object({ entries: array(entry) })),
        },
      },
      '/ops/retry': {
        post: {
          summary: 'put failed items back into their queues: some, those of a code, or all',
          requestBody: { required: true, content: json(retry) },
          ...answers('how many are back, how many are not', object({ retried: count, left: count })),
        },
      },
    },
  };
}
