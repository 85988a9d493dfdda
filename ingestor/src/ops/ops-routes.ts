import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isPvsError } from '@pvs/core/errors';
import { STATUS_OF } from '@pvs/core/ows/ows-exception';
import type { IngestorContext } from '../ingestor-context.ts';
import { sendEvents } from '../send-events.ts';
import { opsChanges } from './changes/index.ts';
import { type FieldProblems, fieldProblems } from './invalid-fields.ts';
import { livePages } from './live-pages.ts';
import { opsDocument } from './ops-document.ts';
import { openOpsPages, type OpsPages } from './ops-pages.ts';
import type { OpsChange, OpsView, Query } from './ops-view.ts';
import { toldAfter } from './pages/told-after.ts';
import { opsViews } from './views/index.ts';

const FORM = 'application/x-www-form-urlencoded';

/**
 * `/ops`: where every item is, why some failed, how all that serves is, and changing it; pages for browsers, pages that
 * keep themselves up to date (server-sent events), JSON for programs.
 */
export async function opsRoutes(
  app: FastifyInstance,
  context: IngestorContext,
  stopped: AbortSignal,
): Promise<void> {
  const pages = openOpsPages(context);
  app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  for (const view of opsViews) viewRoute(app, context, pages, view, stopped);
  for (const change of opsChanges) changeRoute(app, context, pages, change);
  app.get('/ops/openapi.json', async (request) =>
    opsDocument({ title: context.stack.title, base: pages.baseFor(request) }),
  );
}

function viewRoute(
  app: FastifyInstance,
  context: IngestorContext,
  pages: OpsPages,
  view: OpsView<unknown>,
  stopped: AbortSignal,
): void {
  app.get<{ Querystring: Query }>(view.path, async (request, reply) => {
    const { query } = request;
    const text = toldAfter(query);
    const told = text === undefined ? {} : { told: { text, isBad: false } };
    const page = () => pages.render(view, request, { query, ...told });
    if (view.isLive && accepts(request, 'text/event-stream'))
      return sendEvents(request, reply, 'page', (signal) => livePages(page, signal), stopped);
    if (!view.page || !accepts(request, 'text/html')) return view.read(context, query);
    return pages.send(reply, await page());
  });
}

/** A form is answered with its page again: what was wrong with it beside the fields, else where a change leads to. */
function changeRoute(
  app: FastifyInstance,
  context: IngestorContext,
  pages: OpsPages,
  change: OpsChange<unknown, unknown>,
): void {
  const { stack, log } = context;
  const view = opsViews.find(({ path }) => path === change.form);
  app.post(change.path, async (request, reply) => {
    const fields = request.body instanceof URLSearchParams ? request.body : undefined;
    try {
      const wanted = fields ? change.readForm(fields, stack) : change.readBody(request.body, stack);
      request.audited = wanted;
      const result = await change.change(context, wanted);
      log.info({ who: request.principal?.name, path: change.path, wanted, result }, 'Ops:Changed');
      if (!fields) return result;
      const next = new URLSearchParams(change.next(wanted, result)).toString();
      return await reply.redirect(`${pages.baseFor(request)}${change.form}?${next}`, 303);
    } catch (error) {
      if (!fields || !view || !isPvsError(error)) throw error;
      const problems = fieldProblems(error);
      const form = { values: fields, problems: problems ?? {} };
      const told = { text: problems ? sayWrong(problems) : error.message, isBad: true };
      const page = await pages.render(view, request, { query: Object.fromEntries(fields), form, told });
      return pages.send(reply, page, STATUS_OF[error.kind]);
    }
  });
}

/** A problem without a field of its own to stand below is said in full. */
const sayWrong = ({ confirm, ...problems }: FieldProblems) =>
  confirm === undefined
    ? `Nothing was changed: see ${Object.keys(problems).length === 1 ? 'the field' : 'the fields'} below.`
    : `Nothing was changed. confirm: ${confirm}`;

const accepts = ({ headers }: FastifyRequest, type: string) => headers.accept?.includes(type) === true;
