import { loadStack } from '@pvs/core/config/load-stack';
import { type RunningBundle, startBundle } from '../bundle/supervisor.ts';
import { type CommandContext, exitCode } from '../command.ts';
import { terminated } from '../terminated.ts';

/** Serves the bundled stack until a signal ends it. */
export async function up(context: CommandContext): Promise<number> {
  await loadStack(context.env);
  const ending = terminated();
  const starting = startBundle(context);
  const bundle = await Promise.race([starting, ending]);
  if (typeof bundle === 'object') announce(context, bundle);
  await ending;
  context.say('stopping');
  await (await starting).stop();
  return exitCode.done;
}

/** The line that scripts wait for, and the ones that a person needs first. */
export function announce({ print, say }: CommandContext, { at, plan }: RunningBundle): void {
  print(`PVS ready on ${at.http}`);
  print(`Redis: redis-cli -u ${at.redis} lpush preprocess_queue PATH`);
  say(`storage ${at.storage}; logs in ${plan.logsDir}`);
}
