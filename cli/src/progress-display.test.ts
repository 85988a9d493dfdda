import { expect, test } from 'vitest';
import { printable } from './printable.ts';
import { createProgressDisplay } from './progress-display.ts';

function shown(isTTY: boolean, columns = 50): string {
  let text = '';
  const display = createProgressDisplay({ isTTY, columns, write: (part) => (text += part) });
  display.update({ fraction: 0.5, text: 'a text that is longer than the terminal is wide' });
  display.note('noted');
  display.end();
  return text;
}

test('a terminal gets a bar in one line, others only the lines that stay', () => {
  expect(shown(false)).toBe('noted\n');
  const bars = shown(true).split('\r\u001B[2K');
  expect(bars[1]).toMatch(/^█{15}░{15} 50 % a text/);
  for (const bar of bars) expect([...bar].length).toBeLessThan(50);
  expect(bars.at(-1)).toBe('');
  expect(shown(true, 0)).toContain('50 % a text that is longer');
});

test('control characters of a foreign text do not reach the terminal', () => {
  expect(printable('a\u001B[2Jb\nc')).toBe('a�[2Jb�c');
});
