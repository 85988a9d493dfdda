import { readRevisits, type RevisitedProblem } from '@pvs/core/queue/revisits';
import { schema } from '../json-schema.ts';
import type { OpsView } from '../ops-view.ts';
import { failuresPage } from '../pages/failures-page.ts';

export interface Failures {
  readonly failures: readonly RevisitedProblem[];
}

const { text, time, count, array, object } = schema;

const failure = object(
  {
    ...{ stage: text, id: text, code: text, message: text, at: time, attempts: count },
    ...{ raw: text, queue: text, detail: { type: 'object' } },
  },
  {
    rawBase64: text,
    revisit: {
      ...object({ due: time, number: count, of: count }),
      description: 'when it is tried again by itself, where its reason may pass',
    },
  },
);

/** `/ops/failures`: what failed and why, and when what may pass is tried again. */
export const failures: OpsView<Failures> = {
  path: '/ops/failures',
  name: 'Failures',
  summary: 'why items failed, newest first',
  parameters: [{ name: 'code', description: 'only those that failed with it', schema: text }],
  answer: object({ failures: array(failure) }),
  isLive: false,
  async read({ redis, stack }, { code: wanted }) {
    const all = await readRevisits(redis, stack.revisits);
    return { failures: all.filter(({ code }) => wanted === undefined || code === wanted) };
  },
  page: failuresPage,
};
