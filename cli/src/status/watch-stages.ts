import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { readOverview, type StageOverview } from '@pvs/core/queue/stage-overview';
import type { DisplayStream } from '../progress-display.ts';
import { describeStages, type Rates } from './describe-stages.ts';

const EVERY_MS = 1000;
/** Redis is said to be away when it has not answered for so long. */
const PATIENCE_MS = 3000;
const AWAY = 'Redis does not answer; as it was last:';
/** Rates are those of the last minute. */
const WINDOW = 60;
const HOME_AND_CLEAR = '\u001B[H\u001B[J';

interface Sample {
  readonly at: number;
  readonly finished: Rates;
}

/**
 * Shows the stages anew each second until `stop` aborts: in place on a terminal, elsewhere as one JSON line or one
 * table after the other. While Redis does not answer it says so, over what it last knew.
 */
export async function watchStages(
  redis: ScriptedRedis,
  stream: DisplayStream & { readonly rows?: number },
  asJson: boolean,
  stop: AbortSignal,
): Promise<void> {
  const samples: Sample[] = [];
  let lines: readonly string[] = [];
  const show = (facts: object, shown: readonly string[]) => {
    const line = JSON.stringify({ at: new Date().toISOString(), ...facts });
    stream.write(asJson ? `${line}\n` : frame(shown, stream));
  };
  while (!stop.aborted) {
    const stages = await answered(readOverview(redis), stop, () =>
      show({ problem: AWAY }, [AWAY, '', ...lines]),
    );
    if (!stages) break;
    samples.push({ at: performance.now(), finished: finishedOf(stages) });
    if (samples.length > WINDOW) samples.shift();
    const rates = ratesOf(samples);
    lines = describeStages(stages, rates);
    show({ rates, stages }, lines);
    await sleep(EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  // What is shown stays, and the shell goes on below it.
  if (stream.isTTY === true) stream.write('\n');
}

/** Waits for an answer, says each few seconds that there is none; undefined where `stop` comes first. */
async function answered<T>(
  answer: Promise<T>,
  stop: AbortSignal,
  sayLate: () => void,
): Promise<T | undefined> {
  while (!stop.aborted) {
    const came = new AbortController();
    const signal = AbortSignal.any([came.signal, stop]);
    const late = sleep(PATIENCE_MS, undefined, { signal }).catch(() => undefined);
    const told = await Promise.race([answer, late]).finally(() => came.abort());
    if (told !== undefined) return told;
    if (!stop.aborted) sayLate();
  }
  return undefined;
}

const finishedOf = (stages: readonly StageOverview[]): Rates =>
  Object.fromEntries(stages.map((s) => [s.stage, s.succeeded + s.failed]));

/** Growth of the outcome sets per minute; an item that is done again grows none of them. */
export function ratesOf(samples: readonly Sample[]): Rates {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at === first.at) return {};
  const minutes = (last.at - first.at) / 60_000;
  return Object.fromEntries(
    Object.entries(last.finished).map(([stage, n]) => [
      stage,
      Math.max(0, n - (first.finished[stage] ?? 0)) / minutes,
    ]),
  );
}

function frame(lines: readonly string[], stream: DisplayStream & { readonly rows?: number }): string {
  if (stream.isTTY !== true) return `${lines.join('\n')}\n\n`;
  // A terminal that does not know its size says 0.
  const [width, height] = [stream.columns || 80, stream.rows || 24];
  const shown = lines.slice(0, height - 1).map((line) => [...line].slice(0, width).join(''));
  return HOME_AND_CLEAR + shown.join('\n');
}
