import { setImmediate as breathe } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createAdmission, LARGE_PX } from './admission.ts';

const SMALL = 256 * 256;
const LARGE = LARGE_PX + 1;

/** Work that lasts until it is told to end. */
function start(admission: ReturnType<typeof createAdmission>, sizePx: number, signal?: AbortSignal) {
  const gate = Promise.withResolvers<void>();
  const state = { begun: false, end: gate.resolve, done: Promise.resolve() as Promise<void> };
  state.done = admission.run(sizePx, signal, () => {
    state.begun = true;
    return gate.promise;
  });
  state.done.catch(() => undefined);
  return state;
}

const limits = { drawsAtOnce: 4, drawsWaiting: 2, patienceMs: 60_000 };

test('as many run at once as there are places; the others follow in their order', async () => {
  const admission = createAdmission({ ...limits, drawsAtOnce: 2 });
  const all = Array.from({ length: 4 }, () => start(admission, SMALL));
  await breathe();
  expect(all.map(({ begun }) => begun)).toEqual([true, true, false, false]);
  all[1]!.end();
  await breathe();
  expect(all.map(({ begun }) => begun)).toEqual([true, true, true, false]);
  for (const one of all) one.end();
  await Promise.all(all.map(({ done }) => done));
});

test('large ones wait for each other while small ones go on', async () => {
  const admission = createAdmission(limits);
  const large = [start(admission, LARGE), start(admission, LARGE)];
  const small = [start(admission, SMALL), start(admission, SMALL), start(admission, SMALL)];
  await breathe();
  expect(large.map(({ begun }) => begun)).toEqual([true, false]);
  expect(small.map(({ begun }) => begun)).toEqual([true, true, true]);
  large[0]!.end();
  await breathe();
  expect(large[1]!.begun).toBe(true);
});

test('who finds too many waiting is refused at once, and a place that fails is free again', async () => {
  const admission = createAdmission({ ...limits, drawsAtOnce: 1, drawsWaiting: 1 });
  const failed = admission.run(SMALL, undefined, () => Promise.reject(new Error('broken')));
  const second = start(admission, SMALL);
  const refused = start(admission, SMALL).done;
  await expect(refused).rejects.toMatchObject({ kind: 'SourceUnavailable', code: 'ServerBusy' });
  await expect(failed).rejects.toThrow('broken');
  await breathe();
  expect(second.begun).toBe(true);
});

test('who waits too long is refused, who goes away leaves the queue', async () => {
  const admission = createAdmission({ ...limits, drawsAtOnce: 1, patienceMs: 5 });
  const first = start(admission, SMALL);
  const late = start(admission, SMALL);
  await expect(late.done).rejects.toThrow('none was free for 0.005 s');
  const gone = new AbortController();
  const leaving = start(createAdmission({ ...limits, drawsAtOnce: 1 }), SMALL, gone.signal);
  expect(leaving.begun).toBe(true);
  const waiting = start(admission, SMALL, gone.signal);
  gone.abort(new Error('went away'));
  await expect(waiting.done).rejects.toThrow('went away');
  first.end();
  await first.done;
  expect([late.begun, waiting.begun]).toEqual([false, false]);
});

test('work that was begun goes on when it is its turn, behind those who wait, however many there are', async () => {
  const admission = createAdmission({ drawsAtOnce: 1, drawsWaiting: 1, patienceMs: 60_000 });
  const order: string[] = [];
  const first = start(admission, SMALL);
  const waiting = admission.run(SMALL, undefined, async () => void order.push('waiting'));
  const signal = new AbortController().signal;
  const pieces = ['one', 'two'].map((name) =>
    admission.goOn(SMALL, signal, async () => void order.push(name)),
  );
  await breathe();
  expect(order).toEqual([]);
  first.end();
  await Promise.all([first.done, waiting, ...pieces]);
  expect(order).toEqual(['waiting', 'one', 'two']);
});

test('work that was begun ends with its client, and its place is not lost', async () => {
  const admission = createAdmission({ drawsAtOnce: 1, drawsWaiting: 1, patienceMs: 60_000 });
  const first = start(admission, SMALL);
  const gone = new AbortController();
  const piece = admission.goOn(SMALL, gone.signal, async () => undefined);
  gone.abort(new Error('went away'));
  await expect(piece).rejects.toThrow('went away');
  first.end();
  await first.done;
  await admission.run(SMALL, undefined, async () => undefined);
});
