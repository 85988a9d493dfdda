import { archiveId } from '@pvs/core/archive/archive-order';
import {
  archiveRecords,
  type ArchiveRecord,
  findRecord,
  type Landed,
  landedPackages,
} from '@pvs/core/archive/archive-record';
import { readFailures } from '@pvs/core/queue/failures';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { inFlightKey, parkedKey, type Problem, stageKeys } from '@pvs/core/queue/stage-keys';

/** What is in the archive, on its way there or back, or did not get there. */
export interface ArchiveContents {
  /** The latest first. */
  readonly archived: readonly ArchiveRecord[];
  readonly pending: readonly PendingOrder[];
  readonly failed: readonly Problem[];
  /** Packages that came back and are not registered again yet. */
  readonly landed: readonly (Landed & { readonly path: string })[];
}

export interface PendingOrder {
  readonly path: string;
  /** Where its message is. */
  readonly queue: string;
  readonly state: 'waiting' | 'working' | 'delayed';
}

/** @param paths of packages that alone are wanted; all, where there are none */
export async function readArchive(redis: ScriptedRedis, paths: readonly string[]): Promise<ArchiveContents> {
  const isWanted = (path: string) => paths.length === 0 || paths.includes(path);
  // In the order in which an order moves: one that moves meanwhile is seen twice rather than not at all.
  const pending = await pendingOrders(redis);
  const failures = (await readFailures(redis)).filter(({ stage }) => stage === 'archive');
  const records = await readRecords(redis, paths);
  const landed = [...(await landedPackages(redis))].map(([path, one]) => ({ path, ...one }));
  return {
    archived: records.sort((a, b) => (a.at < b.at ? 1 : -1)),
    pending: pending.filter(({ path }) => isWanted(path)),
    failed: failures.filter(({ id }) => isWanted(id)),
    landed: landed.filter(({ path }) => isWanted(path)),
  };
}

async function readRecords(redis: ScriptedRedis, paths: readonly string[]): Promise<ArchiveRecord[]> {
  if (paths.length === 0) {
    const all: ArchiveRecord[] = [];
    for await (const record of archiveRecords(redis)) all.push(record);
    return all;
  }
  const found = await Promise.all(paths.map((path) => findRecord(redis, path)));
  return found.filter((record) => record !== undefined);
}

async function pendingOrders(redis: ScriptedRedis): Promise<PendingOrder[]> {
  const { queues, workers, delayed, stage } = stageKeys.archive;
  const orders: PendingOrder[] = [];
  const add = (queue: string, messages: readonly string[], state: PendingOrder['state']) => {
    for (const message of messages) orders.push({ path: archiveId(message, queue), queue, state });
  };
  for (const queue of queues) add(queue, (await redis.lrange(queue, 0, -1)).reverse(), 'waiting');
  for (const id of await redis.zrange(delayed, 0, '-1')) {
    const [first = ''] = await redis.lrange(parkedKey(stage, id), 0, 0);
    orders.push({ path: id, queue: first.split(' ')[0] ?? '', state: 'delayed' });
  }
  for (const worker of await redis.smembers(workers))
    for (const queue of queues) add(queue, await redis.lrange(inFlightKey(queue, worker), 0, -1), 'working');
  return orders;
}
