import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCatalogue, type TestCatalogue } from '../testing/start-catalogue.ts';
import { PREPARED } from './prepared-client.ts';
import { rawSql, sql } from './sql.ts';

let catalogue: TestCatalogue;
beforeAll(async () => {
  catalogue = await startCatalogue();
});
afterAll(() => catalogue.stop());

test.each([
  ['', 'not named'],
  [PREPARED, 'named'],
])("answers of statements (%s%s) go with V8's collections of what is young", async (mark) => {
  const ask = (i: number) =>
    sql<{ long: string }>`${rawSql(mark)} select repeat('x', 50000 + ${i}::int) as long`.execute(
      catalogue.db,
    );
  const collectYoung = youngCollector();
  for (let i = 0; i < 50; i += 1) await ask(i);
  collectYoung();
  const before = oldBytes();
  let answered = 0;
  for (let i = 0; i < 500; i += 1) {
    const { rows } = await ask(i);
    answered += rows[0]!.long.length;
    if (i % 50 === 49) collectYoung();
  }
  collectYoung();
  collectYoung();
  expect(answered).toBeGreaterThan(25_000_000);
  expect(oldBytes() - before).toBeLessThan(answered / 4);
});

test('a statement that the database refuses is an error for who asked', async () => {
  await expect(sql`select 1 / ${0}::int`.execute(catalogue.db)).rejects.toThrow('division by zero');
  await expect(sql`${rawSql(PREPARED)} select 1 / ${0}::int`.execute(catalogue.db)).rejects.toThrow(
    'division by zero',
  );
  const { rows } = await sql<{ one: number }>`select 1 as one`.execute(catalogue.db);
  expect(rows).toEqual([{ one: 1 }]);
});

/** What survived collections of young objects. */
const oldBytes = () =>
  getHeapSpaceStatistics()
    .filter(({ space_name: name }) => name === 'old_space' || name === 'large_object_space')
    .reduce((sum, { space_used_size: bytes }) => sum + bytes, 0);

function youngCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
  return () => collect({ type: 'minor' });
}
