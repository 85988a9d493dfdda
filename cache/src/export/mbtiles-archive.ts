import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { type ArchiveAbout, centerOf, type TileArchive } from './tile-archive.ts';
import { partialOf, publishFile } from './finished-file.ts';

/** "MPBX", by which `file` and others know an MBTiles (MBTiles 1.3, "Database"). */
const APPLICATION_ID = 0x4d504258;
/** Written once and renamed when whole: neither a journal nor the disk need be waited for. */
const SETTINGS = [
  `pragma application_id = ${APPLICATION_ID}`,
  'pragma journal_mode = off',
  'pragma synchronous = off',
  'create table metadata (name text, value text)',
  'create table tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)',
];
const FORMATS = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const;

/** MBTiles 1.3: an SQLite database; rows count from the bottom, as in TMS. */
export function mbtilesArchive(path: string): TileArchive {
  const partial = partialOf(path);
  rmSync(partial, { force: true });
  const database = new DatabaseSync(partial);
  for (const statement of SETTINGS) database.exec(statement);
  const insert = database.prepare('insert into tiles values (?, ?, ?, ?)');
  database.exec('begin');
  return {
    add({ zoom, column, row }, body) {
      insert.run(zoom, column, 2 ** zoom - 1 - row, body);
    },
    async finish(about) {
      const note = database.prepare('insert into metadata values (?, ?)');
      for (const [name, value] of metadataOf(about)) note.run(name, value);
      database.exec('create unique index metadata_index on metadata (name)');
      database.exec('create unique index tile_index on tiles (zoom_level, tile_column, tile_row)');
      database.exec('commit');
      database.close();
      await publishFile(partial, path);
    },
    async abandon() {
      if (database.isOpen) database.close();
      await rm(partial, { force: true });
    },
  };
}

/** MBTiles 1.3, "Metadata". */
function metadataOf(about: ArchiveAbout): (readonly [string, string])[] {
  const { name, description, attribution, format, bounds, minZoom, maxZoom } = about;
  return [
    ['name', name],
    ['format', FORMATS[format]],
    ['bounds', bounds.join(',')],
    ['center', centerOf(about).join(',')],
    ['minzoom', String(minZoom)],
    ['maxzoom', String(maxZoom)],
    ['type', 'overlay'],
    ['version', '1'],
    ...(description === '' ? [] : [['description', description] as const]),
    ...(attribution === '' ? [] : [['attribution', attribution] as const]),
  ];
}
