import type { StageOverview } from '@pvs/core/queue/stage-overview';
import { columns, printable } from '../printable.ts';

/** Items per minute that reached an outcome, by stage; absent where it was not measured. */
export type Rates = Readonly<Record<string, number>>;

const HEADING = ['stage', 'waiting', 'delayed', 'in work', 'done', 'failed', 'workers', 'oldest'];

/** The stages as lines: a table, then what is in work and what waits for a service. */
export function describeStages(stages: readonly StageOverview[], rates?: Rates): string[] {
  const counts = stages.map((s) => {
    const waiting = Object.values(s.waiting).reduce((sum, length) => sum + length, s.parked);
    const cells = [s.stage, waiting, s.delayed.length, s.working.length, s.succeeded, s.failed, s.workers];
    const rate = rates ? [`${(rates[s.stage] ?? 0).toFixed(1)}/min`] : [];
    return [...cells, s.oldestS === null ? '' : duration(s.oldestS), ...rate];
  });
  const working = stages.flatMap((s) =>
    s.working.map(({ id, progress }) => [
      s.stage,
      progress ? `${progress.percent} %` : '',
      progress?.step ?? '',
      printable(id),
    ]),
  );
  const delayed = stages.flatMap((s) =>
    s.delayed.map(({ id, reason, since }) => [
      s.stage,
      `waits since ${since.slice(0, 19)}Z`,
      printable(id),
      printable(reason),
    ]),
  );
  return [
    ...columns([rates ? [...HEADING, 'rate'] : HEADING, ...counts]),
    ...[working, delayed].flatMap((rows) => (rows.length === 0 ? [] : ['', ...columns(rows)])),
  ];
}

/** Two units at most: `3 d 4 h`, `12 min`, `8 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
