import { readOverview, type StageOverview } from '@pvs/core/queue/stage-overview';
import { type CommandContext, exitCode } from '../command.ts';
import { withRedis } from '../connect/with-redis.ts';
import { columns, printable } from '../printable.ts';

/** Prints where the items of every stage are. */
export async function status(
  { env, print }: CommandContext,
  _: readonly string[],
  { json = false }: { json?: boolean },
): Promise<number> {
  const stages = await withRedis(env, readOverview);
  if (json) print(JSON.stringify({ stages }, undefined, 2));
  else for (const line of describe(stages)) print(line);
  return exitCode.done;
}

function describe(stages: readonly StageOverview[]): string[] {
  const counts = stages.map((s) => {
    const waiting = Object.values(s.waiting).reduce((sum, length) => sum + length, s.taken);
    return [s.stage, waiting, s.working.length, s.succeeded, s.failed, s.workers];
  });
  const working = stages.flatMap((s) =>
    s.working.map(({ id, progress }) => [
      s.stage,
      progress ? `${progress.percent} %` : '',
      progress?.step ?? '',
      printable(id),
    ]),
  );
  return [
    ...columns([['stage', 'waiting', 'in work', 'done', 'failed', 'workers'], ...counts]),
    ...(working.length === 0 ? [] : ['', ...columns(working)]),
  ];
}
