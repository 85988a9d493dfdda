import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createLog } from '@pvs/core/observe/log';
import { connectRedis } from '@pvs/core/queue/redis';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { Membership } from '@pvs/core/queue/membership';
import { StageQueue } from '@pvs/core/queue/stage-queue';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { until } from '@pvs/core/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';

const main = join(import.meta.dirname, '../src/main.ts');
const ESCAPE = '\u001B';
const HOME_AND_CLEAR = `${ESCAPE}[H${ESCAPE}[J`;
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');
if (!hasScript) console.warn('SKIPPED: status --watch on a terminal: there is no util-linux script here');

let server: TestRedis;
let redis: ScriptedRedis;
let worker: StageQueue;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url, createLog('test', 'silent'));
  worker = new StageQueue(redis, stageKeys.preprocess, 'worker', (raw) => raw);
  await new Membership(redis, stageKeys.preprocess, 'worker').enter(600_000);
  await redis.lpush('preprocess_queue', 'VHR/busy.tar');
  const [busy] = (await worker.take(1))?.begun ?? [];
  if (!busy) throw new Error('nothing was taken');
  await worker.report([[busy, { step: 'warp', percent: 42, since: '2018-06-01T00:00:00.000Z' }]]);
  await redis.lpush('preprocess-md_queue', 'VHR/waits.tar');
});

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

interface Watched {
  readonly written: string;
  readonly code: number | null;
}

/** Runs it until it has written enough, and ends it as a person or an orchestrator does. */
async function watched(
  [program = '', ...args]: string[],
  end: (child: ChildProcess) => void,
  isEnough: (written: string) => boolean,
  url = server.url,
): Promise<Watched> {
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PVS_REDIS_URL: url },
    ...{ timeout: 25_000, killSignal: 'SIGKILL' },
  });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written += text));
  const gone = once(child, 'exit');
  await until(() => isEnough(written)).finally(() => end(child));
  const [code] = (await gone) as [number | null];
  return { written, code };
}

const watch = ['node', '--disable-warning=ExperimentalWarning', main, 'status', '--watch'];

async function finishOne(id: string): Promise<void> {
  await redis.lpush('preprocess_queue', id);
  const [item] = (await worker.take(1))?.begun ?? [];
  if (!item) throw new Error(`nothing was taken after ${id} was pushed`);
  await worker.succeed(item, []);
}

/** One after the other: a worker takes with one hand. */
let finished: Promise<void> = Promise.resolve();
const finishNext = async (id: string) => {
  await finished;
  await finishOne(id);
};

const hasRate = (text: string) => /\bpreprocess .* (?!0\.0\/min)\d+\.\d\/min/.test(text);
const hasAge = (text: string) => /\bpreprocess +1 +0 +1 .* [1-9]\d* s +\d/.test(text);

test.concurrent(
  'elsewhere than on a terminal it writes one table after the other, without control characters',
  async () => {
    const { written, code } = await watched(
      watch,
      (child) => child.kill('SIGTERM'),
      (text) => (text.match(/^stage /gm) ?? []).length >= 3 && hasAge(text),
    );
    expect(code).toBe(0);
    expect(written).not.toContain(ESCAPE);
    expect(written).toMatch(/^stage +waiting +delayed +in work +done +failed +workers +oldest +rate$/m);
    expect(written).toMatch(/^preprocess +42 % +warp +VHR\/busy\.tar$/m);
  },
);

(hasScript ? test.concurrent : test.skip).each([
  ['that tells its size', 'stty cols 120 rows 40; '],
  ['that does not', 'stty cols 0 rows 0; '],
])(
  'a terminal %s shows rates, what is in work and the oldest age, in place until Ctrl-C',
  async (what, prepare) => {
    let pushed = false;
    const { written, code } = await watched(
      ['script', '-qfec', `${prepare}exec ${watch.map((word) => `'${word}'`).join(' ')}`, '/dev/null'],
      (child) => child.stdin?.write('\u0003'),
      (text) => {
        if (!pushed && text.includes(HOME_AND_CLEAR)) finished = finishNext(what);
        pushed ||= text.includes(HOME_AND_CLEAR);
        return hasRate(text) && hasAge(text);
      },
    );
    await finished;
    expect(code).toBe(0);
    const frames = written.split(HOME_AND_CLEAR).slice(1);
    expect(frames.length).toBeGreaterThan(1);
    const shown = frames.find((frame) => hasRate(frame)) ?? '';
    expect(shown).toMatch(/^stage +waiting +delayed +in work +done +failed +workers +oldest +rate\r?$/m);
    expect(shown).toMatch(/^preprocess +42 % +warp +VHR\/busy\.tar/m);
  },
);

test.concurrent('while Redis is away it says so, and one signal ends it', async () => {
  const mortal = await startRedis();
  const { written, code } = await watched(
    watch,
    (child) => child.kill('SIGINT'),
    (text) => {
      if (text.includes('deregister')) void mortal.kill();
      return text.includes('Redis does not answer');
    },
    mortal.url,
  );
  await mortal.stop();
  expect(code).toBe(0);
  expect(written).toMatch(/^Redis does not answer; as it was last:\n\nstage +waiting/m);
});
