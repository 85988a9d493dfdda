import { locale } from '../texts/texts.ts';
import { dayMs } from './time-interval.ts';
import type { TimeInterval } from './time-interval.ts';

const date = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** For people: `30 Jun 2018`, `30 Jun – 1 Jul 2018`, `30 Jun 2018, 10:01`, `30 Jun 2018, 10:01 – 11:30`; UTC. */
export function describeInterval(interval: TimeInterval): string {
  const key = `${interval.startMs}/${interval.endMs}`;
  const known = described.get(key);
  if (known !== undefined) return known;
  if (described.size >= MOST_DESCRIBED) described.clear();
  const words = inWords(interval);
  described.set(key, words);
  return words;
}

/** Formatting ranges takes the time of a frame for the bars of the time bar, which say the same each time they are drawn. */
const described = new Map<string, string>();
const MOST_DESCRIBED = 5000;

function inWords({ startMs, endMs }: TimeInterval): string {
  const sameDay = Math.floor(startMs / dayMs) === Math.floor(endMs / dayMs);
  if (startMs % dayMs === 0 && (endMs + 1) % dayMs === 0) {
    return sameDay ? date.format(startMs) : plain(date.formatRange(startMs, endMs));
  }
  const [from, to] = [clock(startMs), clock(endMs)];
  if (sameDay) return `${date.format(startMs)}, ${from === to ? from : `${from} – ${to}`}`;
  return `${date.format(startMs)}, ${from} – ${date.format(endMs)}, ${to}`;
}

/** `30 Jun 2018, 10:01 UTC`. */
export const describeInstant = (ms: number) => `${date.format(ms)}, ${clock(ms)} UTC`;

const clock = (ms: number) => new Date(ms).toISOString().slice(11, 16);

/** formatRange sets the dash between thin spaces, in some ranges only. */
const plain = (text: string) => text.replaceAll(/\s*–\s*/gu, ' – ');
