import { z } from 'zod';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';

/** The Redis keys of the archive beside those of its stage. */
export const archiveKeys = {
  /** Hash package → JSON {@link ArchiveRecord}. */
  records: 'archive_records',
  /** Hash package → JSON {@link Landed}: what takes up landing space. */
  landing: 'archive_landing',
} as const;

const archivedFile = z.object({
  /** Path in the package; its own name where the package is one file. */
  name: z.string(),
  /** In the archive. */
  key: z.string(),
  sizeBytes: z.number(),
  /** Hexadecimal. */
  sha256: z.string(),
  /** What its source told its versions by; absent where it has no word for that. */
  version: z.string().optional(),
});

const archiveRecord = z.object({
  /** By which the package goes in the queues. */
  path: z.string(),
  /** The message that made a product of it, and its queue. */
  queue: z.string(),
  message: z.string(),
  /** ISO 8601. */
  at: z.string(),
  /** Whether the package is one file, and not all that lies below its path. */
  isFile: z.boolean(),
  files: z.array(archivedFile).min(1),
});

/** One file of an archived package. */
export type ArchivedFile = z.infer<typeof archivedFile>;
/** An archived package: what `archived.json` beside its files says, and Redis. */
export type ArchiveRecord = z.infer<typeof archiveRecord>;

/** A package in the landing space. */
export interface Landed {
  /** Names this coming back: a later one of the same package has another. */
  readonly retrieval: string;
  /** Key of the file, or prefix of the files, in the stack's own storage. */
  readonly at: string;
  readonly sizeBytes: number;
  /** ISO 8601. */
  readonly since: string;
}

/** @throws what zod or JSON says about text that is none */
export const parseRecord = (json: string): ArchiveRecord => archiveRecord.parse(JSON.parse(json));

/** Undefined where nothing of that path is archived, as far as Redis knows. */
export async function findRecord(redis: ScriptedRedis, path: string): Promise<ArchiveRecord | undefined> {
  const json = await redis.hget(archiveKeys.records, path);
  return json === null ? undefined : parseRecord(json);
}

/** Every archived package, a few at a time, in no order. */
export async function* archiveRecords(redis: ScriptedRedis): AsyncGenerator<ArchiveRecord> {
  const seen = new Set<string>();
  for await (const entries of redis.hscanStream(archiveKeys.records, { count: 500 }) as AsyncIterable<
    string[]
  >) {
    for (let i = 0; i + 1 < entries.length; i += 2) {
      // A scan may tell an entry twice.
      if (!seen.has(entries[i]!)) yield parseRecord(entries[i + 1]!);
      seen.add(entries[i]!);
    }
  }
}

/** What takes up landing space, by package. */
export async function landedPackages(redis: ScriptedRedis): Promise<ReadonlyMap<string, Landed>> {
  const entries = Object.entries(await redis.hgetall(archiveKeys.landing));
  return new Map(entries.map(([path, json]) => [path, JSON.parse(json) as Landed]));
}

/** Bytes of all files. */
export const archivedBytes = ({ files }: Pick<ArchiveRecord, 'files'>): number =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
