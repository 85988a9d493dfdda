import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import type { BegunItem } from '@pvs/core/queue/queue-item';
import { Membership } from '@pvs/core/queue/membership';
import { type StageName, stageKeys } from '@pvs/core/queue/stage-keys';
import { StageQueue } from '@pvs/core/queue/stage-queue';
import { tellProcess } from '@pvs/core/observe/process-board';
import type { Logger } from '@pvs/core/observe/log';
import { HISTORY_KEY, minuteOf, type Moment } from '../src/ops/rates/stage-history.ts';

/** What makes a stack look as on a usual day: a busy one, with some failures, and a renderer that waits. */
export interface Scene {
  leave(): Promise<void>;
}

const FAILURES = [
  [
    'VHR_IMAGE_2018/IMG_PHR1A_20180612T100623_MS.tar',
    'AssetsMissing',
    "no raster of the package is at 'IMG_PHR1A_20180612T100623_MS/*.tif'",
  ],
  [
    'VHR_IMAGE_2018/IMG_PHR1B_20180613T101140_MS.tar',
    'AssetsMissing',
    "no raster of the package is at 'IMG_PHR1B_20180613T101140_MS/*.tif'",
  ],
  [
    'VHR_IMAGE_2018/SP06_20180614T103355_PAN.zip',
    'MetadataMissing',
    'no metadata in a known format: looked at README.txt, preview.kml; known are GSC, EO-O&M, DIMAP, SAFE, MTL, STAC, Planet',
  ],
] as const;

/** Plays a stack into an empty Redis by the moves of real workers. */
export async function playScene(redis: ScriptedRedis, log: Logger): Promise<Scene> {
  const stage = async (name: StageName, keys: readonly string[]) => {
    const queue = new StageQueue(redis, stageKeys[name], `${name}-1`, (raw) => raw, 8);
    await new Membership(redis, stageKeys[name], `${name}-1`).enter(600_000);
    if (keys.length > 0) await redis.lpush(stageKeys[name].queues[0], ...keys);
    return queue;
  };
  const take = async (queue: StageQueue) => (await queue.take(1))?.begun[0] as BegunItem;
  const preprocess = await stage(
    'preprocess',
    FAILURES.map(([id]) => id),
  );
  for (const [i, [id, code, message]] of FAILURES.entries()) {
    const item = await take(preprocess);
    const at = new Date(Date.now() - (2 + 5 * i) * 60_000).toISOString();
    const facts = { at, attempts: 1, raw: item.raw, queue: item.queue, detail: {} };
    await preprocess.fail(item, { stage: 'preprocess', id, code, message, ...facts });
  }
  for (const [i, step] of ['write-cogs', 'unpack'].entries()) {
    await redis.lpush('preprocess_queue', `VHR_IMAGE_2018/IMG_PHR1A_2018070${i + 1}T1014_PMS.tar`);
    const item = await take(preprocess);
    await preprocess.report([[item, { step, percent: 68 - 47 * i, since: new Date().toISOString() }]]);
  }
  await stage('register', []);
  await stage('deregister', []);
  await stage('seed', []);
  for (let i = 0; i < 37; i += 1) await redis.lpush('preprocess_queue', `VHR_IMAGE_2018/waiting-${i}.tar`);
  for (const name of ['preprocess', 'register'] as const)
    await redis.sadd(stageKeys[name].success, ...Array.from({ length: 412 }, (_, i) => `product-${i}`));
  await playHistory(redis);
  return playProcesses(redis, log);
}

/** A morning's delivery that is worked off. */
async function playHistory(redis: ScriptedRedis): Promise<void> {
  const now = minuteOf(Date.now());
  let [done, failed] = [0, 0];
  const moments: Record<string, string> = {};
  for (let i = 0; i <= 90; i += 1) {
    done += i < 33 ? 0 : Math.round(4 + 2 * Math.sin(i / 5) + (i % 3));
    failed += i === 55 || i === 66 || i === 67 ? 1 : 0;
    const waiting = i < 33 ? 0 : i < 60 ? (i - 32) * 6 : 168 - Math.round((i - 60) * 4.37);
    const idle = { done: 0, failed: 0, waiting: 0, working: 0 };
    const moment: Moment = {
      preprocess: { done, failed, waiting, working: 2 },
      register: { ...idle, done: Math.max(0, done - 2), waiting: i % 7 === 3 && i > 33 ? 1 : 0 },
      deregister: idle,
      seed: { ...idle, done: Math.floor(i / 45), waiting: i > 60 && i < 72 ? 1 : 0 },
      archive: idle,
    };
    moments[String(now - 90 + i)] = JSON.stringify(moment);
  }
  await redis.hset(HISTORY_KEY, moments);
  await redis.hset('preprocess_finished', { done, failed });
  await redis.hset('register_finished', { done: done - 2, failed: 0 });
  await redis.hset('seed_finished', { done: 2, failed: 0 });
  await redis.sadd('seed-success_set', '2018-06', '2018-07');
}

function playProcesses(redis: ScriptedRedis, log: Logger): Scene {
  const services = [
    'cache',
    'ingestor',
    'preprocessor',
    'preprocessor',
    'registrar',
    'renderer',
    'renderer',
    'seeder',
  ];
  const telling = services.map((service, i) => {
    const host = `${(0x5f0c1a9e + i * 0x1234567).toString(16)}b${i}`;
    const state = {
      ...{ id: `${service}@${host}`, service, host, pid: 7, version: '0.1.0' },
      since: new Date(Date.now() - (3 + i) * 3_600_000).toISOString(),
      problems: i === 6 ? ['catalogue: the index of footprints is not up to date'] : [],
      memoryBytes: 120e6 + i * 21e6,
    };
    return tellProcess(redis, log, async () => ({ ...state, at: new Date().toISOString() }));
  });
  return { leave: async () => void (await Promise.all(telling.map((one) => one.leave()))) };
}
