import type { Command, CommandOption } from '../command.ts';

const data: CommandOption = {
  flags: '--data <dir>',
  text: 'directory of the bundled stack (default: .pvs-data)',
  variable: 'PVS_DATA_DIR',
};
const stack: CommandOption = {
  flags: '--stack <name>',
  text: 'stack whose config/{name}.yml is used (default: vhr18)',
  variable: 'PVS_STACK',
};
const serving: readonly CommandOption[] = [
  stack,
  {
    flags: '--port <number>',
    text: 'port of HTTP; 0 takes a free one (default: 8080)',
    variable: 'PVS_PORT',
  },
  { flags: '--host <address>', text: 'address HTTP listens on (default: 127.0.0.1)', variable: 'PVS_HOST' },
];

/** Every command, in the order of `--help`. Adding one is a file and an entry. */
export const commands: readonly Command[] = [
  {
    name: 'up',
    summary: 'start the bundled stack and serve until it is ended',
    description:
      'Starts Redis, a PostGIS, the stages and HTTP, each only where its URL variable (PVS_REDIS_URL, PVS_DATABASE_URL, PVS_STORAGE_URL) is unset, and keeps everything below the data directory.',
    options: [...serving, data],
    load: async () => (await import('./up.ts')).up,
  },
];
