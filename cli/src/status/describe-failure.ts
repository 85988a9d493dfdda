import type { RevisitedProblem } from '@pvs/core/queue/revisits';
import { printable } from '../printable.ts';
import { duration } from './describe-stages.ts';

/** A failure as lines: which item, where, when and why, and when it is tried again by itself. */
export function describeFailure(problem: RevisitedProblem, now = Date.now()): string[] {
  const { stage, id, code, message, at, attempts } = problem;
  return [
    printable(id),
    `  ${stage} ${code}, ${at}, attempts: ${attempts}`,
    ...message.split('\n').map((line) => `  ${printable(line)}`),
    ...revisitLine(problem, now),
  ];
}

function revisitLine({ code, revisit }: RevisitedProblem, now: number): string[] {
  if (!revisit) return [];
  const { due, number, of } = revisit;
  const leftS = Math.ceil((Date.parse(due) - now) / 1000);
  const when = leftS > 0 ? `at ${due.slice(0, 19)}Z, in ${duration(leftS)}` : 'now';
  return [`  tried again by itself ${when} (${number} of ${of}): ${code} may pass`];
}
