import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  type ArchiveRecord,
  findRecord,
  landedPackages,
  parseRecord,
} from '@pvs/core/archive/archive-record';
import { parseStack } from '@pvs/core/config/load-stack';
import { readFailures, retryFailure } from '@pvs/core/queue/failures';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { startS3, type TestS3 } from '@pvs/core/testing/s3-endpoint';
import { until } from '@pvs/core/testing/until';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openArchive } from './archive-context.ts';
import { makeFiles, makeRaster, makeReport, makeTar } from '../testing/make-package.ts';
import { startPreprocessor, type TestPreprocessor } from '../testing/start-preprocessor.ts';

/** Room for one package of the tests, not for two. */
const LANDING_BYTES = 20_000;
const stack = (url: string) => `
stack: test
title: Test
collections: [{ id: TEST }]
storages: [{ bucket: long-term, endpoint: '${s3.variables['AWS_ENDPOINT_URL']}', region: us-east-1, credentials: THEIRS }]
archive: { url: '${url}', landing: { maxBytes: ${LANDING_BYTES} } }
`;

/** The only ones that s3rver knows. */
const CREDENTIALS = { THEIRS_ACCESS_KEY_ID: 'S3RVER', THEIRS_SECRET_ACCESS_KEY: 'S3RVER' };

let root: string;
let s3: TestS3;
let raster: Buffer;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-archive-'));
  s3 = await startS3('long-term');
  raster = await readFile(await makeRaster(join(root, 'image.tif'), { bands: 3 }));
});
afterAll(async () => {
  await s3.stop();
  await rm(root, { recursive: true, force: true });
});

const sha256Of = (content: Buffer) => createHash('sha256').update(content).digest('hex');

vi.setConfig({ testTimeout: 120_000 });

describe.each([
  ['a directory', () => pathToFileURL(join(root, 'kept')).href],
  ['a bucket', () => 's3://long-term/vhr'],
])('an archive in %s', (_, urlOf) => {
  let archive: ObjectStore;
  /** What the archive gives back has another first byte. */
  let isDamaging = false;
  let p: TestPreprocessor;

  beforeAll(async () => {
    const yaml = stack(urlOf());
    archive = openArchive(parseStack(yaml, 'test.yml'), CREDENTIALS) as ObjectStore;
    const damaging: ObjectStore = {
      ...archive,
      async read(key, options) {
        const stream = await archive.read(key, options);
        return isDamaging ? Readable.from(damaged(stream)) : stream;
      },
    };
    p = await startPreprocessor({ stack: yaml, archive: damaging });
  });
  afterAll(() => p.stop());

  const stored = (key: string) => join(p.storage, key);
  const archived = async (path: string) => (await findRecord(p.redis, path)) as ArchiveRecord;
  const isIdle = async () =>
    (await p.redis.llen('archive_queue')) + (await p.redis.llen('retrieve_queue')) === 0 &&
    (await p.redis.scard('archiving_set')) + (await p.redis.zcard('archive_delayed')) === 0;
  const push = async (queue: string, message: string) => {
    await p.redis.lpush(queue, message);
    await until(isIdle);
  };
  const retrieve = (path: string) => push('retrieve_queue', path);
  const problem = async (id: string) => (await readFailures(p.redis)).find((failure) => failure.id === id);
  const registered = async (prefix: string) => (await p.registered()).filter((one) => one === prefix).length;
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of archive.list('')) found.push(key);
    return found;
  };
  const make = async (name: string) => {
    await makeTar(stored(`in/${name}.tar`), { 'r.xml': makeReport(name), 'image.tif': raster });
    await p.run([`in/${name}.tar`]);
    await until(async () => (await p.redis.hexists('archive_records', `in/${name}.tar`)) === 1);
    await until(isIdle);
    return `in/${name}.tar`;
  };

  it('has what was preprocessed, with its size, checksum and time, and tells so by itself', async () => {
    const path = await make('A');
    const content = await readFile(stored(path));
    const { files, isFile, at, ...rest } = await archived(path);
    expect(rest).toEqual({ path, queue: 'preprocess_queue', message: path });
    expect([isFile, Date.now() - Date.parse(at) < 60_000]).toEqual([true, true]);
    const [{ key, ...facts } = { key: '' }] = files;
    expect(facts).toMatchObject({ name: 'A.tar', sizeBytes: content.length, sha256: sha256Of(content) });
    expect((await archive.readWhole(key, 1e6))?.body.equals(content)).toBe(true);
    const told = await archive.readWhole('in/A.tar/archived.json', 1e6);
    expect(parseRecord(String(told?.body))).toEqual(await archived(path));
  });

  it('keeps every version of a package once', async () => {
    const path = await make('B');
    const before = await keys();
    await p.run([path]);
    await until(isIdle);
    expect(await keys()).toEqual(before);
    const old = await archived(path);
    await makeTar(stored(path), { 'r.xml': makeReport('B2'), 'image.tif': raster });
    await p.run([path]);
    await until(async () => (await archived(path)).files[0]?.key !== old.files[0]?.key);
    expect(await keys()).toEqual(expect.arrayContaining(before));
  });

  it('gives a package back, which is registered in its old place, and frees the space', async () => {
    const path = await make('C');
    await rename(stored(path), join(root, 'away.tar'));
    await p.redis.del('register_queue');
    await retrieve(path);
    await until(async () => (await registered('in/C')) === 1);
    await until(async () => (await landedPackages(p.redis)).size === 0);
    expect((await p.objects()).filter((key) => key.startsWith('retrieved/'))).toEqual([]);
    expect(await p.failed()).toEqual([]);
    // The copy is no original.
    expect((await keys()).filter((key) => key.startsWith('in/C.tar/'))).toHaveLength(2);
  });

  it('gives it back where Redis has lost all it knew', async () => {
    const path = await make('D');
    await p.redis.hdel('archive_records', path);
    await p.redis.del('register_queue');
    await retrieve(path);
    await until(async () => (await registered('in/D')) === 1);
  });

  it('gives back what was told with the package', async () => {
    await makeFiles(p.storage, { 'in/told.tif': raster });
    const message = { path: 'in/told.tif', identifier: 'TOLD', beginTime: '2020-01-02T03:04:05Z' };
    await p.run([JSON.stringify(message)], 'preprocess-md_queue');
    await until(async () => (await p.redis.hexists('archive_records', 'in/told.tif')) === 1);
    await p.store.remove('in/told/TOLD.coverages.json');
    await p.store.remove('in/told.tif');
    await retrieve('in/told.tif');
    await until(async () => (await p.objects()).includes('in/told/TOLD.coverages.json'));
  });

  it('has all files of an unpacked product, and not what was made of it', async () => {
    await makeFiles(p.storage, { 'in/E/r.xml': makeReport('E'), 'in/E/x/image.tif': raster });
    await p.run(['in/E']);
    await until(async () => (await p.redis.hexists('archive_records', 'in/E')) === 1);
    const { isFile, files } = await archived('in/E');
    expect([isFile, files.map(({ name }) => name).sort()]).toEqual([false, ['r.xml', 'x/image.tif']]);
    for (const name of ['r.xml', 'x/image.tif']) await p.store.remove(`in/E/${name}`);
    await p.redis.del('register_queue');
    await retrieve('in/E');
    await until(async () => (await registered('in/E')) === 1);
  });

  it('refuses what it does not have, and what is none', async () => {
    await retrieve('in/unknown.tar');
    expect(await problem('in/unknown.tar')).toMatchObject({
      code: 'NotArchived',
      message: expect.stringMatching(/'in\/unknown.tar' is not in the archive/) as string,
    });
    await push('archive_queue', 'in/nowhere.tar');
    expect(await problem('in/nowhere.tar')).toMatchObject({ code: 'PackageMissing' });
    await push('archive_queue', '{"path": "in/A.tar", "queue": "seed_queue", "message": ""}');
    expect((await readFailures(p.redis)).map(({ code }) => code)).toContain('InvalidMessage');
  });

  it('keeps no copy that reads as something else, and says so', async () => {
    await makeTar(stored('in/F.tar'), { 'r.xml': makeReport('F'), 'image.tif': raster });
    const before = await keys();
    isDamaging = true;
    await push('archive_queue', 'in/F.tar');
    expect(await problem('in/F.tar')).toMatchObject({
      code: 'ArchiveDamaged',
      message: expect.stringMatching(/read back it has the SHA-256 [0-9a-f]{64}, expected/) as string,
    });
    expect([await keys(), await archived('in/F.tar')]).toEqual([before, undefined]);
    isDamaging = false;
    expect(await retryFailure(p.redis, 'archive', 'in/F.tar')).toBe(true);
    await until(async () => (await archived('in/F.tar')) !== undefined);
  });

  it('gives nothing back that is not what was archived', async () => {
    const path = await make('G');
    const [{ key } = { key: '' }] = (await archived(path)).files;
    await archive.write(key, Buffer.alloc((await readFile(stored(path))).length, 7));
    await retrieve(path);
    expect(await problem(path)).toMatchObject({
      code: 'ArchiveDamaged',
      message: expect.stringMatching(/what came has the SHA-256/) as string,
    });
    expect((await p.objects()).filter((found) => found.startsWith('retrieved/'))).toEqual([]);
    expect((await landedPackages(p.redis)).size).toBe(0);
  });

  it('gives back no more than the landing space holds, and the rest when there is room', async () => {
    const [first, second] = [await make('H'), await make('I')];
    // Something that was retrieved and failed lies there.
    const landed = { retrieval: 'r', at: 'retrieved/x/y.tar', sizeBytes: LANDING_BYTES - 1000, since: '' };
    await p.redis.hset('archive_landing', first, JSON.stringify(landed));
    await retrieve(second);
    expect(await problem(second)).toMatchObject({
      code: 'LandingFull',
      message: expect.stringMatching(/others take up 19000: it is retrieved when/) as string,
    });
    const release = (retrieval: string) => push('archive_queue', JSON.stringify({ path: first, retrieval }));
    await release('another');
    expect((await landedPackages(p.redis)).size).toBe(1);
    await release('r');
    expect((await landedPackages(p.redis)).size).toBe(0);
    await p.redis.del('register_queue');
    expect(await retryFailure(p.redis, 'archive', second)).toBe(true);
    await until(async () => (await registered('in/I')) === 1);
  });

  it('never gives back what is larger than the landing space', async () => {
    await writeFile(stored('in/large.tar'), Buffer.alloc(LANDING_BYTES + 1));
    await push('archive_queue', 'in/large.tar');
    await retrieve('in/large.tar');
    expect(await problem('in/large.tar')).toMatchObject({ code: 'PackageTooLarge' });
  });

  it('says of a copy that was released meanwhile that it is gone', async () => {
    const path = await make('J');
    const message = JSON.stringify({ path, retrieved: { retrieval: 'r', at: 'retrieved/none/J.tar' } });
    await p.run([message], 'preprocess-md_queue');
    expect(await p.problem(path)).toMatchObject({ code: 'RetrievalGone' });
  });
});

async function* damaged(stream: Readable): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const copy = Buffer.from(chunk);
    if (isFirst) copy[0] = copy[0]! ^ 1;
    isFirst = false;
    yield copy;
  }
}
