import { schema } from '../json-schema.ts';
import type { OpsView } from '../ops-view.ts';
import { seedPage } from '../pages/seed-page.ts';
import { type ListedSeeding, readSeedings } from '../seeding/read-seedings.ts';

export interface Seedings {
  readonly seedings: readonly ListedSeeding[];
}

const { text, number, count, array, object } = schema;

const report = object(
  { total: count, done: count, miss: count, hit: count, empty: count, failed: count },
  { seconds: number, tilesPerSecond: number, secondsLeft: count, failures: array(text) },
);

/** `/ops/seed`: what is being seeded and was, and a form that asks for more. */
export const seed: OpsView<Seedings> = {
  path: '/ops/seed',
  name: 'Seeding',
  summary: 'seedings that wait, are in work or have ended, with how many tiles they drew',
  parameters: [],
  answer: object({
    seedings: array(
      object(
        { id: text, state: { enum: ['waiting', 'working', 'done', 'failed'] } },
        { report, problem: text },
      ),
    ),
  }),
  isLive: false,
  read: async ({ redis }) => ({ seedings: await readSeedings(redis) }),
  page: seedPage,
};
