import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveRecord } from '@pvs/core/archive/archive-record';
import { readEnvironment } from '@pvs/core/config/environment';
import { createLog } from '@pvs/core/observe/log';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { connectRedis } from '@pvs/core/queue/redis';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { archive } from './archive.ts';

let root: string;
let server: TestRedis;
let redis: ScriptedRedis;
let printed: string[];
let said: string[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-archive-command-'));
  const plain = 'stack: test\ntitle: Test\ncollections: [{ id: TEST }]\n';
  await writeFile(join(root, 'plain.yml'), plain);
  const options = `archive: { url: 'file://${root}/kept', landing: { maxBytes: 1000 } }\n`;
  await writeFile(join(root, 'archive.yml'), plain + options);
  server = await startRedis();
  redis = connectRedis(server.url, createLog('test', 'silent'));
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
  await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
  await redis.flushall();
  [printed, said] = [[], []];
  const records = [record('in/a.tar', 400), record('in/b.tar', 700), record('other/b.tar', 100)];
  for (const one of records) await redis.hset('archive_records', one.path, JSON.stringify(one));
});

function record(path: string, sizeBytes: number): ArchiveRecord {
  const file = { name: 'x.tar', key: `${path}/1/x.tar`, sizeBytes, sha256: 'ab'.repeat(32) };
  const at = `2026-11-22T10:00:0${sizeBytes / 100}.000Z`;
  return { path, queue: 'preprocess_queue', message: path, at, isFile: true, files: [file] };
}

const run = (given: readonly string[], options = {}, config = 'archive.yml') => {
  const env = readEnvironment({ PVS_REDIS_URL: server.url, PVS_CONFIG: join(root, config) });
  const context = {
    env,
    variables: {},
    print: (line: string) => void printed.push(line),
    say: (line: string) => void said.push(line),
  };
  return archive(context, given, options);
};

describe('archive status', () => {
  it('lists what failed, is pending, came back and is archived, with size, checksum and time', async () => {
    const problem = {
      stage: 'archive',
      id: 'in/bad.tar',
      code: 'ArchiveDamaged',
      at: '2026-11-22T09:00:00Z',
    };
    await redis.sadd('archive-failure_set', 'in/bad.tar');
    await redis.hset('archive_problems', 'in/bad.tar', JSON.stringify(problem));
    await redis.lpush('archive_queue', 'in/soon.tar');
    const landed = { retrieval: 'r', at: 'retrieved/x/a.tar', sizeBytes: 400, since: '2026-11-22T11:00:00Z' };
    await redis.hset('archive_landing', 'in/a.tar', JSON.stringify(landed));
    expect(await run(['status'])).toBe(0);
    expect(printed.map((line) => line.split(/ {2,}/))).toEqual([
      ['state', 'package', 'bytes', 'checksum or reason', 'time'],
      ['failed', 'in/bad.tar', 'ArchiveDamaged', '2026-11-22T09:00:00Z'],
      ['pending', 'in/soon.tar', 'archive_queue, waiting'],
      ['retrieved', 'in/a.tar', '400', 'in the landing space', '2026-11-22T11:00:00Z'],
      ['archived', 'in/b.tar', '700', `sha256:${'ab'.repeat(32)}`, '2026-11-22T10:00:07.000Z'],
      ['archived', 'in/a.tar', '400', `sha256:${'ab'.repeat(32)}`, '2026-11-22T10:00:04.000Z'],
      ['archived', 'other/b.tar', '100', `sha256:${'ab'.repeat(32)}`, '2026-11-22T10:00:01.000Z'],
    ]);
    expect(said.join('\n')).toMatch(
      /3 archived \(1200 bytes\), 1 pending, 1 failed\nlanding space: 400 of 1000 bytes taken/,
    );
  });

  it('tells of one package, as JSON', async () => {
    await run(['status', 'a'], { json: true });
    const { archived } = JSON.parse(printed.join('\n')) as { archived: ArchiveRecord[] };
    expect(archived).toEqual([record('in/a.tar', 400)]);
  });
});

describe('archive retrieve', () => {
  it.each(['in/a.tar', 'a.tar', 'a'])('asks for the package %s', async (id) => {
    expect(await run(['retrieve', id])).toBe(0);
    expect(await redis.lrange('retrieve_queue', 0, -1)).toEqual(['in/a.tar']);
  });

  it('refuses at once what does not fit, and says what takes up the space', async () => {
    const landed = { retrieval: 'r', at: 'retrieved/x/a.tar', sizeBytes: 400, since: '' };
    await redis.hset('archive_landing', 'in/a.tar', JSON.stringify(landed));
    await expect(run(['retrieve', 'in/b.tar'])).rejects.toThrow(
      /700 bytes do not fit: of the landing space of 1000 .* 400 are taken by in\/a\.tar/,
    );
    await expect(run(['retrieve', 'in/b.tar', 'in/a.tar'])).rejects.toMatchObject({ code: 'LandingFull' });
    expect(await redis.llen('retrieve_queue')).toBe(0);
  });

  it.each([
    [['retrieve', 'unknown'], /'unknown' is not in the archive/],
    [['retrieve', 'b'], /2 packages are called 'b': name one of /],
    [['retrieve'], /name the packages/],
    [['release', 'in/a.tar'], /'in\/a.tar' is not in the landing space/],
    [['remove', 'a'], /there is no action 'remove': allowed are status, retrieve, release/],
  ])('%j is refused', async (given, message) => {
    await expect(run(given)).rejects.toThrow(message);
    expect(await redis.llen('retrieve_queue')).toBe(0);
  });

  it('needs an archive', async () => {
    await expect(run(['status'], {}, 'plain.yml')).rejects.toThrow(/this stack has no archive: archive.url/);
  });
});

it('archive release asks for the space of what came back', async () => {
  const landed = { retrieval: 'r', at: 'retrieved/x/a.tar', sizeBytes: 400, since: '' };
  await redis.hset('archive_landing', 'in/a.tar', JSON.stringify(landed));
  expect(await run(['release', 'a'])).toBe(0);
  expect(await redis.lrange('archive_queue', 0, -1)).toEqual(['{"path":"in/a.tar","retrieval":"r"}']);
});
