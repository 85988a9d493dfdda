import type { Command } from '../command.ts';
import { commands } from '../commands/index.ts';
import { code, GENERATED, table } from './markdown.ts';

/** The command line, from the list of commands. */
export function commandReference(): string {
  return [
    GENERATED,
    '# Command line',
    'Exit codes: 0 where all went well, 1 where the work failed, 2 where the input or the configuration is wrong. Results go to standard output, what happens meanwhile to standard error.',
    table(
      ['command', 'does'],
      commands.map((command) => [`[${code(`./pvs ${command.name}`)}](#${command.name})`, command.summary]),
    ),
    '`./pvs setup` only makes the machine ready, and `./pvs test` runs all checks and tests.',
    ...commands.map(describe),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function describe(command: Command): string {
  const usage = [
    './pvs',
    command.name,
    command.positionals,
    command.options.length > 0 ? '[options]' : undefined,
  ];
  return [
    `## ${command.name}`,
    `\`\`\`sh\n${usage.filter((part) => part !== undefined).join(' ')}\n\`\`\``,
    `${command.description ?? `${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`}`,
    ...(command.options.length === 0 ? [] : [optionTable(command)]),
  ].join('\n\n');
}

const optionTable = ({ options }: Command) =>
  table(
    ['option', 'means', 'instead of'],
    options.map(({ flags, text, variable }) => [
      code(flags),
      text,
      variable === undefined ? '' : code(variable),
    ]),
  );
