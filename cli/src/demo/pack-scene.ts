import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { writeGsc } from '@pvs/core/formats/gsc-writer';
import { pack } from 'tar-stream';
import type { DemoScene } from './plan-scenes.ts';

/** The package of one cut scene, as a tar: its GeoTIFF and its GSC report. */
export async function packScene(
  { metadata }: Pick<DemoScene, 'metadata'>,
  directory: string,
): Promise<Readable> {
  const image = `${metadata.identifier}.tif`;
  const report = writeGsc(metadata, {
    responsibleOrgName: 'PRISM View Server demo (imagery: NASA Blue Marble)',
    dateTime: metadata.endTime,
    fileNames: [image],
  });
  const archive = pack();
  archive.entry({ name: `${metadata.identifier}.xml` }, report);
  archive.entry({ name: image }, await readFile(join(directory, image)));
  archive.finalize();
  return Readable.from(archive);
}
