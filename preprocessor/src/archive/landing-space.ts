import { archiveKeys, type Landed } from '@pvs/core/archive/archive-record';
import { conflict, limitExceeded } from '@pvs/core/errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import type { ArchiveContext } from './archive-context.ts';
import { landingPath } from './archive-keys.ts';

/** One package more, where it fits: -1, else the bytes that others take up. What it took up before is free to it. */
const RESERVE = `
-- KEYS landing   ARGV package bytes limit json
local used = 0
local entries = redis.call('HGETALL', KEYS[1])
for i = 1, #entries, 2 do
  if entries[i] ~= ARGV[1] then used = used + cjson.decode(entries[i + 1]).sizeBytes end
end
if used + tonumber(ARGV[2]) > tonumber(ARGV[3]) then return string.format('%.0f', used) end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
return '-1'
`;

/**
 * Takes landing space for a package, until {@link releaseLanding}.
 * @throws LimitExceeded `PackageTooLarge` where it never fits, Conflict `LandingFull` where it does not now
 */
export async function reserveLanding(
  { redis, options }: Pick<ArchiveContext, 'redis' | 'options'>,
  path: string,
  landed: Landed,
): Promise<void> {
  const { maxBytes } = options.landing;
  const { sizeBytes } = landed;
  if (sizeBytes > maxBytes) {
    throw limitExceeded(
      `'${path}' has ${sizeBytes} bytes: all of the landing space has ${maxBytes} (archive.landing.maxBytes)`,
      { code: 'PackageTooLarge' },
    );
  }
  const args = [path, sizeBytes, maxBytes, JSON.stringify(landed)];
  const used = Number(await redis.eval(RESERVE, 1, archiveKeys.landing, ...args));
  if (used < 0) return;
  throw conflict(
    `'${path}' has ${sizeBytes} bytes, and of the landing space of ${maxBytes} (archive.landing.maxBytes) others take up ${used}: it is retrieved when they are registered, or released (archive release)`,
    { code: 'LandingFull', detail: { sizeBytes, used, allowed: maxBytes } },
  );
}

/**
 * Removes what was retrieved and frees its space.
 * @param retrieval only if it is still this one, where it is given
 * @returns whether it was there
 */
export async function releaseLanding(
  { redis, store, options }: Pick<ArchiveContext, 'redis' | 'store' | 'options'>,
  path: string,
  retrieval?: string,
): Promise<boolean> {
  const landed = await findLanded(redis, path);
  if (!landed || (retrieval !== undefined && landed.retrieval !== retrieval)) return false;
  await removeBelow(store, `${landingPath(options.landing.directory, path)}/`);
  await redis.hdel(archiveKeys.landing, path);
  return true;
}

async function findLanded(redis: ScriptedRedis, path: string): Promise<Landed | undefined> {
  const json = await redis.hget(archiveKeys.landing, path);
  return json === null ? undefined : (JSON.parse(json) as Landed);
}

async function removeBelow(store: ObjectStore, prefix: string): Promise<void> {
  for await (const { key } of store.list(prefix)) await store.remove(key);
}
