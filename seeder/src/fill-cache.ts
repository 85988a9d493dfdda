import type { ServiceToken } from '@pvs/core/access/service-token';
import { messageOf, PvsError, sourceUnavailable } from '@pvs/core/errors';
import type { Job } from '@pvs/core/queue/stage';
import { createPace } from './pace.ts';
import type { SeedPlan } from './plan-seeding.ts';
import type { SeedFormat } from '@pvs/core/seeding/seed-message';
import type { SeedCounter, TileOutcome } from '@pvs/core/seeding/seed-report';

const DEADLINE_MS = 120_000;

/** How a cache is filled. */
export interface Filling {
  readonly cacheUrl: string;
  /** Who asks. */
  readonly token: Pick<ServiceToken, 'headers'>;
  /** Each plan is filled once for every one of these. */
  readonly times: readonly string[];
  readonly formats: readonly SeedFormat[];
  /** Blocks of tiles in work at once. */
  readonly concurrency: number;
  readonly tilesPerSecond?: number | undefined;
  /** Tiles that the cache draws together, in each direction. */
  readonly metatile: number;
}

/** Addresses of the tiles of one metatile, for every time and format. */
type Block = readonly (readonly string[])[];

/**
 * Asks the cache for every tile, so that it draws and keeps what it lacks. Blocks are worked on side by side and the
 * tiles of one block one after the other: the first makes the cache draw them all. Repeating it only asks again.
 * @throws SourceUnavailable where the cache is away; `TilesFailed` where it refuses tiles
 */
export async function fillCache(
  plan: SeedPlan,
  filling: Filling,
  counter: SeedCounter,
  job: Job,
): Promise<void> {
  const blocks = blocksOf(plan, filling);
  const pace = createPace(filling.tilesPerSecond);
  const broken = new AbortController();
  const signal = AbortSignal.any([job.signal, broken.signal]);
  const work = async () => {
    for (const block of blocks) {
      await pace(
        block.reduce((sum, tiles) => sum + tiles.length, 0),
        signal,
      );
      for (const tiles of block) await askForMetatile(tiles, filling.token, counter, job, signal);
    }
  };
  try {
    await Promise.all(Array.from({ length: filling.concurrency }, work));
  } catch (error) {
    // The step is tried again as a whole: none of this attempt may go on beside it.
    broken.abort();
    throw error;
  }
  const { failed, total, failures } = counter.report();
  if (failed === 0) return;
  throw new PvsError('InvalidInput', `${failed} of ${total} tiles were refused, the first ${failures[0]}`, {
    code: 'TilesFailed',
    detail: { ...counter.report() },
  });
}

/** One generator that all workers draw from. */
function* blocksOf({ parts }: SeedPlan, { cacheUrl, times, formats, metatile }: Filling): Generator<Block> {
  for (const { layer, tileMatrixSet, cover } of parts) {
    for (const block of cover.blocks(metatile)) {
      const base = `${cacheUrl}/cache/tiles/${encodeURIComponent(layer)}/${tileMatrixSet}/${block.zoom}`;
      // One after the other: the times mostly show the same products, and then share their tiles.
      yield times.flatMap((time) =>
        formats.map((format) =>
          block.tiles.map(
            ({ column, row }) => `${base}/${column}/${row}.${extensionOf(format)}${queryOf(time)}`,
          ),
        ),
      );
    }
  }
}

/** What was not there was drawn with the first that was missing. */
async function askForMetatile(
  tiles: readonly string[],
  token: Filling['token'],
  counter: SeedCounter,
  job: Job,
  signal: AbortSignal,
): Promise<void> {
  let isDrawn = false;
  for (const url of tiles) {
    const outcome = await askFor(url, token, signal);
    isDrawn ||= outcome === 'miss';
    counter.add(isDrawn && outcome === 'hit' ? 'miss' : outcome, url);
    job.progress(counter.fraction);
  }
}

const queryOf = (time: string) => (time === '' ? '' : `?time=${encodeURIComponent(time)}`);

const extensionOf = (format: SeedFormat) => (format === 'jpeg' ? 'jpg' : format);

async function askFor(url: string, token: Filling['token'], stop: AbortSignal): Promise<TileOutcome> {
  let response: Response;
  const headers = await token.headers();
  try {
    response = await fetch(url, {
      method: 'HEAD',
      headers,
      signal: AbortSignal.any([stop, AbortSignal.timeout(DEADLINE_MS)]),
    });
  } catch (cause) {
    stop.throwIfAborted();
    throw sourceUnavailable(`the cache does not answer: ${messageOf(cause)}`, { cause, detail: { url } });
  }
  // A token that Redis has forgotten is another one the next time.
  if (response.status >= 500 || response.status === 401) {
    throw sourceUnavailable(`the cache answered ${response.status} for ${url}`, {
      detail: { url, status: response.status },
    });
  }
  const origin = response.headers.get('x-tile-origin');
  return response.ok && (origin === 'miss' || origin === 'hit' || origin === 'empty') ? origin : 'failed';
}
