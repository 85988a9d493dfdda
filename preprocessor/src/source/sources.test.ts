import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { openStorages } from '@pvs/core/storage/open-store';
import { PACKAGE_PATHS } from '@pvs/core/queue/package-path';
import { startS3, type TestS3 } from '@pvs/core/testing/s3-endpoint';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRaster, makeReport, makeTar } from '../testing/make-package.ts';
import { startPreprocessor, type TestPreprocessor } from '../testing/start-preprocessor.ts';
import { sources } from './index.ts';

const STACK = `
stack: test
title: Test
collections: [{ id: TEST }]
sources: { httpHosts: [127.0.0.1], privateAddresses: true }
`;

let directory: string;
let s3: TestS3;
let http: Server;
let preprocessor: TestPreprocessor;
let other: ObjectStore;
let host: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-sources-'));
  const raster = await readFile(await makeRaster(join(directory, 'image.tif')));
  const tar = await makeTar(join(directory, 'a.tar'), {
    'r.xml': makeReport('ELSEWHERE'),
    'image.tif': raster,
  });
  s3 = await startS3('other-bucket');
  const variables = { THEIRS_ACCESS_KEY_ID: 'S3RVER', THEIRS_SECRET_ACCESS_KEY: 'S3RVER' };
  const endpoint = s3.variables['AWS_ENDPOINT_URL'];
  const storage = { bucket: 'other-bucket', region: 'us-east-1', endpoint, credentials: 'THEIRS' };
  const storages = openStorages([{ ...storage, virtualHosting: false, requesterPays: false }], variables);
  other = storages.get('other-bucket')!;
  await other.write('in/a.tar', await readFile(tar));
  await other.write('in/dir/r.xml', Buffer.from(makeReport('UNPACKED')));
  await other.write('in/dir/img/image.tif', raster);
  http = createServer((_, response) => void readFile(tar).then((body) => response.end(body))).listen(
    0,
    '127.0.0.1',
  );
  await once(http, 'listening');
  host = `127.0.0.1:${(http.address() as AddressInfo).port}`;
  preprocessor = await startPreprocessor({ stack: STACK, storages });
});
afterAll(async () => {
  await preprocessor.stop();
  http.close();
  await s3.stop();
  await rm(directory, { recursive: true });
});

it('each have a name and say how their paths look', () => {
  expect(new Set(sources.map(({ name }) => name)).size).toBe(sources.length);
  for (const { form, accepts } of sources) expect(accepts(form)).toBe(true);
  expect(sources.map(({ form }) => form)).toEqual(expect.arrayContaining([...PACKAGE_PATHS]));
});

it('of another bucket are packages and prefixes, and what they become lies in the own storage', async () => {
  await preprocessor.run(['s3://other-bucket/in/a.tar', 's3://other-bucket/in/dir/']);
  expect(await preprocessor.failed()).toEqual([]);
  expect(await preprocessor.registered()).toEqual(
    expect.arrayContaining(['other-bucket/in/a', 'other-bucket/in/dir']),
  );
  expect(await preprocessor.objects()).toContain('other-bucket/in/a/ELSEWHERE.coverages.json');
});

it('of an HTTP server are packages', async () => {
  const url = `http://${host}/in/a.tar?signature=x`;
  await preprocessor.run([url]);
  expect(await preprocessor.succeeded()).toContain(url);
  expect(await preprocessor.registered()).toContain(`${host}/in/a`);
});

it.each([
  ['s3://unknown/in/a.tar', 'SourceNotAllowed', /s3:\/\/other-bucket\//],
  ['https://elsewhere.test/a.tar', 'SourceNotAllowed', /allowed hosts are 127\.0\.0\.1/],
  ['s3://other-bucket/none', 'PackageMissing', /none/],
  ['ftp://host/a.tar', 'InvalidPath', /nothing is read by ftp:\/\/.*https:\/\/host.*s3:\/\/bucket/],
])('of no known place fail: %s', async (path, code, message) => {
  await preprocessor.run([path]);
  expect(await preprocessor.problem(path)).toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  });
});
