import { Queue, Worker } from 'bullmq';
import type { Contender } from './queue-bench.ts';

/** Seconds that a BullMQ worker takes whose processor does nothing. */
export const runBullMq: Contender = async (url, items, concurrency) => {
  const connection = {
    host: new URL(url).hostname,
    port: Number(new URL(url).port),
    maxRetriesPerRequest: null,
  };
  const queue = new Queue('bench', { connection });
  for (let i = 0; i < items; i += 1000) {
    await queue.addBulk(
      Array.from({ length: Math.min(1000, items - i) }, (_, n) => ({ name: 'item', data: `item-${i + n}` })),
    );
  }
  const all = Promise.withResolvers<void>();
  let left = items;
  const started = performance.now();
  const worker = new Worker('bench', async () => undefined, { connection, concurrency });
  worker.on('completed', () => {
    if ((left -= 1) === 0) all.resolve();
  });
  await all.promise;
  const seconds = (performance.now() - started) / 1000;
  await worker.close();
  await queue.close();
  return seconds;
};
