import { invalidInput, messageOf, notFound } from '@pvs/core/errors';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { z } from 'zod';

/** Written last: what has none is no backup, or not yet. */
export const MANIFEST = 'manifest.json';
const MAX_BYTES = 1024 ** 2;

const file = z.object({
  key: z.string().regex(/^[\w./-]+$/),
  lines: z.int().min(0),
  sizeBytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** One file of a backup: gzip of lines, with what it has to be. */
export type BackupFile = z.infer<typeof file>;

const schema = z.object({
  /** Of this form. */
  format: z.literal(1),
  /** Version that made it. */
  version: z.string(),
  stack: z.string(),
  /** When it was begun: nothing that was finished before is missing. ISO 8601. */
  at: z.iso.datetime(),
  /** The last migration of the database. */
  schema: z.string(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), file })),
  /** Last number of the sequence of revisions. */
  revision: z.int().min(0),
  queues: file,
  configuration: file,
});

export type BackupManifest = z.infer<typeof schema>;

/** @throws NotFound `NoBackup`, InvalidInput `InvalidBackup` */
export async function readManifest(store: ObjectStore): Promise<BackupManifest> {
  const found = await store.readWhole(MANIFEST, MAX_BYTES);
  if (!found)
    throw notFound(`there is no ${MANIFEST} at ${store.url}: no whole backup`, { code: 'NoBackup' });
  try {
    return schema.parse(JSON.parse(found.body.toString()));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause);
    throw invalidInput(`${MANIFEST} at ${store.url} cannot be understood: ${why}`, {
      code: 'InvalidBackup',
      cause,
    });
  }
}

export const filesOf = ({ tables, queues, configuration }: BackupManifest): BackupFile[] => [
  ...tables.map((table) => table.file),
  queues,
  configuration,
];
