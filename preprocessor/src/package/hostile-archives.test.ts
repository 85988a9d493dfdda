import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPvsError } from '@pvs/core/errors';
import { testLimits } from '../testing/test-limits.ts';
import { unpackPackage } from './unpack-package.ts';

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const HOSTILE = join(DATA, 'hostile/archives');
const PACKAGES = join(DATA, 'packages');
const present = existsSync(HOSTILE) && existsSync(PACKAGES);
if (!present)
  process.stderr.write('SKIPPED: no archives in ../shared/data/hostile and ../shared/data/packages\n');

/** Number of files, or the code of the error and a part of its message. */
const EXPECTED: Readonly<Record<string, number | readonly [code: string, message: string]>> = {
  'corrupted_z_buf_error.gz': ['InvalidPackage', 'Invalid tar header'],
  'deflate64.zip': ['InvalidPackage', 'method 9 (Deflate64)'],
  'empty.tar': ['InvalidPackage', 'it is empty'],
  'eofloop_valid_huff.tif.zip': 1,
  'not_a_tar.tar': ['InvalidPackage', 'it is a web page'],
  'tar_absolute.tar': ['UnsafePackage', '/tmp/evil_abs.txt'],
  'tar_bad_checksum.tar': ['InvalidPackage', 'Invalid tar header'],
  'tar_duplicate_names.tar': ['UnsafePackage', 'same name'],
  'tar_case_duplicates.tar': ['UnsafePackage', 'ignoring case'],
  'tar_dotdot.tar': ['UnsafePackage', 'leads out of the package'],
  'tar_gz_bomb_200MB.tar.gz': ['PackageTooLarge', '200 times its size'],
  'tar_hardlink_secret.tar': ['UnsafePackage', 'product/image.tif'],
  'tar_long_name.tar': ['PackageTooLarge', 'too long'],
  'tar_size_lies_8GB.tar': ['InvalidPackage', 'cut short'],
  'tar_special_files.tar': ['UnsafePackage', 'fifo'],
  'tar_symlink_escape.tar': ['UnsafePackage', 'symlink'],
  'tar_symlink_secret.tar': ['UnsafePackage', '/etc/passwd'],
  'tar_truncated.tar': ['InvalidPackage', 'cut short'],
  'test_deflate_4GB.tif.zip': 1,
  'testzip.zip': 5,
  'zero.bin.zip.zip': ['PackageTooLarge', 'zero.bin'],
  'zero_5GB_sozip_of_sozip.zip': ['PackageTooLarge', 'zero_5GB.bin'],
  'zip_5000_entries.zip': 5000,
  'zip_bomb_100MB.zip': ['PackageTooLarge', 'zeros.bin'],
  'zip_bomb_nested_1GB.zip': ['PackageTooLarge', 'zeros.bin'],
  'zip_slip.zip': ['UnsafePackage', '../../../tmp/evil_zip.txt'],
  'zip_symlink.zip': ['UnsafePackage', 'image.tif'],
  'zip_truncated.zip': ['InvalidPackage', 'central directory'],
};

const PACKAGE_FILES: Readonly<Record<string, number>> = {
  'DIMAP1_SPOT_scene.tar.gz': 2,
  'DIMAP2_PHR_bundle.tar': 9,
  'GSC_nested_DIMAP.tar': 11,
  'GSC_opt_HRO.tar': 2,
  'GSC_opt_OAM_Manila.tar': 2,
  'GSC_sar_ASAR.tar.gz': 2,
  'LC08_L2SP_017036_20130419_20200913_02_T2.tar.gz': 9,
  'MER_FRS_1PNPDE20060816_090929_RGB.tar.gz': 2,
  'MER_FRS_1PNPDE20060830_100949_RGB.tar.gz': 2,
  'S1B_IW_GRDH_1SDV_20210401T052623_ECC8.SAFE.zip': 4,
  'S2A_MSIL1C_20170809T100031_N0205_R122_T32TQT_20170809T100028.zip': 94,
  'S2B_MSIL2A_20230823T095559_N0509_R122_T34UCF_20230823T124759.SAFE.zip': 87,
};

/** What the hostile archives would write if they could. */
const ESCAPES = ['/tmp/evil_abs.txt', '/tmp/evil_symlink.txt', '/tmp/evil_zip.txt', '/tmp/evil_zip_abs.txt'];

let outer: string;
beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'unpack-'));
});
afterEach(() => rm(outer, { recursive: true }));

describe.skipIf(!present)('real archives', () => {
  it('are all in the tables, where they are there', async () => {
    const unlisted = (await readdir(HOSTILE)).filter((name) => !(name in EXPECTED));
    expect(unlisted).toEqual([]);
    expect((await readdir(PACKAGES)).sort()).toEqual(Object.keys(PACKAGE_FILES).sort());
  });

  it.each(Object.entries(EXPECTED).filter(([name]) => existsSync(join(HOSTILE, name))))(
    '%s gives %j, and nothing outside its directory',
    async (name, expected) => {
      const into = join(outer, 'a/b/c/into');
      const result = await unpackPackage(join(HOSTILE, name), into, testLimits()).catch(
        (error: unknown) => error,
      );
      if (typeof expected === 'number') expect(result).toHaveLength(expected);
      else {
        if (!isPvsError(result)) throw result;
        expect(result.code).toBe(expected[0]);
        expect(result.message).toContain(expected[1]);
      }
      const written = await readdir(outer, { recursive: true, withFileTypes: true });
      const outside = written
        .filter(({ parentPath }) => !parentPath.startsWith(into))
        .map(({ name }) => name);
      expect(outside.filter((found) => !['a', 'b', 'c', 'into'].includes(found))).toEqual([]);
      expect(written.filter((found) => !found.isFile() && !found.isDirectory())).toEqual([]);
      expect(ESCAPES.filter((file) => existsSync(file))).toEqual([]);
    },
  );

  it.each(Object.entries(PACKAGE_FILES))('%s holds %i files', async (name, count) => {
    const entries = await unpackPackage(join(PACKAGES, name), join(outer, 'into'), testLimits());
    expect(entries).toHaveLength(count);
  });
});
