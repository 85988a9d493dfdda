import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of a few megabytes, which a test fills and frees. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all the room but so many bytes. */
  fill(leftBytes: number): void;
  free(): void;
  unmount(): void;
}

/** Mounts one, which takes root; says loudly where it cannot. The test that holds it skips itself then. */
export function mountSmallDisk(sizeBytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'pvs-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=777`, 'pvs-disk', path], {
      stdio: 'pipe',
    });
  } catch {
    rmSync(path, { recursive: true });
    process.stderr.write('SKIPPED: full disks, since nothing can be mounted here\n');
    return undefined;
  }
  const filler = join(path, 'filler');
  return {
    path,
    fill(leftBytes) {
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)));
    },
    free: () => rmSync(filler),
    unmount() {
      execFileSync('umount', [path]);
      rmSync(path, { recursive: true });
    },
  };
}
