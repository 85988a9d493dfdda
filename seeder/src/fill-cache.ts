import type { ServiceToken } from '@pvs/core/access/service-token';
import { messageOf, PvsError, sourceUnavailable } from '@pvs/core/errors';
import { FILL_PATH, type FillOutcome, type FillRequest, readFillAnswer } from '@pvs/core/layers/fill-request';
import type { Job } from '@pvs/core/queue/stage';
import { createPace } from './pace.ts';
import type { SeedPlan } from './plan-seeding.ts';
import type { SeedFormat } from '@pvs/core/seeding/seed-message';
import type { SeedCounter } from '@pvs/core/seeding/seed-report';

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

/** The tiles of one metatile, for every time and format. */
type Block = readonly FillRequest[];

/**
 * Asks the cache for every tile, so that it draws and keeps what it lacks. Blocks are worked on side by side, each
 * asked for as a whole: its first tile makes the cache draw them all. Repeating it only asks again.
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
        block.reduce((sum, { tiles }) => sum + tiles.length, 0),
        signal,
      );
      for (const request of block) await askForMetatile(request, filling, counter, job, signal);
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
function* blocksOf({ parts }: SeedPlan, { times, formats, metatile }: Filling): Generator<Block> {
  for (const { layer, tileMatrixSet, cover } of parts) {
    for (const { zoom, tiles: found } of cover.blocks(metatile)) {
      const tiles = found.map(({ column, row }): [number, number] => [column, row]);
      // One after the other: the times mostly show the same products, and then share their tiles.
      yield times.flatMap((time) =>
        formats.map((format) => ({ layer, tileMatrixSet, zoom, format, time, tiles })),
      );
    }
  }
}

/** What was not there was drawn with the first that was missing. */
async function askForMetatile(
  request: FillRequest,
  filling: Filling,
  counter: SeedCounter,
  job: Job,
  signal: AbortSignal,
): Promise<void> {
  let isDrawn = false;
  for (let tiles = request.tiles; tiles.length > 0;) {
    const outcomes = await askToFill({ ...request, tiles }, filling, signal);
    for (const [i, outcome] of outcomes.slice(0, tiles.length).entries()) {
      isDrawn ||= outcome === 'miss';
      counter.add(isDrawn && outcome === 'hit' ? 'miss' : outcome, () =>
        urlOf(request, tiles[i]!, filling.cacheUrl),
      );
    }
    job.progress(counter.fraction);
    tiles = tiles.slice(outcomes.length);
  }
}

/** As anybody asks for it, to be tried by hand. */
function urlOf(request: FillRequest, [column, row]: readonly [number, number], cacheUrl: string): string {
  const { layer, tileMatrixSet, zoom, format, time } = request;
  const query = time === '' ? '' : `?time=${encodeURIComponent(time)}`;
  const extension = format === 'jpeg' ? 'jpg' : format;
  const path = `${encodeURIComponent(layer)}/${tileMatrixSet}/${zoom}/${column}/${row}.${extension}`;
  return `${cacheUrl}/cache/tiles/${path}${query}`;
}

async function askToFill(
  request: FillRequest,
  { cacheUrl, token }: Filling,
  stop: AbortSignal,
): Promise<readonly FillOutcome[]> {
  const url = cacheUrl + FILL_PATH;
  let response: Response;
  let answer: unknown;
  const headers = { 'content-type': 'application/json', ...(await token.headers()) };
  const signal = AbortSignal.any([stop, AbortSignal.timeout(DEADLINE_MS)]);
  try {
    response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request), signal });
    answer = await response.json();
  } catch (cause) {
    stop.throwIfAborted();
    throw sourceUnavailable(`the cache does not answer: ${messageOf(cause)}`, { cause, detail: { url } });
  }
  const outcomes = response.ok ? readFillAnswer(answer)?.outcomes : undefined;
  if (outcomes) return outcomes;
  // A token that Redis has forgotten is another one the next time; a cache of another version is replaced soon.
  throw sourceUnavailable(`the cache answered ${response.status} for ${url}`, {
    detail: { url, status: response.status },
  });
}
