import { readEnvironment } from '@pvs/core/config/environment';
import { isPvsError, messageOf } from '@pvs/core/errors';
import { Command as CommanderCommand, CommanderError } from 'commander';
import type { Command, CommandContext, CommandOption } from './command.ts';
import { exitCode, type Run } from './command.ts';
import { commands } from './commands/index.ts';
import { readVersion } from '@pvs/core/release/read-version';

/** The command line: parses, runs one command, and turns what it throws into one line and an exit code. */
export function createProgram(variables: NodeJS.ProcessEnv) {
  return {
    async run(given: readonly string[]): Promise<number> {
      let code: number = exitCode.done;
      const program = new CommanderCommand('pvs')
        .description('PRISM View Server: satellite packages in, maps and searches out.')
        .version(readVersion(), '--version', 'print the version')
        .exitOverride()
        .addHelpText(
          'after',
          "\nBesides, './pvs setup' only makes the machine ready, and './pvs test' runs all checks and tests.",
        )
        .showHelpAfterError("('./pvs --help' and './pvs COMMAND --help' say what there is)");
      for (const command of commands) define(program, command, variables, (result) => (code = result));
      try {
        await program.parseAsync(given, { from: 'user' });
        return code;
      } catch (error) {
        return explain(error);
      }
    },
  };
}

function define(
  program: CommanderCommand,
  command: Command,
  variables: NodeJS.ProcessEnv,
  finish: (code: number) => void,
): void {
  const defined = program
    .command(`${command.name} ${command.positionals ?? ''}`.trim())
    .summary(command.summary)
    .description(command.description ?? command.summary)
    .exitOverride();
  for (const { flags, text } of command.options) defined.option(flags, text);
  defined.action(async () => {
    const options = defined.opts<Record<string, unknown>>();
    const run = (await command.load()) as Run<Record<string, unknown>>;
    const context = contextOf({ ...variables, ...overrides(command.options, options) });
    finish(await run(context, defined.args, options));
  });
}

/** The variables that options were given for. */
function overrides(
  options: readonly CommandOption[],
  given: Record<string, unknown>,
): Record<string, string> {
  const named = options.flatMap(({ flags, variable }) => {
    const value = given[/--([a-z]+)/.exec(flags)?.[1] ?? ''];
    return variable !== undefined && typeof value === 'string' ? [[variable, value]] : [];
  });
  return Object.fromEntries(named) as Record<string, string>;
}

function contextOf(variables: NodeJS.ProcessEnv): CommandContext {
  return {
    // `run` waits for files that are missing, and reads it itself.
    get env() {
      return readEnvironment(variables);
    },
    variables,
    print: (line) => console.log(line),
    say: (line) => console.error(`pvs: ${line}`),
  };
}

function explain(error: unknown): number {
  // Commander has written its message itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.misused;
  console.error(isPvsError(error) ? `pvs: ${error.message}` : `pvs: ${stackOf(error)}`);
  return isPvsError(error, 'InvalidInput') ? exitCode.misused : exitCode.failed;
}

const stackOf = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
