import { expect, test } from 'vitest';
import { sourceUnavailable } from '../errors.ts';
import { troubleLog } from './trouble-log.ts';

function said() {
  const lines: unknown[] = [];
  const say = (facts: object, msg: string) => void lines.push({ msg, ...facts });
  return { lines, log: troubleLog({ warn: say, info: say } as never, { fails: 'Fails', works: 'Works' }) };
}

const full = (file: string) =>
  sourceUnavailable(`storage failed for '${file}'`, {
    cause: Object.assign(new Error(`no space left, write '${file}'`), { code: 'ENOSPC' }),
  });

test('one trouble is told once, however many files it meets, and when it is over', () => {
  const { lines, log } = said();
  log.worked();
  for (const file of ['a', 'b', 'c']) log.failed(full(file), { key: file });
  log.worked();
  log.worked();
  expect(lines).toEqual([
    { msg: 'Fails', key: 'a', error: "storage failed for 'a'" },
    { msg: 'Works', since: expect.stringMatching(/^20\d\d-/) as string, times: 3 },
  ]);
  log.failed(full('d'));
  expect(lines).toHaveLength(3);
});

test('a trouble of another kind is told once as well, though they take turns, and both end together', () => {
  const { lines, log } = said();
  for (let turn = 0; turn < 3; turn += 1) {
    log.failed(full('a'));
    log.failed(Object.assign(new Error('permission denied'), { code: 'EACCES' }));
  }
  log.worked();
  expect(lines).toMatchObject([{ msg: 'Fails' }, { msg: 'Fails' }, { msg: 'Works', times: 6 }]);
});
