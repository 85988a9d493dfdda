import { archivedBytes, type ArchiveRecord } from '@pvs/core/archive/archive-record';
import type { ArchiveConfig } from '@pvs/core/config/archive';
import type { CommandContext } from '../command.ts';
import { columns, printable } from '../printable.ts';
import type { ArchiveContents } from './read-archive.ts';

/** More than anybody reads on a terminal. */
const MOST_LINES = 200;

/** Prints a line for each package, what needs looking at first, and the sums. */
export function printStatus(
  { print, say }: Pick<CommandContext, 'print' | 'say'>,
  { archived, pending, failed, landed }: ArchiveContents,
  { url, landing }: ArchiveConfig,
): void {
  const rows = [
    ...failed.map(({ id, code, at }) => ['failed', id, '', code, at]),
    ...pending.map(({ path, queue, state }) => ['pending', path, '', `${queue}, ${state}`, '']),
    ...landed.map(({ path, sizeBytes, since }) => [
      'retrieved',
      path,
      sizeBytes,
      'in the landing space',
      since,
    ]),
    ...archived
      .slice(0, MOST_LINES)
      .map((record) => [...['archived', record.path, archivedBytes(record), checksumOf(record), record.at]]),
  ];
  const heading = ['state', 'package', 'bytes', 'checksum or reason', 'time'];
  const shown = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? printable(cell) : cell)));
  if (rows.length > 0) for (const line of columns([heading, ...shown])) print(line);
  if (archived.length > MOST_LINES) say(`${archived.length - MOST_LINES} more: --json lists all`);
  const bytes = archived.reduce((sum, record) => sum + archivedBytes(record), 0);
  const taken = landed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  say(
    `${url}: ${archived.length} archived (${bytes} bytes), ${pending.length} pending, ${failed.length} failed`,
  );
  say(`landing space: ${taken} of ${landing.maxBytes} bytes taken`);
}

function checksumOf({ isFile, files }: ArchiveRecord): string {
  return isFile ? `sha256:${files[0]?.sha256}` : `${files.length} files: --json has theirs`;
}
