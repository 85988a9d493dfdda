import { copyFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { invalidInput } from '@pvs/core/errors';
import type { Job } from '@pvs/core/queue/stage';
import type { RasterFile, RasterInfo } from '../gdal/gdal-job.ts';
import type { ReadDocument } from '../metadata/read-documents.ts';
import { keyName } from '@pvs/core/storage/product-keys';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import { checkRaster } from './check-raster.ts';
import { inspectSource } from './inspect-source.ts';
import { firstBytes, rasterDriver } from './raster-driver.ts';
import { copyDocument, replaceVrt } from './replace-vrt.ts';
import type { RasterSource } from './raster-source.ts';

/**
 * The pictures that a package's DIMAP documents describe, each laid together from its tiles by GDAL's DIMAP driver.
 * Every file a document names is checked first, since the driver opens them as they are.
 * @throws InvalidInput `DataMissing` for a file that is not there, `UnsupportedRaster` for one that is no image
 */
export async function findDimapRasters(
  context: PreprocessContext,
  state: Pick<PreprocessState, 'documents' | 'files' | 'workDir'>,
  job: Job,
): Promise<RasterSource[]> {
  const described = state.documents.filter(
    ({ format, references }) => format === 'dimap' && references.length > 0,
  );
  const sources: RasterSource[] = [];
  for (const document of described) {
    const { path, tiles } = await prepare(context, document, state, job);
    const raster: RasterFile = { path, driver: 'DIMAP' };
    // All of them, and first: the driver opens each as it is, whatever lies beside it.
    const parts: RasterInfo[] = [];
    for (const tile of tiles) parts.push(await inspectSource(context, tile, job));
    const info = await inspectSource(context, raster, job);
    checkRaster(document.file, info, context.config.limits.packageBytes);
    sources.push({ file: document.file, raster, info, parts: parts.slice(0, 1) });
  }
  return sources;
}

/**
 * A document whose tiles are all real images. Where one is a VRT, that is a copy of the document with what the VRT
 * describes beside it.
 */
async function prepare(
  context: PreprocessContext,
  document: ReadDocument,
  { files, workDir }: Pick<PreprocessState, 'files' | 'workDir'>,
  job: Job,
): Promise<{ path: string; tiles: RasterFile[] }> {
  const named = document.references.map((reference) => ({
    reference,
    ...locate(document, reference, files),
  }));
  const drivers = await Promise.all(named.map(({ path }) => rasterDriver(path)));
  const tiles = named.flatMap(({ path }, i) => (drivers[i] ? [{ path, driver: drivers[i] }] : []));
  if (tiles.length === named.length) return { path: document.path, tiles };
  const directory = join(workDir, 'dimap', keyName(document.file));
  const path = await copyDocument(document.path, directory);
  const replaced: RasterFile[] = [];
  for (const [i, tile] of named.entries()) {
    const target = join(directory, tile.reference);
    if (posix.basename(tile.reference) !== tile.reference) throw noImage(tile.file);
    const driver = drivers[i];
    if (driver) await copyFile(tile.path, target);
    else if (!(await isVrt(tile.path))) throw noImage(tile.file);
    replaced.push(
      driver ? { path: target, driver } : await replaceVrt(context, files, tile.file, target, job),
    );
  }
  return { path, tiles: replaced };
}

function locate(document: ReadDocument, reference: string, files: ReadonlyMap<string, string>) {
  const file = posix.join(posix.dirname(document.file), reference);
  const path = files.get(file);
  if (path !== undefined) return { file, path };
  throw invalidInput(`${document.file} names the image '${reference}', which the package does not hold`, {
    code: 'DataMissing',
    detail: { document: document.file, reference },
  });
}

const isVrt = async (path: string) =>
  (await firstBytes(path, 256)).toString('latin1').includes('<VRTDataset');

const noImage = (file: string) =>
  invalidInput(`${file} is no image: allowed are GeoTIFF, JPEG 2000, PNG, JPEG and NITF by their content`, {
    code: 'UnsupportedRaster',
    detail: { file },
  });
