import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '@pvs/core/catalogue/database';
import { pendingMigrations } from '@pvs/core/catalogue/migrate';
import { migrations } from '@pvs/core/catalogue/migrations/index';
import { conflict, invalidInput } from '@pvs/core/errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { sql } from 'kysely';
import { MANIFEST, type BackupManifest } from './backup-manifest.ts';
import { atOneMoment, columnsOf, rowsOf, TABLES } from './catalogue-rows.ts';
import { writeLines } from './line-file.ts';
import { readQueues } from './queue-state.ts';

/** What is backed up, or restored to. */
export interface BackedStack {
  readonly name: string;
  readonly db: Database;
  readonly redis: ScriptedRedis;
  /** Path of its YAML. */
  readonly configPath: string;
  /** Of this checkout. */
  readonly version: string;
}

export const configPathOf = (env: { readonly PVS_CONFIG?: string | undefined; readonly PVS_STACK: string }) =>
  env.PVS_CONFIG ?? join(import.meta.dirname, `../../../config/${env.PVS_STACK}.yml`);

/**
 * Writes a stack's queues, catalogue and configuration to a store, the manifest last. Services may work meanwhile:
 * queues are read before the catalogue, so that an item that is finished in between is done once more after
 * restoring, which changes nothing. The other way round it would be lost.
 * @throws Conflict `BackupExists`, InvalidInput `SchemaBehind`
 */
export async function backUp(stack: BackedStack, store: ObjectStore): Promise<BackupManifest> {
  if (await store.stat(MANIFEST))
    throw conflict(`there is a backup at ${store.url}: name another place`, { code: 'BackupExists' });
  const pending = await pendingMigrations(stack.db);
  if (pending.length > 0)
    throw invalidInput(`the database lacks ${pending.join(', ')}: run ./pvs migrate, or an older version`, {
      code: 'SchemaBehind',
    });
  const at = new Date().toISOString();
  const queues = await writeLines(store, 'queues.jsonl.gz', await readQueues(stack.redis));
  const catalogue = await writeCatalogue(stack.db, store);
  const yaml = await readFile(stack.configPath, 'utf8');
  const manifest: BackupManifest = {
    ...{
      format: 1,
      version: stack.version,
      stack: stack.name,
      at,
      schema: Object.keys(migrations).at(-1) ?? '',
    },
    ...catalogue,
    queues,
    configuration: await writeLines(store, 'configuration.jsonl.gz', yaml.split('\n')),
  };
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await store.write(MANIFEST, Buffer.from(text), { contentType: 'application/json' });
  return manifest;
}

const writeCatalogue = (db: Database, store: ObjectStore) =>
  atOneMoment(db, async (trx): Promise<Pick<BackupManifest, 'tables' | 'revision'>> => {
    const tables = [];
    for (const name of TABLES) {
      const file = await writeLines(store, `catalogue/${name}.jsonl.gz`, rowsOf(trx, name));
      tables.push({ name, columns: await columnsOf(trx, name, 'all'), file });
    }
    const { rows } = await sql<{ revision: number }>`select last_revision() as revision`.execute(trx);
    return { tables, revision: Number(rows[0]?.revision ?? 0) };
  });
