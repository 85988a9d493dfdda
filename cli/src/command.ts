import type { Environment } from '@pvs/core/config/environment';

/** What a command is run with. */
export interface CommandContext {
  /** The contract variables, with the command's options laid over them. */
  readonly env: Environment;
  /** The environment that child processes inherit. */
  readonly variables: NodeJS.ProcessEnv;
  /** The result: standard output. */
  print(line: string): void;
  /** What happens meanwhile: standard error. */
  say(line: string): void;
}

/** Exit codes: what went wrong with the input is told apart from what went wrong with the work. */
export const exitCode = { done: 0, failed: 1, misused: 2 } as const;

/** Carries out a command. Resolves to its exit code when it is through; `up` and `run` only when they are ended. */
export type Run<Options> = (
  context: CommandContext,
  positionals: readonly string[],
  options: Options,
) => Promise<number>;

/** One command as `--help` shows it; its code is loaded only when it is run. */
export interface Command {
  readonly name: string;
  /** Positional arguments in commander's notation, e.g. `<path...>`. */
  readonly positionals?: string;
  readonly summary: string;
  /** More than the summary, for the command's own help. */
  readonly description?: string;
  readonly options: readonly CommandOption[];
  load(): Promise<Run<never>>;
}

export interface CommandOption {
  /** In commander's notation, e.g. `--port <number>`. */
  readonly flags: string;
  readonly text: string;
  /** The variable that it overrides; an option without one is the command's own. */
  readonly variable?: keyof Environment;
}
