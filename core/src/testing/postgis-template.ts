import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';

const core = join(import.meta.dirname, '../..');
const cacheDir = join(core, '../node_modules/.cache/pvs-tests');

/**
 * The files of an embedded database in which PostGIS is installed: starting from them takes a fifth of the time.
 * Made once per version of the packages and kept beside them.
 */
export async function postgisTemplate(): Promise<Blob> {
  const path = join(cacheDir, `postgis-${await versionsHash()}.tar`);
  try {
    return new Blob([await readFile(path)]);
  } catch {
    return makeTemplate(path);
  }
}

async function makeTemplate(path: string): Promise<Blob> {
  const database = await PGlite.create({ extensions: { postgis } });
  await database.exec('create extension postgis');
  const template = await database.dumpDataDir('none');
  await database.close();
  await mkdir(cacheDir, { recursive: true });
  // Test files run side by side: whoever is last replaces the others' with the same.
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, Buffer.from(await template.arrayBuffer()));
  await rename(draft, path);
  return template;
}

async function versionsHash(): Promise<string> {
  const { optionalDependencies } = JSON.parse(await readFile(join(core, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  return createHash('sha256').update(JSON.stringify(optionalDependencies)).digest('hex').slice(0, 12);
}
