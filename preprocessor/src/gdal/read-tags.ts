import type { TagsJob } from './gdal-job.ts';
import { openRaster } from './open-raster.ts';

/** Far more than any tag says that is of use; a damaged file may have megabytes. */
const MAX_TAGS = 500;
const MAX_TAG_LENGTH = 2000;

/**
 * What a raster's tags say about it: TIFF's own, `GDAL_METADATA` and what GDAL makes of a vendor's sidecar (its
 * `IMAGERY` domain), which comes first. @throws InvalidInput `RasterUnreadable`
 */
export function readTags({ raster }: TagsJob): Readonly<Record<string, string>> {
  const dataset = openRaster(raster);
  try {
    const all = { ...plain(dataset.getMetadata()), ...plain(dataset.getMetadata('IMAGERY')) };
    return Object.fromEntries(
      Object.entries(all)
        .slice(0, MAX_TAGS)
        .map(([name, value]) => [name, value.slice(0, MAX_TAG_LENGTH)]),
    );
  } finally {
    dataset.close();
  }
}

const plain = (metadata: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
