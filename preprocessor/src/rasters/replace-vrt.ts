import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { limitExceeded } from '@pvs/core/errors';
import type { Job } from '@pvs/core/queue/stage';
import type { AssembleJob, Piece, RasterFile } from '../gdal/gdal-job.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { rasterDriver } from './raster-driver.ts';
import { readVrt, type Vrt } from './read-vrt.ts';

const TIME_LIMIT_MS = 30 * 60_000;
const MAX_VRT_BYTES = 1024 ** 2;

/**
 * Writes the picture that a VRT of a package describes as a GeoTIFF, from those of its sources that the package
 * holds. A source that is not there leaves its part empty and is named in the log.
 */
export async function replaceVrt(
  { gdal, config }: PreprocessContext,
  files: ReadonlyMap<string, string>,
  file: string,
  output: string,
  job: Job,
): Promise<RasterFile> {
  const path = files.get(file) ?? '';
  const { size } = await stat(path);
  if (size > MAX_VRT_BYTES)
    throw limitExceeded(`${file} has ${size} bytes: allowed for a VRT are ${MAX_VRT_BYTES}`);
  const vrt = readVrt(await readFile(path), file);
  const bytes = vrt.widthPx * vrt.heightPx * vrt.bands.length;
  if (!(bytes > 0 && bytes <= config.limits.packageBytes)) {
    throw limitExceeded(
      `${file} describes ${vrt.widthPx} × ${vrt.heightPx} pixels in ${vrt.bands.length} bands`,
      {
        code: 'RasterTooLarge',
      },
    );
  }
  const missing = new Set<string>();
  const bands = await Promise.all(
    vrt.bands.map(async (band) => ({ ...band, pieces: await findPieces(band, file, files, missing) })),
  );
  if (missing.size > 0) job.log.warn({ file, missing: [...missing] }, 'Raster:Incomplete');
  const assemble: AssembleJob = { ...vrt, kind: 'assemble', bands, output };
  await gdal.run(assemble, { signal: job.signal, timeLimitMs: TIME_LIMIT_MS });
  return { path: output, driver: 'GTiff' };
}

async function findPieces(
  { pieces }: Vrt['bands'][number],
  file: string,
  files: ReadonlyMap<string, string>,
  missing: Set<string>,
): Promise<Piece[]> {
  const found: Piece[] = [];
  for (const { reference, ...piece } of pieces) {
    const path = files.get(posix.join(posix.dirname(file), reference));
    const driver = path === undefined ? undefined : await rasterDriver(path);
    if (path !== undefined && driver) found.push({ ...piece, raster: { path, driver } });
    else missing.add(reference);
  }
  return found;
}

/** A copy of a document in a directory of its own, for pictures written beside it. */
export async function copyDocument(path: string, directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const copy = join(directory, basename(path));
  await copyFile(path, copy);
  return copy;
}
