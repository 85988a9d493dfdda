import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Hold, idOf, QueueModel } from '../testing/queue-model.ts';
import { startRedis, type TestRedis } from '../testing/redis-server.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import { connectRedis } from './redis.ts';
import { heartbeatKey, inFlightKey, parkedKey, type Problem, stageKeys } from './stage-keys.ts';
import { Membership } from './membership.ts';
import { SPARE } from './outlook.ts';
import type { BegunItem } from './queue-item.ts';
import { StageQueue } from './stage-queue.ts';

/** A run is repeated with PVS_MODEL_SEED; PVS_MODEL_RUNS makes it longer, where PVS_MODEL_SECONDS allow it. */
const seed = Number(process.env['PVS_MODEL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env['PVS_MODEL_RUNS'] ?? 2000);
/** A busy machine plays fewer in the same time. */
const limitMs = Number(process.env['PVS_MODEL_SECONDS'] ?? 20) * 1000;
const keys = stageKeys.register;
const QUEUE = 'register_queue';
const NEXT = 'seed_queue';
const TTL_MS = 600_000;

let server: TestRedis;
let redis: ScriptedRedis;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url, pino({ level: 'silent' }));
});

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** A worker process: what it knows, right or wrong. */
interface Process {
  membership: Membership;
  queue: StageQueue;
  held: BegunItem[];
}

const OFTEN = [
  'push',
  'push',
  'push',
  'take',
  'take',
  'take',
  'finish',
  'finish',
  'pause',
  'recover',
] as const;

type Operation = readonly [keyof typeof operations, number, number];

class World {
  readonly model = new QueueModel();
  readonly processes: Process[] = [];
  /** What was pushed of each id and is not finished, in the order of pushing. */
  readonly unfinished = new Map<string, string[]>();
  pushes = 0;
  #names = 0;

  async newProcess(): Promise<Process> {
    const name = `w${(this.#names += 1)}`;
    const queue = new StageQueue(redis, keys, name, idOf);
    const membership = new Membership(redis, keys, name);
    await membership.enter(TTL_MS);
    this.model.inFlight.set(name, []);
    return { queue, membership, held: [] };
  }

  /** What a process has begun is in the model the same, and nothing of its id was pushed before it and is undone. */
  begin(process: Process, item: BegunItem): void {
    expect(this.model.holds.get(item.id)).toEqual({ ...holdOf(item), token: '' });
    expect(this.model.attempts.get(item.id)).toBe(item.attempts);
    this.model.holds.set(item.id, holdOf(item));
    expect(this.unfinished.get(item.id)?.[0]).toBe(item.raw);
    process.held.push(item);
  }

  /** Ends a worker in the model as Redis does it. */
  async modelRelease(worker: string, counts: boolean): Promise<void> {
    const owners = await redis.hgetall(keys.owners);
    const ids = Object.keys(owners).filter((id) => owners[id]?.startsWith(`${worker}#`));
    this.model.release(worker, ids, counts);
  }
}

const holdOf = ({ id, raw, token }: BegunItem): Hold => ({ id, raw, token });
const known = ({ queue }: Process) => queue.outlook.of(QUEUE).map(String);
const pick = <T>(list: T[], n: number): T | undefined => list.splice(n % Math.max(1, list.length), 1)[0];
const problem = { stage: 'register', code: 'Bad' } as Problem;

/** What can happen, `n` choosing among the possible. */
const operations = {
  async push(world: World, _: Process, n: number) {
    const { model, unfinished } = world;
    const id = ['a', 'a', 'a', 'b', 'b', 'c'][n % 6] ?? '';
    // Some are told apart, some are equal.
    const raw = n % 3 === 0 ? id : `${id}${(world.pushes += 1)}`;
    await redis.lpush(QUEUE, raw);
    model.waiting.push(raw);
    unfinished.set(id, [...(unfinished.get(id) ?? []), raw]);
  },
  async take(world: World, process: Process, n: number) {
    const count = 1 + (n % 3);
    const { model } = world;
    const expected = model.take(process.queue.worker, count, known(process).slice(0, count + SPARE));
    const real = await process.queue.takeKnown(count);
    const [due, fresh] = [expected?.due ?? [], expected?.raws ?? []];
    expect(real !== undefined).toBe(expected !== undefined);
    expect(real?.begun.slice(0, due.length).map(({ id }) => id) ?? []).toEqual(due);
    expect(real?.begun.slice(due.length).map(({ raw }) => raw) ?? []).toEqual(fresh);
    for (const item of real?.begun ?? []) world.begin(process, item);
  },
  async finish(world: World, process: Process, n: number) {
    const item = pick(process.held, n);
    if (!item) return;
    const { model, unfinished } = world;
    const [good, takesOn] = [n % 3 !== 0, n % 4 !== 0];
    const [next] = takesOn ? known(process) : [];
    const real = good
      ? await process.queue.succeed(item, [{ queue: NEXT, message: item.raw }], takesOn)
      : await process.queue.fail(item, { ...problem, id: item.id, raw: item.raw }, takesOn);
    const outcome = good ? 'success' : 'failure';
    const expected = model.finish(process.queue.worker, holdOf(item), outcome, takesOn, next);
    expect(real.kept).toBe(expected !== undefined);
    expect(real.following?.raw).toBe(expected?.[0]);
    if (real.kept) unfinished.get(item.id)?.shift();
    if (real.following) world.begin(process, real.following);
  },
  async delay({ model }: World, process: Process, n: number) {
    const item = pick(process.held, n);
    if (!item) return;
    const trouble = { since: '2018', tries: 1, reason: '' };
    expect(await process.queue.delay(item, TTL_MS, trouble)).toBe(
      model.delay(process.queue.worker, holdOf(item)),
    );
  },
  async ripen({ model }: World, _: Process, n: number) {
    const id = [...model.delayed.keys()].sort()[n % Math.max(1, model.delayed.size)];
    if (id === undefined) return;
    await redis.zadd(keys.delayed, 0, id);
    model.delayed.set(id, 'due');
  },
  async giveBack({ model }: World, process: Process, n: number) {
    const item = pick(process.held, n);
    if (!item) return;
    expect(await process.queue.giveBack(item)).toBe(model.giveBack(process.queue.worker, holdOf(item)));
  },
  /** Dies: what it knew is gone, what it held is still in its name. */
  async crash(world: World, process: Process) {
    await redis.del(heartbeatKey('register', process.queue.worker));
    Object.assign(process, await world.newProcess());
  },
  /** Is silent for longer than its lease, and goes on with what it knew. */
  async pause(_: World, process: Process) {
    await redis.del(heartbeatKey('register', process.queue.worker));
  },
  async beat({ model }: World, process: Process) {
    const answer = await process.membership.beat(TTL_MS, process.held);
    expect(answer === undefined).toBe(!model.inFlight.has(process.queue.worker));
    const lost = process.held.filter(({ id, token }) => model.holds.get(id)?.token !== token);
    if (answer) expect(answer.lost).toEqual(lost.map(({ token }) => token));
  },
  async recover(world: World, process: Process) {
    for (const worker of await redis.smembers(keys.workers)) {
      const isAlive = await redis.exists(heartbeatKey('register', worker));
      if (worker === process.queue.worker || isAlive === 1) continue;
      await world.modelRelease(worker, true);
    }
    await process.membership.recover();
  },
  async leave(world: World, process: Process) {
    await world.modelRelease(process.queue.worker, false);
    await process.membership.leave();
    Object.assign(process, await world.newProcess());
  },
};

async function expectAlike({ model }: World): Promise<void> {
  const workers = [...model.inFlight.keys()].sort();
  const parked = [...model.parked.keys()].sort();
  const list = async (key: string) => (await redis.lrange(key, 0, -1)).reverse();
  const [waiting, owners, attempts, working, success, failure, delayed, registered, counts, ...lists] =
    await Promise.all([
      list(QUEUE),
      redis.hgetall(keys.owners),
      redis.hgetall(keys.attempts),
      redis.smembers(keys.working),
      redis.smembers(keys.success),
      redis.smembers(keys.failure),
      redis.zrange(keys.delayed, 0, '-1'),
      redis.smembers(keys.workers),
      redis.hgetall(keys.parked),
      ...workers.map((worker) => list(inFlightKey(QUEUE, worker))),
      ...parked.map((id) => redis.lrange(parkedKey('register', id), 0, -1)),
    ]);
  const outcome = (of: string) => [...model.outcome].filter(([, o]) => o === of).map(([id]) => id);
  expect({
    ...{ waiting, owners: { ...owners }, working: working.sort(), success: success.sort() },
    ...{ failure: failure.sort(), delayed: delayed.sort(), registered: registered.sort() },
    ...{ attempts: { ...attempts }, counts: { ...counts }, lists },
  }).toEqual({
    waiting: model.waiting,
    owners: Object.fromEntries([...model.holds].map(([id, { token }]) => [id, token])),
    working: [...model.holds.keys()].sort(),
    success: outcome('success').sort(),
    failure: outcome('failure').sort(),
    delayed: [...model.delayed.keys()].sort(),
    registered: workers,
    attempts: Object.fromEntries([...model.attempts].map(([id, n]) => [id, String(n)])),
    counts: Object.fromEntries(parked.map((id) => [id, String(model.parked.get(id)?.length)])),
    lists: [
      ...workers.map((worker) => model.inFlight.get(worker)),
      ...parked.map((id) => model.parked.get(id)?.map((raw) => `${QUEUE} ${raw}`)),
    ],
  });
}

/** Lets everybody die and one worker do all that is left. */
async function settle(world: World): Promise<void> {
  for (const process of world.processes) await operations.crash(world, process);
  const [process] = world.processes;
  if (!process) return;
  await operations.recover(world, process);
  for (let id = 0; id < 3; id += 1) {
    for (const delayed of world.model.delayed.keys()) {
      await redis.zadd(keys.delayed, 0, delayed);
      world.model.delayed.set(delayed, 'due');
    }
  }
  for (let n = 0; n < 200; n += 1) {
    await operations.take(world, process, 0);
    while (process.held.length > 0) await operations.finish(world, process, 1);
    const { model } = world;
    if (model.waiting.length + model.parked.size + model.delayed.size === 0) return;
  }
}

test('every interleaving of moves does what a simple model does, and loses nothing', async () => {
  const operation = fc.tuple(
    // What makes the others possible is more likely.
    fc.constantFrom(...(Object.keys(operations) as (keyof typeof operations)[]), ...OFTEN),
    fc.nat(1),
    fc.nat(11),
  ) as fc.Arbitrary<Operation>;
  const property = fc.asyncProperty(fc.array(operation, { maxLength: 50, size: 'max' }), async (list) => {
    await redis.flushdb();
    const world = new World();
    world.processes.push(await world.newProcess(), await world.newProcess());
    for (const [step, [name, who, n]] of list.entries()) {
      await operations[name](world, world.processes[who] as Process, n);
      if (step % 5 === 0) await expectAlike(world);
    }
    await expectAlike(world);
    await settle(world);
    await expectAlike(world);
    expect([...world.unfinished.values()].flat()).toEqual([]);
    expect(world.model.outcome.size).toBe(world.unfinished.size);
    expect(world.model.holds.size + world.model.parked.size + world.model.delayed.size).toBe(0);
    expect((await redis.lrange(NEXT, 0, -1)).reverse()).toEqual(world.model.pushedOn);
  });
  await fc.assert(property, { numRuns, seed, interruptAfterTimeLimit: limitMs });
}, 300_000);
