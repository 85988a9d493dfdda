import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, sourceUnavailable } from '@pvs/core/errors';
import type { TileAddress } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import type { ExportPlan } from './plan-export.ts';

const DEADLINE_MS = 120_000;
/** A renderer that restarts is back by then. */
const WAITS_MS = [1000, 3000, 10_000];

/**
 * Has a running cache draw a tile, and keep it with those around it. What is restricted needs a token with the right.
 * @throws SourceUnavailable where it does not
 */
export const drawOverCache =
  (cacheUrl: string, token?: string) =>
  async ({ layer, link, timeText, kept }: ExportPlan, { zoom, column, row }: TileAddress): Promise<void> => {
    const time = timeText === '' ? '' : `?time=${encodeURIComponent(timeText)}`;
    const path = `${encodeURIComponent(layer.name)}/${link.id}/${zoom}/${column}/${row}.${kept.extension}`;
    const url = `${cacheUrl.replace(/\/+$/, '')}/cache/tiles/${path}${time}`;
    let reason = '';
    for (const waitMs of [0, ...WAITS_MS]) {
      await sleep(waitMs);
      const answer = await fetch(url, {
        method: 'HEAD',
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(DEADLINE_MS),
      }).catch((error: unknown) => messageOf(error));
      const origin = typeof answer === 'string' ? undefined : answer.headers.get('x-tile-origin');
      if (typeof answer !== 'string' && answer.ok && origin !== 'stale') return;
      reason = typeof answer === 'string' ? answer : `${answer.status} ${origin ?? ''}`.trim();
    }
    throw sourceUnavailable(`the cache does not draw ${url}: ${reason}`, { code: 'NotDrawn' });
  };
