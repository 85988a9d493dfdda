import { sql } from 'kysely';
import { messageOf } from '@pvs/core/errors';
import type { IngestorContext } from '../../ingestor-context.ts';
import { byteSize } from '../pages/byte-size.ts';

/** What a stack stands on, as this process sees it. */
export interface BackingService {
  readonly name: 'Redis' | 'database' | 'object storage';
  readonly ready: boolean;
  /** Versions and sizes where it answers, else why it does not. */
  readonly says: string;
  /** How long it took, milliseconds. */
  readonly tookMs: number;
}

const DEADLINE_MS = 3000;

type Backing = Pick<IngestorContext, 'redis' | 'db' | 'store'>;

/** Asks each for something small. */
export async function askBackingServices(context: Backing): Promise<BackingService[]> {
  return Promise.all([
    timed('Redis', () => describeRedis(context)),
    timed('database', () => describeDatabase(context)),
    timed('object storage', () => describeStorage(context)),
  ]);
}

async function timed(name: BackingService['name'], ask: () => Promise<string>): Promise<BackingService> {
  const began = performance.now();
  const tookMs = () => Math.round(performance.now() - began);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  try {
    const says = await Promise.race([ask(), late]);
    return { name, ready: true, says, tookMs: tookMs() };
  } catch (error) {
    return { name, ready: false, says: messageOf(error), tookMs: tookMs() };
  } finally {
    clearTimeout(timer);
  }
}

async function describeRedis({ redis }: Backing): Promise<string> {
  const info = await redis.info();
  const of = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '?';
  const isKept = of('aof_enabled') === '1' ? 'kept in a file' : 'in memory only';
  return `${of('redis_version')}, ${byteSize(Number(of('used_memory')))}, ${isKept}`;
}

async function describeDatabase({ db }: Backing): Promise<string> {
  const { rows } = await sql<{ version: string; size: string }>`
    select current_setting('server_version') as version,
      pg_database_size(current_database())::text as size`.execute(db);
  const [row] = rows;
  return `PostgreSQL ${row?.version.split(' ')[0]}, ${byteSize(Number(row?.size))}`;
}

/** Whether such an object is there does not matter. */
async function describeStorage({ store }: Backing): Promise<string> {
  await store.stat('.health');
  return store.url;
}
