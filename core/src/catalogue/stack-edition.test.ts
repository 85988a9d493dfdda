import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseStack } from '../config/load-stack.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { connectRedis } from '../queue/redis.ts';
import { startRedis, type TestRedis } from '../testing/redis-server.ts';
import { EDITION_KEY, editionOf, numberEdition } from './stack-edition.ts';

let server: TestRedis;
let redis: ScriptedRedis;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url, pino({ level: 'silent' }));
});

beforeEach(() => redis.flushall());

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const start = (edition: string) => numberEdition(redis, edition, 0);
const yaml = 'stack: test\ntitle: T\ncollections: [{ id: VHR }]\n';

test('another title is another edition, another comment is not', () => {
  const edition = (text: string) => editionOf(parseStack(text, 'test.yml'));
  expect(edition(yaml.replace('title: T', 'title: U'))).not.toBe(edition(yaml));
  expect(edition(`# more\n${yaml}`)).toBe(edition(yaml));
});

test('all processes of an edition have one number, and each other edition a greater one', async () => {
  const first = await start('A');
  expect(await start('A')).toBe(first);
  const second = await start('B');
  expect(second).toBeGreaterThan(first);
  // Back to what was before.
  expect(await start('A')).toBeGreaterThan(second);
});

test('while editions are replaced, one that starts again does not part the others for good', async () => {
  const [before, after] = [await start('A'), await start('B')];
  const again = await start('A');
  expect(await numberEdition(redis, 'B', after)).toBe(after);
  const last = await start('B');
  expect(last).toBeGreaterThan(again);
  expect(await numberEdition(redis, 'B', after)).toBe(last);
  expect(await numberEdition(redis, 'A', before)).toBe(before);
});

test('a number stays where Redis forgets it, or goes back to an earlier one', async () => {
  const number = await start('A');
  await redis.del(EDITION_KEY);
  expect(await numberEdition(redis, 'A', number)).toBe(number);
  await redis.hset(EDITION_KEY, 'number', 7);
  expect(await numberEdition(redis, 'A', number)).toBe(number);
  expect(await start('A')).toBe(number);
});
