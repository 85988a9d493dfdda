import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { publicUrl } from '@pvs/core/http/public-url';
import { readRevisits } from '@pvs/core/queue/revisits';
import { readFailures, readOverview } from '@pvs/core/queue/stage-overview';
import type { IngestorContext } from '../ingestor-context.ts';
import { readAudit } from './audit-log.ts';
import { auditPage } from './audit-page.ts';
import { groupFailures } from './failure-groups.ts';
import { failuresPage } from './failures-page.ts';
import { opsDocument } from './ops-document.ts';
import { PAGE_HEADERS } from './ops-page.ts';
import { overviewPage } from './overview-page.ts';
import { readRetry, retryFailures } from './retry-failures.ts';

interface FailuresRequest {
  Querystring: { code?: string };
}

/** The newest so many: more than anybody reads on a page. */
const MOST_ENTRIES = 500;

const FORM = 'application/x-www-form-urlencoded';

/** `/ops`: where every item is, why some failed, trying them again; pages for browsers, JSON for programs. */
export async function opsRoutes(
  app: FastifyInstance,
  { redis, stack, env, log }: IngestorContext,
): Promise<void> {
  app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  const optionsFor = (request: FastifyRequest) => ({
    title: stack.title,
    base: publicUrl(request, env.PVS_PUBLIC_URL),
  });

  app.get('/ops', async (request, reply) => {
    const stages = await readOverview(redis);
    if (!wantsPage(request)) return { stages };
    const groups = groupFailures(await readFailures(redis));
    return sendPage(reply, overviewPage(optionsFor(request), stages, groups));
  });

  app.get<FailuresRequest>('/ops/failures', async (request, reply) => {
    const { code: wanted } = request.query;
    const all = await readRevisits(redis, stack.revisits);
    const failures = all.filter(({ code }) => wanted === undefined || code === wanted);
    if (!wantsPage(request)) return { failures };
    return sendPage(reply, failuresPage(optionsFor(request), groupFailures(failures)));
  });

  app.post('/ops/retry', async (request, reply) => {
    const isForm = request.headers['content-type']?.startsWith(FORM) === true;
    const wanted = readRetry(request.body, isForm);
    request.audited = wanted;
    const result = await retryFailures(redis, wanted);
    log.info({ who: request.principal?.name, wanted, ...result }, 'Failures:Retried');
    if (!isForm) return result;
    return reply.redirect(`${optionsFor(request).base}/ops/failures`, 303);
  });

  app.get('/ops/audit', async (request, reply) => {
    const entries = await readAudit(redis, MOST_ENTRIES);
    if (!wantsPage(request)) return { entries };
    return sendPage(reply, auditPage(optionsFor(request), entries));
  });

  app.get('/ops/openapi.json', async (request) => opsDocument(optionsFor(request)));
}

const wantsPage = ({ headers }: FastifyRequest) => headers.accept?.includes('text/html') === true;

const sendPage = (reply: FastifyReply, page: string) =>
  reply.headers({ ...PAGE_HEADERS, vary: 'accept' }).send(page);
