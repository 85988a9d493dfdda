import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCatalogue, type TestCatalogue } from '../testing/start-catalogue.ts';
import { postgresTime } from './postgres-time.ts';
import { sql } from './sql.ts';

let catalogue: TestCatalogue;
beforeAll(async () => void (catalogue = await startCatalogue()));
afterAll(() => catalogue.stop());

const EPOCH_MS = sql`extract(epoch from given.time)::float8 * 1000`;

test('the database reads the same time, in any year that it knows', async () => {
  // Its first is 4713 BC, and microseconds of later ones are no longer whole in a double.
  const time = fc.date({
    min: new Date(Date.UTC(-4711, 0)),
    max: new Date(Date.UTC(20_000, 0)),
    noInvalidDate: true,
  });
  await fc.assert(
    fc.asyncProperty(time, async (date) => {
      const { rows } = await sql<{ plain: number; bound: number }>`
        select ${EPOCH_MS} as plain, extract(epoch from ${date}::timestamptz)::float8 * 1000 as bound
        from (select ${postgresTime(date)}::timestamptz as time) as given`.execute(catalogue.db);
      expect(Math.round(rows[0]!.plain)).toBe(date.getTime());
      expect(Math.round(rows[0]!.bound)).toBe(date.getTime());
    }),
    { numRuns: 50 },
  );
});
