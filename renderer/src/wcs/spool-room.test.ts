import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { isPvsError } from '@pvs/core/errors';
import { asSpoolError, checkSpoolRoom, spoolLimitBytes } from './spool-room.ts';

/** Where Linux has files in memory. */
const SHM = '/dev/shm';
const hasShm = existsSync(SHM) && (await statfs(SHM)).type === 0x01021994;

test.runIf(hasShm)('files in memory may take a quarter of it', async () => {
  const allowed = (await spoolLimitBytes(SHM))!;
  expect(allowed).toBeLessThanOrEqual(totalmem() / 4);
  await checkSpoolRoom(allowed, SHM);
  await expect(checkSpoolRoom(allowed + 1, SHM)).rejects.toThrow(
    /allowed are up to \d+, since temporary files/,
  );
});

test.runIf((await statfs(tmpdir())).type !== 0x01021994)(
  'files on a disk may take what there is',
  async () => {
    expect(await spoolLimitBytes()).toBeUndefined();
    await checkSpoolRoom(Number.MAX_SAFE_INTEGER);
  },
);

test('a full disk is nobody’s wrong request', () => {
  const error = asSpoolError(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
  expect(isPvsError(error, 'SourceUnavailable')).toBe(true);
  expect((error as Error).message).not.toContain('ENOSPC');
});
