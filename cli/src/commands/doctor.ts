import { type CommandContext, exitCode } from '../command.ts';
import { checks } from '../doctor/checks.ts';
import { printable } from '../printable.ts';

/** Looks at everything the stack needs and says what to do about what is missing; 1 where something is. */
export async function doctor({ env, variables, print }: CommandContext): Promise<number> {
  let failed = 0;
  for (const check of checks) {
    const { state, text, advice } = await check.look(env, variables);
    print(`${MARKS[state]} ${check.name}: ${text.split('\n').map(printable).join('\n    ')}`);
    if (advice !== undefined) print(`    ${advice}`);
    if (state === 'bad') failed += 1;
  }
  print(failed === 0 ? 'all is well' : `${failed} of ${checks.length} need attention`);
  return failed === 0 ? exitCode.done : exitCode.failed;
}

const MARKS = { good: 'ok  ', bad: 'BAD ', unused: '-   ' } as const;
