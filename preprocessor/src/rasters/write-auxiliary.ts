import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import type { XmlFragment } from '@pvs/core/xml/xml-template';
import type { RasterFile } from '../gdal/gdal-job.ts';

/**
 * A raster with auxiliary metadata beside it, in a directory of its own: links to the files of the package's
 * directory it lies in, since formats keep sensor models, masks and tiles in files of their own.
 * @param file path inside the package
 */
export async function writeAuxiliary(
  raster: RasterFile,
  file: string,
  files: ReadonlyMap<string, string>,
  auxiliary: XmlFragment,
  directory: string,
): Promise<RasterFile> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const name = basename(raster.path);
  const aux = `${name}.aux.xml`;
  await symlink(raster.path, join(directory, name));
  for (const [path, absolute] of files) {
    const sibling = posix.basename(path);
    if (posix.dirname(path) !== posix.dirname(file) || sibling === name || sibling === aux) continue;
    await symlink(absolute, join(directory, sibling));
  }
  await writeFile(join(directory, aux), auxiliary.toString());
  return { ...raster, path: join(directory, name) };
}
