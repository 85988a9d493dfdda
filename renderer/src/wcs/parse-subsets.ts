import { invalidInput } from '@pvs/core/errors';
import { parseTime } from '@pvs/core/time/time-grammar';
import type { TimeInterval } from '@pvs/core/time/time-grammar';
import { ALLOWED_AXES, type Axis, axisOf } from './axis-labels.ts';

/** From low to high on one axis; a slice has both alike, an open end is ±Infinity. */
export interface Trim {
  readonly low: number;
  readonly high: number;
}

/** What `subset` says, by axis. */
export interface Subsets {
  readonly x?: Trim;
  readonly y?: Trim;
  readonly time?: TimeInterval;
  /** Identifier of a CRS that is given with an axis, as WCS 2.0.0 has it. */
  readonly crs?: string;
}

const POINT = String.raw`\s*(?:"([^"]*)"|(\*)|([^"(),*]*))\s*`;
const SUBSET = String.raw`\s*([\w.:/-]+)\s*(?:,\s*([^(),"]+?)\s*)?\(${POINT}(?:(,)${POINT})?\)\s*(?:,|$)`;

/**
 * Reads subsets of one or more axes, divided by commas (OGC 09-147r3 §8.4.2.1).
 * @example `Lat(40,41.5)`, `E(500000,*)`, `time("2018-01-01","2018-06-30")`, `x,EPSG:4326(10,11)`
 * @throws InvalidInput `InvalidParameterValue` for what is no subset, `InvalidAxisLabel`, `InvalidSubsetting`
 */
export function parseSubsets(text: string): Subsets {
  const pattern = new RegExp(SUBSET, 'y');
  let subsets: Subsets = {};
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw unreadable(text.slice(at));
    subsets = { ...subsets, ...readOne(match, subsets) };
  }
  return subsets;
}

function readOne(match: RegExpExecArray, before: Subsets): Subsets {
  const [whole, label = '', crs, , , , comma] = match;
  const axis = requireAxis(label);
  if (before[axis]) throw wrong('InvalidAxisLabel', `axis '${label}' is given twice`);
  const low = match[3] ?? match[4] ?? match[5]?.trim() ?? '';
  const high = comma === undefined ? low : (match[7] ?? match[8] ?? match[9]?.trim() ?? '');
  if (low === '' || high === '') throw unreadable(whole);
  if (axis === 'time') return { time: timeOf(low, high) };
  const trim = { low: numberOf(low, -Infinity, whole), high: numberOf(high, Infinity, whole) };
  if (trim.low > trim.high)
    throw wrong('InvalidSubsetting', `'${shown(whole)}' ends before it begins: expected ${label}(low,high)`);
  return { [axis]: trim, ...(crs === undefined ? {} : { crs }) };
}

function requireAxis(label: string): Axis {
  const axis = axisOf(label);
  if (axis) return axis;
  throw wrong('InvalidAxisLabel', `there is no axis '${shown(label)}': allowed are ${ALLOWED_AXES} and time`);
}

function numberOf(text: string, open: number, whole: string): number {
  if (text === '*') return open;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) return Number(text);
  throw wrong(
    'InvalidSubsetting',
    `'${shown(text)}' in '${shown(whole)}' is not a number: expected one or *`,
  );
}

function timeOf(low: string, high: string): TimeInterval {
  const [from, to] = [low, high].map((one) => (one === '*' ? '..' : one));
  try {
    const selection = parseTime(low === high && low !== '*' ? low : `${from}/${to}`);
    if (selection !== 'current' && selection.length === 1) return selection[0]!;
  } catch {
    // Said below in the words of this standard.
  }
  throw wrong(
    'InvalidSubsetting',
    `cannot read the time from '${shown(low)}' to '${shown(high)}': expected instants in quotes, as in time("2018-06-01T00:00:00Z","2018-06-30")`,
  );
}

const shown = (text: string) => text.slice(0, 100).trim();

const wrong = (code: string, message: string) =>
  invalidInput(message, { code, detail: { locator: 'subset' } });

const unreadable = (text: string) =>
  wrong(
    'InvalidSubsetting',
    `cannot read the subset '${shown(text)}': expected axis(low,high) or axis(point), as in Lat(40,41.5) or time("2018-06-30")`,
  );
