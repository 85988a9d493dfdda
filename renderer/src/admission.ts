import { type PvsError, sourceUnavailable } from '@pvs/core/errors';
import { inSpan } from '@pvs/core/observe/tracing';
import { drawMetrics } from './draw-metrics.ts';

export interface AdmissionLimits {
  /** Pictures drawn at once: while some wait for storage, others use the processor. */
  readonly drawsAtOnce: number;
  /** Pictures that wait for their turn; more are refused at once. */
  readonly drawsWaiting: number;
  /** How long one waits before it is refused, milliseconds. */
  readonly patienceMs: number;
}

export interface Admission {
  /**
   * Does the work when it is its turn, those of one size in the order they came.
   * @throws SourceUnavailable `ServerBusy` where too many wait already, or the wait is too long; the signal's reason
   */
  run<T>(sizePx: number, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>;
  /**
   * Does a piece of work that was begun when it is its turn, however long that takes: what comes in pieces gives
   * its place back between them.
   * @throws the signal's reason
   */
  goOn<T>(sizePx: number, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** Larger pictures take a quarter of the places at most, so that tiles and small maps always have some. */
export const LARGE_PX = 2048 * 2048;
const LARGE_SHARE = 4;

interface Waiting {
  readonly isLarge: boolean;
  readonly begin: () => void;
}

export function createAdmission({ drawsAtOnce, drawsWaiting, patienceMs }: AdmissionLimits): Admission {
  const largeAtOnce = Math.max(1, Math.floor(drawsAtOnce / LARGE_SHARE));
  const waiting = new Set<Waiting>();
  let running = 0;
  let runningLarge = 0;

  const fits = (isLarge: boolean) => running < drawsAtOnce && (!isLarge || runningLarge < largeAtOnce);
  const take = (isLarge: boolean) => {
    running += 1;
    if (isLarge) runningLarge += 1;
  };
  const leave = (isLarge: boolean) => {
    running -= 1;
    if (isLarge) runningLarge -= 1;
    for (const next of waiting) if (fits(next.isLarge)) next.begin();
  };
  const waitForTurn = (isLarge: boolean, signal: AbortSignal | undefined, patience = patienceMs) =>
    countWait((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        waiting.delete(entry);
      };
      const begin = () => {
        end();
        take(isLarge);
        resolve();
      };
      const giveUp = (error: unknown) => {
        end();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const onAbort = () => giveUp(signal!.reason);
      const timer =
        patience === Infinity
          ? undefined
          : setTimeout(() => giveUp(busy(`none was free for ${patience / 1000} s`)), patience);
      const entry: Waiting = { isLarge, begin };
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.add(entry);
    });

  return {
    async run(sizePx, signal, work) {
      const isLarge = sizePx > LARGE_PX;
      signal?.throwIfAborted();
      if (fits(isLarge)) take(isLarge);
      else if (waiting.size >= drawsWaiting) throw busy(`${waiting.size} requests wait already`);
      else await waitForTurn(isLarge, signal);
      return finish(work, () => leave(isLarge));
    },
    async goOn(sizePx, signal, work) {
      const isLarge = sizePx > LARGE_PX;
      signal.throwIfAborted();
      // Who waits came first.
      if (waiting.size === 0 && fits(isLarge)) take(isLarge);
      else await waitForTurn(isLarge, signal, Infinity);
      return finish(work, () => leave(isLarge));
    },
  };
}

async function countWait(turn: ConstructorParameters<typeof Promise<void>>[0]): Promise<void> {
  const time = drawMetrics.waitSeconds.startTimer();
  drawMetrics.waiting.inc();
  try {
    await new Promise<void>(turn);
    time();
  } finally {
    drawMetrics.waiting.dec();
  }
}

async function finish<T>(work: () => Promise<T>, leave: () => void): Promise<T> {
  const time = drawMetrics.seconds.startTimer();
  drawMetrics.running.inc();
  try {
    return await inSpan({ name: 'draw', kind: 'internal' }, work);
  } finally {
    time();
    drawMetrics.running.dec();
    leave();
  }
}

function busy(why: string): PvsError {
  drawMetrics.refused.inc();
  return sourceUnavailable(`all places for drawing are taken, and ${why}: try again later`, {
    code: 'ServerBusy',
  });
}
