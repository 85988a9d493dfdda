import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/**
 * The loopback port a child of this data directory had last time, where it is still free, so that an operator's
 * `redis-cli -u` keeps working from start to start; else a free one.
 */
export async function rememberedPort(dataDir: string, name: string): Promise<number> {
  const path = join(dataDir, 'ports', name);
  const last = Number(await readFile(path, 'utf8').catch(() => '0'));
  const port = await freePort('127.0.0.1', Number.isInteger(last) && last > 0 && last < 65536 ? last : 0);
  await mkdir(join(dataDir, 'ports'), { recursive: true });
  await writeFile(path, String(port));
  return port;
}
