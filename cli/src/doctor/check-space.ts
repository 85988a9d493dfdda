import { access, constants, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Environment } from '@pvs/core/config/environment';
import { bad, type Finding, good } from './check.ts';

/** A package, what it unpacks to and its COGs lie beside each other for a while. */
const COMFORTABLE_BYTES = 5 * 1024 ** 3;

export async function checkSpace(env: Environment): Promise<Finding> {
  const directory = resolve(env.PVS_DATA_DIR);
  const existing = await nearestExisting(directory);
  try {
    await access(existing, constants.W_OK);
  } catch {
    return bad(`${existing} cannot be written`, 'choose another directory with --data');
  }
  const { bavail, bsize } = await statfs(existing);
  const text = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free for ${directory}`;
  return bavail * bsize > COMFORTABLE_BYTES
    ? good(text)
    : bad(text, 'make room, or choose another directory with --data');
}

async function nearestExisting(path: string): Promise<string> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return exists || dirname(path) === path ? path : nearestExisting(dirname(path));
}
