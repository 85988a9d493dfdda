import { posix } from 'node:path';
import { invalidInput } from '@pvs/core/errors';
import type { Job } from '@pvs/core/queue/stage';
import type { RasterFile } from '../gdal/gdal-job.ts';
import type { ReadDocument } from '../metadata/read-documents.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import { checkRaster } from './check-raster.ts';
import { inspectSource } from './inspect-source.ts';
import { firstBytes, rasterDriver } from './raster-driver.ts';
import type { RasterSource } from './raster-source.ts';

/**
 * The pictures that a package's DIMAP documents describe, each laid together from its tiles by GDAL's DIMAP driver.
 * Every file a document names is checked first, since the driver opens them as they are.
 * @throws InvalidInput `DataMissing` for a file that is not there, `UnsupportedRaster` for one that is no image
 */
export async function findDimapRasters(
  context: PreprocessContext,
  state: Pick<PreprocessState, 'documents' | 'files'>,
  job: Job,
): Promise<RasterSource[]> {
  const described = state.documents.filter(
    ({ format, references }) => format === 'dimap' && references.length > 0,
  );
  const sources: RasterSource[] = [];
  for (const document of described) {
    const tiles = await tilesOf(document, state.files);
    const raster: RasterFile = { path: document.path, driver: 'DIMAP' };
    const info = await inspectSource(context, raster, job);
    checkRaster(document.file, info, context.config.limits.packageBytes);
    const [first] = tiles;
    const parts = first ? [await inspectSource(context, first, job)] : [];
    sources.push({ file: document.file, raster, info, parts });
  }
  return sources;
}

async function tilesOf(document: ReadDocument, files: ReadonlyMap<string, string>): Promise<RasterFile[]> {
  const tiles: RasterFile[] = [];
  for (const reference of document.references) {
    const file = posix.join(posix.dirname(document.file), reference);
    const path = files.get(file);
    if (path === undefined) {
      throw invalidInput(`${document.file} names the image '${reference}', which the package does not hold`, {
        code: 'DataMissing',
        detail: { document: document.file, reference },
      });
    }
    const driver = await rasterDriver(path);
    if (!driver) throw await noImage(file, path);
    tiles.push({ path, driver });
  }
  return tiles;
}

async function noImage(file: string, path: string) {
  const isVrt = (await firstBytes(path, 256)).toString('latin1').includes('<VRTDataset');
  const what = isVrt
    ? 'a GDAL virtual raster, whose references are never followed'
    : 'no image of a known format';
  return invalidInput(
    `${file} is ${what}: allowed are GeoTIFF, JPEG 2000, PNG, JPEG and NITF by their content`,
    {
      code: 'UnsupportedRaster',
      detail: { file },
    },
  );
}
