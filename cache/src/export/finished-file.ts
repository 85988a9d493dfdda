import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Beside the file, so that a rename is all that makes it visible. */
export const partialOf = (path: string) => `${path}.partial`;

/** Gives what was written its name, once the disk has it. */
export async function publishFile(partial: string, path: string): Promise<void> {
  await synced(partial);
  await rename(partial, path);
  await synced(dirname(path));
}

async function synced(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
