import { type AuditEntry, readAudit } from '../audit-log.ts';
import { schema } from '../json-schema.ts';
import type { OpsView } from '../ops-view.ts';
import { auditPage } from '../pages/audit-page.ts';

export interface Audit {
  readonly entries: readonly AuditEntry[];
}

/** The newest so many: more than anybody reads on a page. */
const MOST_ENTRIES = 500;

const { text, time, count, array, object } = schema;

/** `/ops/audit`: who changed what, or tried to, and when. */
export const audit: OpsView<Audit> = {
  path: '/ops/audit',
  name: 'Changes',
  summary: `who changed what, or tried to: the latest ${MOST_ENTRIES}, newest first`,
  parameters: [],
  answer: object({
    entries: array(
      object(
        { at: time, who: text, via: text, address: text, method: text, path: text, status: count },
        { what: { description: 'what was asked for, where the path does not say it' } },
      ),
    ),
  }),
  isLive: false,
  read: async ({ redis }) => ({ entries: await readAudit(redis, MOST_ENTRIES) }),
  page: auditPage,
};
