import { mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROTATE_AT_BYTES = 20 * 1024 ** 2;

/** Opens `logsDir/name.log` for a child's output; one that grew large becomes `name.log.1` first. */
export function openChildLog(logsDir: string, name: string): number {
  mkdirSync(logsDir, { recursive: true });
  const path = childLogPath(logsDir, name);
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeBytes > ROTATE_AT_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a');
}

export const childLogPath = (logsDir: string, name: string) => join(logsDir, `${name}.log`);

/** The last lines a child wrote, for the message that says why it did not start. */
export function lastLines(logsDir: string, name: string, count = 5): string {
  try {
    return readFileSync(childLogPath(logsDir, name), 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
}
