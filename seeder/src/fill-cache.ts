import { messageOf, PvsError, sourceUnavailable } from '@pvs/core/errors';
import type { Job } from '@pvs/core/queue/stage';
import type { SeedTile } from './plan-seeding.ts';

/** Requests to the cache at once: enough to keep its renderers busy, few enough to leave room for people. */
const CONCURRENCY = 8;
const DEADLINE_MS = 120_000;

/** What happened to the tiles of one seeding. */
export interface SeedReport {
  readonly total: number;
  /** Drawn by this seeding. */
  readonly miss: number;
  /** There already. */
  readonly hit: number;
  /** Without content. */
  readonly empty: number;
}

/**
 * Asks the cache for every tile, for each of the times, so that it draws and keeps what it lacks. Repeating it only
 * asks again.
 * @throws SourceUnavailable where the cache is away; `TilesFailed` where it refuses tiles
 */
export async function fillCache(
  tiles: readonly SeedTile[],
  times: readonly string[],
  format: string,
  cacheUrl: string,
  job: Job,
): Promise<SeedReport> {
  const total = tiles.length * times.length;
  const counts = { total, miss: 0, hit: 0, empty: 0 };
  const failed: string[] = [];
  const broken = new AbortController();
  let next = 0;
  const work = async () => {
    while (next < total) {
      const n = next++;
      const url = tileUrl(tiles[n % tiles.length]!, times[Math.floor(n / tiles.length)]!, format, cacheUrl);
      const outcome = await askFor(url, AbortSignal.any([job.signal, broken.signal]));
      if (outcome === 'failed') failed.push(url);
      else counts[outcome] += 1;
      job.progress((n + 1) / total);
    }
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
  } catch (error) {
    // The step is tried again as a whole: none of this attempt may go on beside it.
    broken.abort();
    throw error;
  }
  if (failed.length === 0) return counts;
  throw new PvsError(
    'InvalidInput',
    `${failed.length} of ${total} tiles were refused, the first ${failed[0]}`,
    {
      code: 'TilesFailed',
      detail: { ...counts, failed: failed.length, examples: failed.slice(0, 10) },
    },
  );
}

function tileUrl(
  { layer, tileMatrixSet, zoom, column, row }: SeedTile,
  time: string,
  format: string,
  cacheUrl: string,
) {
  const extension = format === 'jpeg' ? 'jpg' : format;
  const path = `${encodeURIComponent(layer)}/${tileMatrixSet}/${zoom}/${column}/${row}.${extension}`;
  return `${cacheUrl}/cache/tiles/${path}${time === '' ? '' : `?time=${encodeURIComponent(time)}`}`;
}

async function askFor(url: string, stop: AbortSignal): Promise<'miss' | 'hit' | 'empty' | 'failed'> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'HEAD',
      signal: AbortSignal.any([stop, AbortSignal.timeout(DEADLINE_MS)]),
    });
  } catch (cause) {
    stop.throwIfAborted();
    throw sourceUnavailable(`the cache does not answer: ${messageOf(cause)}`, { cause, detail: { url } });
  }
  if (response.status >= 500) {
    throw sourceUnavailable(`the cache answered ${response.status} for ${url}`, {
      detail: { url, status: response.status },
    });
  }
  const origin = response.headers.get('x-tile-origin');
  return response.ok && (origin === 'miss' || origin === 'hit' || origin === 'empty') ? origin : 'failed';
}
