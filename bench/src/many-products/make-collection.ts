import { copyFileSync, linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Database } from '@pvs/core/catalogue/database';
import { FILL_RECORDS } from '@pvs/core/catalogue/migrations/007-product-records';
import { makeRaster } from '@pvs/core/testing/make-raster';
import { generateArchive } from '../catalogue/generate-archive.ts';

export const COLLECTION = 'SENTINEL2';
const SIZE_PX = 512;
/** ext4 allows 65,000 of a file. */
const MAX_LINKS = 50_000;

/**
 * One collection of `count` products over the land of the Earth, each with a picture of its own name: the generated
 * archive, of one collection, whose coverages are small COGs (links to one file, which each is opened for itself).
 */
export async function makeCollection(db: Database, count: number, storage: string): Promise<void> {
  await generateArchive(db, count);
  await db.connection().execute(async (connection) => {
    await sql.raw(`update product set collection = '${COLLECTION}'`).execute(connection);
    await sql.raw(COVERAGES).execute(connection);
    await sql.raw('truncate product_record').execute(connection);
    await sql.raw(FILL_RECORDS).execute(connection);
    await sql.raw('vacuum analyze').execute(connection);
  });
  makeRaster(storage, 'scene.tif', {
    ...{ widthPx: SIZE_PX, heightPx: SIZE_PX, bands: 3, type: 'Byte', epsg: 4326, driver: 'COG' },
    transform: [0, 1.16 / SIZE_PX, 0, 0, 0, -1.12 / SIZE_PX],
    value: (x, y, band) => 1 + ((x * (band + 3) + y * 7) % 250),
    options: ['COMPRESS=DEFLATE', 'BLOCKSIZE=256'],
  });
  const directories = new Set<string>();
  const { rows } = await sql<{ key: string }>`select object_key as key from coverage`.execute(db);
  for (const [i, { key }] of rows.entries()) {
    const source = join(storage, `scene-${Math.floor(i / MAX_LINKS)}.tif`);
    if (i % MAX_LINKS === 0) copyFileSync(join(storage, 'scene.tif'), source);
    const directory = join(storage, key, '..');
    if (!directories.has(directory)) mkdirSync(directory, { recursive: true });
    directories.add(directory);
    linkSync(source, join(storage, key));
  }
}

const BANDS = JSON.stringify(['red', 'green', 'blue'].map((name) => ({ name, color: name })));

/** A picture that fills its product's box, in directories of a hundred. */
const COVERAGES = `
update coverage set
  object_key = 'scenes/' || product_id / 100 || '/' || product_id || '_COG.tif',
  size_bytes = 1000000, data_type = 'uint8', bands = '${BANDS}', crs = 'EPSG:4326',
  proj4 = '+proj=longlat +datum=WGS84 +no_defs', width_px = ${SIZE_PX}, height_px = ${SIZE_PX},
  transform = array[west, (east - west) / ${SIZE_PX}, 0, north, 0, -(north - south) / ${SIZE_PX}]
from (
  select id, (drawn_boxes->0->>0)::float8 as west, (drawn_boxes->0->>1)::float8 as south,
    (drawn_boxes->0->>2)::float8 as east, (drawn_boxes->0->>3)::float8 as north
  from product
) as box where box.id = product_id`;
