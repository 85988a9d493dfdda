import type { Logger } from '@pvs/core/observe/log';
import { troubleLog } from '@pvs/core/observe/trouble-log';
import { tileMetrics } from '../tile-metrics.ts';
import type { TileBackend } from './tile-backend.ts';

/**
 * A backend whose troubles keep no tile from being answered: one that cannot be read is not kept, one that cannot be
 * kept can still be served. The log has one line when that begins and one when it is over; `/metrics` counts.
 */
export function toldBackend(behind: TileBackend, log: Logger): TileBackend {
  const reading = troubleLog(log, { fails: 'Tiles:Unreadable', works: 'Tiles:ReadableAgain' });
  const writing = troubleLog(log, { fails: 'Tiles:NotKept', works: 'Tiles:KeptAgain' });
  const unread = (key: string, error: unknown) => {
    reading.failed(error, { key });
    tileMetrics.troubles.inc({ action: 'read' });
    return undefined;
  };
  const read = (body: Buffer | undefined) => {
    // That there is no such file says nothing about those that are.
    if (body) reading.worked();
    return body;
  };
  return {
    ...behind,
    async get(key) {
      try {
        return read(await behind.get(key));
      } catch (error) {
        return unread(key, error);
      }
    },
    held(key) {
      try {
        return read(behind.held?.(key));
      } catch (error) {
        return unread(key, error);
      }
    },
    async put(key, body) {
      try {
        await behind.put(key, body);
        writing.worked();
      } catch (error) {
        writing.failed(error, { key });
        tileMetrics.troubles.inc({ action: 'write' });
      }
    },
  };
}
