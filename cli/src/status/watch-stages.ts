import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { readOverview, type StageOverview } from '@pvs/core/queue/stage-overview';
import type { DisplayStream } from '../progress-display.ts';
import { describeStages, type Rates } from './describe-stages.ts';

const EVERY_MS = 1000;
/** Rates are those of the last minute. */
const WINDOW = 60;
const HOME_AND_CLEAR = '\u001B[H\u001B[J';

interface Sample {
  readonly at: number;
  readonly finished: Rates;
}

/**
 * Shows the stages anew each second until `stop` aborts: in place on a terminal, elsewhere as one JSON line or one
 * table after the other.
 */
export async function watchStages(
  redis: ScriptedRedis,
  stream: DisplayStream & { readonly rows?: number },
  asJson: boolean,
  stop: AbortSignal,
): Promise<void> {
  const samples: Sample[] = [];
  while (!stop.aborted) {
    const stages = await readOverview(redis);
    samples.push({ at: performance.now(), finished: finishedOf(stages) });
    if (samples.length > WINDOW) samples.shift();
    const rates = ratesOf(samples);
    if (asJson) stream.write(`${JSON.stringify({ at: new Date().toISOString(), rates, stages })}\n`);
    else stream.write(frame(describeStages(stages, rates), stream));
    await sleep(EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  // What is shown stays, and the shell goes on below it.
  if (stream.isTTY === true) stream.write('\n');
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
