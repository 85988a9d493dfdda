import { posix } from 'node:path';
import { invalidInput } from '@pvs/core/errors';
import type { Job } from '@pvs/core/queue/stage';
import type { ReadDocument } from '../metadata/read-documents.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import { checkRaster } from './check-raster.ts';
import { inspectSource } from './inspect-source.ts';
import { rasterDriver } from './raster-driver.ts';
import type { RasterSource } from './raster-source.ts';
import { matchesAny } from './select-files.ts';

/** What images are called. References may as well name reports and packages. */
const IMAGE = /\.(tiff?|jp2|j2k|jpe?g|png|ntf|nitf)$/i;

/** The images of a package that one of its documents names. */
export interface ReferencedImages {
  /** Path of the document inside the package. */
  readonly document: string;
  /** Paths inside the package. */
  readonly images: readonly string[];
  /** Named and not there. */
  readonly missing: readonly string[];
}

/**
 * The images that the best document with references names, as far as the package holds them; undefined where no
 * document names one that is there. References are looked up among the package's files and nowhere else.
 * @param leave globs of files that are not data
 */
export function referencedImages(
  documents: readonly ReadDocument[],
  files: ReadonlyMap<string, string>,
  leave: readonly string[] = [],
): ReferencedImages | undefined {
  for (const { file, references } of documents) {
    const named = [...new Set(references)]
      .filter((reference) => IMAGE.test(reference))
      .map((reference) => posix.join(posix.dirname(file), reference.replaceAll('\\', '/')))
      .filter((image) => !matchesAny(image, leave));
    const images = named.filter((image) => files.has(image));
    if (images.length > 0) {
      return { document: file, images, missing: named.filter((image) => !files.has(image)) };
    }
  }
  return undefined;
}

/**
 * The rasters that a package's metadata name as its data; none where they name none that is there.
 * @throws InvalidInput `RasterUnreadable` for a named file that is no image, and what refuses one
 */
export async function findReferencedRasters(
  context: PreprocessContext,
  { documents, files }: Pick<PreprocessState, 'documents' | 'files'>,
  job: Job,
  leave: readonly string[],
): Promise<RasterSource[]> {
  const found = referencedImages(documents, files, leave);
  if (!found) return [];
  const { document, images, missing } = found;
  if (missing.length > 0) job.log.warn({ document, missing: missing.slice(0, 20) }, 'Package:Incomplete');
  const sources: RasterSource[] = [];
  for (const file of images) {
    const path = files.get(file) ?? '';
    const driver = await rasterDriver(path);
    if (!driver) throw noImage(document, file);
    const info = await inspectSource(context, { path, driver }, job);
    checkRaster(file, info, context.config.limits.packageBytes);
    sources.push({ file, raster: { path, driver }, info, parts: [] });
  }
  return sources;
}

const noImage = (document: string, file: string) =>
  invalidInput(
    `${document} names ${file}, which is no image: allowed are GeoTIFF, JPEG 2000, PNG, JPEG and NITF by their content`,
    { code: 'RasterUnreadable', detail: { document, file } },
  );
