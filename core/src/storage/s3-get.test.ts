import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startS3, type TestS3 } from '../testing/s3-endpoint.ts';
import { connectS3, type S3Options } from './s3-connection.ts';
import { createS3Get } from './s3-get.ts';
import { s3Store } from './s3-store.ts';

const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

describe('a store that checks signatures', () => {
  let s3: TestS3;
  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3.stop());

  test('gives objects of every key, whole and in ranges', async () => {
    const endpoint = s3.variables['AWS_ENDPOINT_URL']!;
    const connection = connectS3({ endpoint, region: 'us-east-1', credentials });
    const [store, get] = [s3Store(s3.bucket, '', connection), createS3Get(connection, s3.bucket)];
    const part = fc.string({ unit: fc.constantFrom(...`aZ09-_.~!*'()@$&=+,;: ä€😀`), minLength: 1 });
    const key = fc
      .array(part, { minLength: 1, maxLength: 3 })
      .map((parts) => parts.map((name) => `k${name}k`).join('/'));
    await fc.assert(
      fc.asyncProperty(key, fc.uint8Array({ minLength: 4 }), async (name, bytes) => {
        const content = Buffer.from(bytes);
        await store.write(name, content);
        expect(await get(name)).toMatchObject({ status: 200, body: content });
        expect(await get(name, { range: [1, 2] })).toMatchObject({
          status: 206,
          body: content.subarray(1, 3),
        });
        expect(await get(`${name}-none`)).toMatchObject({ status: 404 });
      }),
      { numRuns: 15 },
    );
  });
});

describe('a store that answers what it is told to', () => {
  let server: Server;
  let requests: { url: string; headers: IncomingHttpHeaders }[];
  let answers: ((response: ServerResponse) => void)[];

  beforeEach(async () => {
    [requests, answers] = [[], []];
    server = createServer((request, response) => {
      requests.push({ url: request.url ?? '', headers: request.headers });
      (answers.shift() ?? ((r) => r.end('late')))(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const storeOf = (options: S3Options = {}) => {
    const endpoint = `http://localhost:${(server.address() as AddressInfo).port}`;
    return s3Store('bucket', 'below', connectS3({ endpoint, region: 'test', credentials, ...options }));
  };
  /** Who asked, in turn. */
  const askers = () =>
    requests.map(({ headers }) => (headers['user-agent']?.startsWith('aws-sdk') === true ? 'SDK' : 'we'));
  const says = (status: number, body = '', headers = {}) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    answers.push((response) => response.writeHead(status, { ...length, ...headers }).end(body));
  };

  test('is asked once, signed, and told who pays', async () => {
    says(206, 'bytes');
    says(200, 'whole', { 'last-modified': 'Thu, 01 Feb 2018 10:00:00 GMT' });
    const store = storeOf({ requesterPays: true });
    expect(String(await store.readRange('a b', 10, 5))).toBe('bytes');
    expect(await store.readWhole('a b', 100)).toEqual({
      body: Buffer.from('whole'),
      modified: new Date('2018-02-01T10:00:00Z'),
    });
    expect(askers()).toEqual(['we', 'we']);
    expect(requests[0]).toMatchObject({ url: '/bucket/below/a%20b', headers: { range: 'bytes=10-14' } });
    for (const { headers } of requests) {
      expect(headers['x-amz-request-payer']).toBe('requester');
      expect(headers.authorization).toContain(
        'Credential=S3RVER/' + headers['x-amz-date']!.slice(0, 8) + '/test/s3/',
      );
    }
  });

  test('gets no signature of somebody who is nobody', async () => {
    says(200, 'open');
    await storeOf({ credentials: 'anonymous' }).readWhole('x', 100);
    expect(askers()).toEqual(['we']);
    expect(Object.keys(requests[0]!.headers)).not.toContain('authorization');
  });

  test('is asked under the bucket’s own host name where it has one', async () => {
    const store = storeOf({ virtualHosting: true });
    // Not every resolver knows names below localhost.
    await store.readWhole('x', 100).catch((error: Error) => expect(error.message).toContain('bucket.'));
    for (const { url, headers } of requests)
      expect([url, headers.host]).toEqual(['/below/x', expect.stringMatching(/^bucket\.localhost:/)]);
  });

  test.each([500, 503, 403, 429])('that answers %i is asked again by the SDK', async (status) => {
    says(status, '<Error><Code>SlowDown</Code></Error>');
    says(206, 'later');
    expect(String(await storeOf().readRange('x', 0, 5))).toBe('later');
    expect(askers()).toEqual(['we', 'SDK']);
  });

  test('that breaks off is asked again by the SDK', async () => {
    answers.push((response) => {
      response.writeHead(200, { 'content-length': '10' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    says(200, 'whole now');
    expect(String((await storeOf().readWhole('x', 100))?.body)).toBe('whole now');
    expect(askers()).toEqual(['we', 'SDK']);
  });

  test('that takes no heed of a range, or answers more than is allowed, is not taken at its word', async () => {
    for (let i = 0; i < 2; i += 1) says(200, 'all of it');
    await storeOf().readRange('x', 0, 3);
    expect(askers()).toEqual(['we', 'SDK']);
    for (let i = 0; i < 2; i += 1) says(200, 'all of it');
    await expect(storeOf().readWhole('x', 3)).rejects.toMatchObject({ code: 'ObjectTooLarge' });
  });

  test('that has no such object says so once', async () => {
    says(404, '<Error><Code>NoSuchKey</Code></Error>');
    expect(await storeOf().readWhole('x', 100)).toBeUndefined();
    expect(askers()).toEqual(['we']);
    for (let i = 0; i < 2; i += 1) says(404, '<Error><Code>NoSuchKey</Code></Error>');
    await expect(storeOf().readRange('x', 0, 3)).rejects.toMatchObject({ code: 'ObjectMissing' });
  });

  test('is left by who no longer wants its answer', async () => {
    answers.push(() => undefined);
    const gone = new AbortController();
    const reading = storeOf().readRange('x', 0, 3, gone.signal);
    await expect.poll(() => requests.length).toBe(1);
    gone.abort(new Error('left'));
    await expect(reading).rejects.toThrow('left');
    await expect(storeOf().readRange('x', 0, 3, gone.signal)).rejects.toThrow('left');
    expect(requests).toHaveLength(1);
  });
});
