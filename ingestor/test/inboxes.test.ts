import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '@pvs/core/http/create-app';
import { openStorages } from '@pvs/core/storage/open-store';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { startS3, type TestS3 } from '@pvs/core/testing/s3-endpoint';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { until } from '@pvs/core/testing/until';
import { ingestorPlugin } from '../src/plugin.ts';

const TOKEN = 'a-token-of-this-stack';
const headers = { authorization: `Bearer ${TOKEN}` };
let root: string;
let s3: TestS3;
let bucket: ObjectStore;
let stack: TestStack;
let app: FastifyInstance;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-inbox-'));
  for (const name of ['drop', 'slow', 'keep']) await mkdir(join(root, name));
  s3 = await startS3('incoming');
  const storage = `{ bucket: incoming, endpoint: '${s3.variables['AWS_ENDPOINT_URL']}', region: us-east-1, credentials: THEIRS }`;
  stack = await startTestStack(
    `
stack: test
title: Test
collections: [{ id: TEST }]
storages: [${storage}]
limits: { packageBytes: 1000 }
ingest:
  inboxes:
    - { id: drop, kind: directory, path: ${root}/drop, settleS: 0, pollS: 0.2 }
    - { id: slow, kind: directory, path: ${root}/slow, settleS: 1, pollS: 0.2, after: delete }
    - { id: keep, kind: directory, path: ${root}/keep, settleS: 0, pollS: 0.2, after: keep, match: ['*.dim'] }
    - { id: polled, kind: bucket, bucket: incoming, prefix: polled/, pollS: 0.2 }
    - { id: told, kind: bucket, bucket: incoming, prefix: told/, pollS: 3600 }
    - { id: own, kind: bucket, prefix: '', pollS: 0.2 }
`,
    { PVS_TOKEN: TOKEN },
  );
  const variables = { THEIRS_ACCESS_KEY_ID: 'S3RVER', THEIRS_SECRET_ACCESS_KEY: 'S3RVER' };
  const storages = openStorages(stack.stack.storages, variables);
  bucket = storages.get('incoming')!;
  app = createApp(stack.log, []);
  await app.register(ingestorPlugin, { ...stack, storages });
  await app.ready();
});
beforeEach(() => stack.redis.del('preprocess_queue'));
afterAll(async () => {
  await app.close();
  await stack.stop();
  await s3.stop();
  await rm(root, { recursive: true, force: true });
});

/** Puts a file there at once. */
async function drop(path: string, content = path): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, 'made'), content);
  await rename(join(root, 'made'), join(root, path));
}
const queued = async () => (await stack.redis.lrange('preprocess_queue', 0, -1)).reverse();
const queuedLike = async (ending: string) => (await queued()).filter((path) => path.endsWith(ending));
const tasks = async () =>
  (await app.inject({ url: '/ingest/tasks?limit=500', headers })).json<{
    tasks: { id: string; source: string }[];
  }>().tasks;
const taskOf = async (source: string) => {
  const found = (await tasks()).find((task) => task.source === source);
  return (await app.inject({ url: `/ingest/tasks/${found?.id}`, headers })).json<Record<string, unknown>>();
};
/** Longer than several looks. */
const looks = () => sleep(1500);

describe('a directory', () => {
  it('gives its packages to the storage and the queue, once, and keeps them in .taken', async () => {
    await drop('drop/dir/a.tar');
    await drop('drop/b.ZIP');
    await until(async () => (await queued()).length >= 2);
    const [path = ''] = await queuedLike('/dir/a.tar');
    expect(path).toMatch(/^uploads\/drop\/[0-9a-f]{16}\/dir\/a\.tar$/);
    expect((await stack.store.readWhole(path, 100))?.body.toString()).toBe('drop/dir/a.tar');
    const sha256 = createHash('sha256').update('drop/dir/a.tar').digest('hex');
    expect(await taskOf('drop: dir/a.tar')).toMatchObject({
      kind: 'inbox',
      items: [{ name: 'dir/a.tar', sizeBytes: 14, checksum: `sha256:${sha256}` }],
    });
    await until(() => existsSync(join(root, 'drop/.taken/dir/a.tar')));
    await looks();
    expect(await queued()).toHaveLength(2);
    expect(await stack.redis.hlen('ingest_seen:drop')).toBeLessThanOrEqual(1);
  });

  it('gives a package again that is dropped again', async () => {
    await drop('drop/again.tar', 'same');
    await until(async () => (await queuedLike('/again.tar')).length === 1);
    await until(async () => !(await readdir(join(root, 'drop'))).includes('again.tar'));
    await cp(join(root, 'drop/.taken/again.tar'), join(root, 'drop/again.tar'), { preserveTimestamps: true });
    await until(async () => (await queuedLike('/again.tar')).length === 2);
  });

  it('gives a package again where Redis came back younger, and not before that is safe does it leave', async () => {
    await drop('drop/lost.tar');
    await until(async () => (await queuedLike('/lost.tar')).length === 1);
    expect(await readdir(join(root, 'drop'))).toContain('lost.tar');
    await stack.redis.multi().del('preprocess_queue').del('ingest_seen:drop').exec();
    await until(async () => (await queuedLike('/lost.tar')).length === 1);
    await until(async () => !(await readdir(join(root, 'drop'))).includes('lost.tar'));
    expect(await queuedLike('/lost.tar')).toHaveLength(1);
  });

  it('gives a package when it is whole', async () => {
    const file = join(root, 'slow/big.tar');
    for (let i = 0; i < 8; i += 1) {
      await appendFile(file, 'x'.repeat(10));
      await sleep(300);
      expect(await queuedLike('/big.tar')).toEqual([]);
    }
    await until(async () => (await queuedLike('/big.tar')).length === 1);
    const [path = ''] = await queuedLike('/big.tar');
    expect((await stack.store.stat(path))?.sizeBytes).toBe(80);
    await until(async () => (await readdir(join(root, 'slow'))).length === 0);
  });

  it('leaves what is no package, is not finished, or lies elsewhere', async () => {
    const names = ['notes.txt', '.hidden.tar', 'a.tar.part', 'b.tar.tmp', '.dir/c.tar', 'd.tar~'];
    for (const name of names) await drop(`keep/${name}`);
    await drop('keep/e.dim');
    await symlink('/etc/hostname', join(root, 'keep/link.dim'));
    await until(async () => (await queuedLike('/e.dim')).length === 1);
    await looks();
    expect((await queued()).filter((path) => path.includes('/keep/'))).toHaveLength(1);
    expect(await readdir(join(root, 'keep'))).toContain('e.dim');
  });

  it.each([
    ['drop/empty.tar', '', 'EmptyPackage'],
    ['drop/huge.tar', 'x'.repeat(1001), 'PackageTooLarge'],
  ])('%s is refused, and said so', async (path, content, code) => {
    await drop(path, content);
    const source = path.replace('/', ': ');
    await until(async () => (await tasks()).some((task) => task.source === source));
    expect(await taskOf(source)).toMatchObject({ refused: [{ code }] });
    expect(await queued()).toEqual([]);
  });
});

describe('a bucket', () => {
  const created = (key: string, name = 'incoming') => ({
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name }, object: { key, size: 1, eTag: 'whatever' } },
  });
  const tell = (payload: object) =>
    app.inject({ method: 'POST', url: '/ingest/events/s3', headers, payload });

  it('gives its packages by being listed, each version once', async () => {
    await bucket.write('polled/a 1.tar', Buffer.from('one'));
    await bucket.write('polled/notes.txt', Buffer.from('x'));
    await until(async () => (await queued()).length > 0);
    await looks();
    expect(await queued()).toEqual(['s3://incoming/polled/a 1.tar']);
    await bucket.write('polled/a 1.tar', Buffer.from('two'));
    await until(async () => (await queued()).length === 2);
    const md5 = createHash('md5').update('two').digest('hex');
    expect(await taskOf('polled: polled/a 1.tar')).toMatchObject({
      items: [{ sizeBytes: 3, checksum: `etag:${md5}` }],
    });
  });

  it('gives its packages by telling, and only once when it is listed, too', async () => {
    await bucket.write('told/a b.tar', Buffer.from('one'));
    const Records = [created('told/a+b.tar'), created('told/a%20b.tar'), created('told/missing.tar')];
    const response = await tell({ Records });
    const answer = response.json<{ tasks: string[] }>();
    expect([response.statusCode, new Set(answer.tasks).size]).toEqual([202, 1]);
    expect(await queued()).toEqual(['s3://incoming/told/a b.tar']);
    await bucket.write('polled/both.tar', Buffer.from('both'));
    await Promise.all([tell({ Records: [created('polled/both.tar')] }), looks()]);
    expect(await queuedLike('/both.tar')).toHaveLength(1);
  });

  it('gives those of a notification in a message', async () => {
    await bucket.write('told/sns.tar', Buffer.from('one'));
    await tell({ Type: 'Notification', Message: JSON.stringify({ Records: [created('told/sns.tar')] }) });
    expect(await queued()).toEqual(['s3://incoming/told/sns.tar']);
  });

  it.each([
    ['another bucket', created('told/c.tar', 'elsewhere')],
    ['another prefix', created('other/c.tar')],
    ['a path out of it', created('told/../polled/c.tar')],
    ['what is no package', created('told/c.txt')],
    ['a removal', { ...created('told/c.tar'), eventName: 'ObjectRemoved:Delete' }],
  ])('ignores what is told of %s', async (_, record) => {
    for (const key of ['told/c.tar', 'other/c.tar', 'told/c.txt']) await bucket.write(key, Buffer.from('x'));
    const response = await tell({ Records: [record] });
    expect([response.statusCode, response.json()]).toEqual([202, { tasks: [] }]);
  });

  it.each([{}, { Records: [{}] }, { Message: 'hello' }, []])('refuses %j', async (body) => {
    const response = await tell(body);
    expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([400, 'InvalidMessage']);
  });

  it('that is the own storage does not give what came another way', async () => {
    await stack.store.write('uploads/x/a.tar', Buffer.from('x'));
    await stack.store.write('browses/a.tar', Buffer.from('x'));
    await stack.store.write('in/mine.tar', Buffer.from('x'));
    await until(async () => (await queued()).length > 0);
    await looks();
    expect(await queued()).toEqual(['in/mine.tar']);
  });
});
