import { opsChanges } from './changes/index.ts';
import { schema } from './json-schema.ts';
import type { OpsChange, OpsView } from './ops-view.ts';
import { opsViews } from './views/index.ts';

const json = (content: object) => ({ 'application/json': { schema: content } });

const problem = schema.object(
  { code: schema.text, message: schema.text },
  { detail: { type: 'object', description: '`fields` says what is wrong with each field of a form' } },
);

const failing = {
  400: { description: 'what was given cannot be: the message says what is allowed', content: json(problem) },
  401: { description: 'who asks is not known', content: json(problem) },
  403: { description: 'who asks may not', content: json(problem) },
  404: { description: 'what was named is not there', content: json(problem) },
  503: { description: 'Redis or the database does not answer', content: json(problem) },
};

const described = {
  get: {
    summary: 'this document',
    responses: { 200: { description: 'OpenAPI 3.1', content: json({ type: 'object' }) }, 401: failing[401] },
  },
};

/** The OpenAPI 3.1 document of `/ops`, from its registries. */
export function opsDocument({ title, base }: { readonly title: string; readonly base: string }) {
  const paths: Record<string, object> = {};
  for (const view of opsViews) paths[view.path] = { get: reading(view) };
  for (const change of opsChanges) paths[change.path] = { ...paths[change.path], post: changing(change) };
  return {
    openapi: '3.1.0',
    info: { title: `${title}: operations`, version: '1.0.0' },
    servers: [{ url: base }],
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    paths: { ...paths, '/ops/openapi.json': described },
  };
}

function reading({ summary, parameters, answer, page, isLive }: OpsView<unknown>) {
  const asPage = page && { 'text/html': { schema: schema.text } };
  const asEvents = isLive && { 'text/event-stream': { schema: schema.text } };
  return {
    summary,
    parameters: parameters.map((one) => ({ ...one, in: 'query' })),
    responses: {
      200: { description: summary, content: { ...json(answer), ...asPage, ...asEvents } },
      ...failing,
    },
  };
}

const changing = ({ summary, request, answer }: OpsChange<unknown, unknown>) => ({
  summary,
  requestBody: { required: true, content: json(request) },
  responses: { 200: { description: 'what came of it', content: json(answer) }, ...failing },
});
