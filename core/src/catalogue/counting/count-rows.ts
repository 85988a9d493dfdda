import type { SearchProperty } from '../filter/queryables.ts';
import {
  type CountLimits,
  type StepCount,
  type TimeStep,
  tooManySteps,
  type ValueCounts,
} from '../search/count-products.ts';
import type { CountableProducts } from './counted-columns.ts';
import { textReader } from './row-values.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** As `countByTime`, of rows: first by hours or days, of which there are few, then those by longer steps. */
export function countRowsByTime(
  { products }: Pick<CountableProducts, 'products'>,
  rows: Uint32Array,
  step: TimeStep,
  { maxSteps }: CountLimits,
): readonly StepCount[] {
  const unitMs = step === 'hour' ? HOUR_MS : DAY_MS;
  const units = new Map<number, number>();
  for (const row of rows) add(units, Math.floor(products.beginMs(row) / unitMs), 1);
  const steps = new Map<number, number>();
  for (const [unit, count] of units) add(steps, beginOfStep(unit * unitMs, step), count);
  if (steps.size > maxSteps) throw tooManySteps(step, maxSteps);
  return [...steps]
    .sort(([a], [b]) => a - b)
    .map(([beginMs, count]) => ({ begin: new Date(beginMs), count }));
}

function add(counts: Map<number, number>, key: number, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Of the step that holds the begin of an hour or a day. */
function beginOfStep(ms: number, step: TimeStep): number {
  const date = new Date(ms);
  // From 0 for Sunday; weeks begin on Monday.
  if (step === 'week') date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  if (step === 'month') date.setUTCDate(1);
  if (step === 'year') date.setUTCMonth(0, 1);
  return date.getTime();
}

/** As `countByValue`, of rows; undefined where the property's texts are not in columns. */
export function countRowsByValue(
  from: CountableProducts,
  rows: Uint32Array,
  property: SearchProperty,
  { maxValues }: CountLimits,
): ValueCounts | undefined {
  const texts = textReader(property, from);
  if (!texts) return undefined;
  const counts = new Map<number, number>();
  for (const row of rows) add(counts, texts.idAt(row), 1);
  const values = [...counts].flatMap(([id, count]) => {
    const value = id === 0 ? undefined : texts.textOf(id);
    return value === undefined ? [] : [{ value, count }];
  });
  values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const others = values.slice(maxValues).reduce((sum, { count }) => sum + count, 0);
  return { values: values.slice(0, maxValues), others };
}

/** When the first and the last of them begin; undefined where there is none. */
export function beginsOfRows({ products }: CountableProducts, rows: Uint32Array) {
  let [first, last] = [Infinity, -Infinity];
  for (const row of rows) {
    const beginMs = products.beginMs(row);
    first = Math.min(first, beginMs);
    last = Math.max(last, beginMs);
  }
  return rows.length === 0 ? undefined : { first: new Date(first), last: new Date(last) };
}
