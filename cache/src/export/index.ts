import { mbtilesArchive } from './mbtiles-archive.ts';
import { pmtilesArchive } from './pmtiles-archive.ts';
import type { TileArchive } from './tile-archive.ts';

/** Every form of archive, by its name, which is also its files' extension. */
export const archiveFormats: Readonly<Record<string, (path: string) => TileArchive>> = {
  mbtiles: mbtilesArchive,
  pmtiles: pmtilesArchive,
};
