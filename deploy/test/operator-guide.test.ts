import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guideCommands, hiddenCommands, NOT_FOLLOWED } from './operator-guide.ts';

const known = guideCommands().map(({ command }) => command);
const tests = readdirSync(import.meta.dirname)
  .filter((name) => name.startsWith('swarm') && name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .join('\n');
/** As a test writes it, with its quotes escaped. */
const isFollowed = (command: string) =>
  [command, command.replaceAll("'", "\\'"), command.replaceAll('`', '\\`')].some((text) =>
    tests.includes(text),
  );

test('the pages have commands', () => {
  expect(known.length).toBeGreaterThan(10);
});

test.each(guideCommands())('$page: `$command` is followed on a swarm, or it says why not', ({ command }) => {
  expect(isFollowed(command)).toBe(!Object.hasOwn(NOT_FOLLOWED, command));
});

test('commands that nobody follows are those of the pages', () => {
  for (const command of Object.keys(NOT_FOLLOWED)) expect(known).toContain(command);
});

test('commands with arguments are in blocks, where they are found', () => {
  expect(hiddenCommands()).toEqual([]);
});
