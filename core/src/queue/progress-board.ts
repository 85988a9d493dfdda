import type { Progress } from './stage-keys.ts';
import type { BegunItem } from './queue-item.ts';
import type { StageQueue } from './stage-queue.ts';

const EVERY_MS = 250;

/** Gathers how far items are and writes it four times a second: GDAL reports thousands of times. */
export class ProgressBoard {
  readonly #news = new Map<string, readonly [StageQueue, BegunItem, Progress]>();
  #isPlanned = false;

  set(queue: StageQueue, item: BegunItem, progress: Progress): void {
    this.#news.set(item.token, [queue, item, progress]);
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setTimeout(() => this.#write(), EVERY_MS).unref();
  }

  /** Forgets an item that has ended. */
  drop(item: BegunItem): void {
    this.#news.delete(item.token);
  }

  #write(): void {
    this.#isPlanned = false;
    const byQueue = Map.groupBy(this.#news.values(), ([queue]) => queue);
    this.#news.clear();
    for (const [queue, news] of byQueue) {
      // Progress is a courtesy: an item does not fail because it could not be written.
      queue.report(news.map(([, item, progress]) => [item, progress])).catch(() => undefined);
    }
  }
}
