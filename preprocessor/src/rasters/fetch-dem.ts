import { mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { invalidInput } from '@pvs/core/errors';
import type { Job } from '@pvs/core/queue/stage';
import type { PreprocessContext } from '../preprocess-context.ts';
import { download } from '../source/download.ts';
import { objectFile } from '../source/storage-source.ts';
import { rasterDriver } from './raster-driver.ts';

/**
 * The heights that sensor models are corrected by, on this machine: a file that is here, or an object brought here.
 * @returns its absolute path
 * @throws InvalidInput `DemMissing` where there is no GeoTIFF of that name
 */
export async function fetchDem(
  { store, config }: PreprocessContext,
  dem: string,
  directory: string,
  { signal }: Job,
): Promise<string> {
  const path = dem.startsWith('/') ? dem : join(directory, basename(dem));
  if (dem.startsWith('/')) {
    if (!(await stat(path).catch(() => undefined))) throw demMissing(dem, 'there is no such file here');
  } else if (!(await stat(path).catch(() => undefined))) {
    const found = await store.stat(dem);
    if (!found) throw demMissing(dem, `it is not in ${store.url}`);
    await mkdir(directory, { recursive: true });
    const maxBytes = config.limits.packageBytes;
    await download(objectFile(store, found), { target: path, maxBytes, signal });
  }
  if ((await rasterDriver(path)) !== 'GTiff') throw demMissing(dem, 'it is no GeoTIFF');
  return path;
}

const demMissing = (dem: string, why: string) =>
  invalidInput(`the heights '${dem}' that the type is configured with cannot be used: ${why}`, {
    code: 'DemMissing',
    detail: { dem },
  });
