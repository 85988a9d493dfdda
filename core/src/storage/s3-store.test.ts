import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectS3, type S3Options } from './s3-connection.ts';
import { s3Store } from './s3-store.ts';

afterEach(() => vi.unstubAllEnvs());

test('a store that takes a connection and falls silent is away, and nothing hangs on it', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'test');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
  const connection = connectS3({ timeouts: { connectionMs: 200, silenceMs: 200 } });
  const store = s3Store('bucket', '', connection);
  const silence = { kind: 'SourceUnavailable', message: expect.stringContaining('timed out') as string };
  await expect(store.readRange('a', 0, 10)).rejects.toMatchObject(silence);
  await expect(store.stat('a')).rejects.toMatchObject(silence);
  connection.client.destroy();
  silent.close();
});

describe('a store that answers what it is told to', () => {
  let server: Server;
  let requests: { method: string; url: string; headers: IncomingHttpHeaders }[];
  let answer: (
    method: string,
    body: Buffer,
  ) => { status?: number; headers?: Record<string, string>; body?: string };

  beforeEach(async () => {
    requests = [];
    server = createHttpServer(async (request, response) => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers });
      const { status = 200, headers: given = {}, body = '' } = answer(method, await buffer(request));
      response.writeHead(status, given).end(method === 'HEAD' ? undefined : body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => server.close());

  const storeOf = (options: S3Options = {}) => {
    const endpoint = `http://localhost:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    return s3Store('bucket', 'below', connectS3({ endpoint, region: 'test', credentials, ...options }));
  };
  const md5 = (body: Buffer) => createHash('md5').update(body).digest('hex');

  test('that got something else than was sent keeps none of it', async () => {
    answer = (method) => (method === 'PUT' ? { headers: { etag: `"${md5(Buffer.from('other'))}"` } } : {});
    const writing = storeOf().write('x', Buffer.from('content'));
    await expect(writing).rejects.toMatchObject({ kind: 'SourceUnavailable', code: 'UploadDamaged' });
    expect(requests.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
  });

  test('that says nothing of the content by its ETag is asked for the size', async () => {
    const encrypted = { etag: `"${'0'.repeat(32)}"`, 'x-amz-server-side-encryption': 'aws:kms' };
    answer = (method) =>
      method === 'PUT'
        ? { headers: encrypted }
        : method === 'HEAD'
          ? { headers: { 'content-length': '7' } }
          : {};
    await storeOf().write('x', Buffer.from('content'));
    expect(requests.map(({ method }) => method)).toEqual(['PUT', 'HEAD']);
    await expect(storeOf().write('x', Buffer.from('longer content'))).rejects.toMatchObject({
      code: 'UploadDamaged',
      message: expect.stringContaining('7 bytes there, expected 14') as string,
    });
  });

  test('gets an MD5 and no newer checksum', async () => {
    answer = (_, body) => ({ headers: { etag: `"${md5(body)}"` } });
    await storeOf().write('x', Buffer.from('content'));
    const headers = requests[0]?.headers ?? {};
    expect(headers['content-md5']).toBe(createHash('md5').update('content').digest('base64'));
    expect(Object.keys(headers).filter((name) => /checksum|trailer/.test(name))).toEqual([]);
  });

  test('is asked with or without a signature, and told who pays', async () => {
    answer = () => ({ headers: { 'content-length': '0' } });
    await storeOf().stat('x');
    await storeOf({ requesterPays: true, credentials: 'anonymous' }).stat('x');
    expect(requests.map(({ url }) => url)).toEqual(['/bucket/below/x', '/bucket/below/x']);
    const headers = requests.map((one) => one.headers);
    expect(headers.map((one) => one['x-amz-request-payer'])).toEqual([undefined, 'requester']);
    expect(headers.map(({ authorization }) => authorization !== undefined)).toEqual([true, false]);
  });

  test('is asked under the bucket’s own host name where it has one', async () => {
    answer = () => ({ headers: { 'content-length': '0' } });
    await storeOf({ virtualHosting: true })
      .stat('x')
      // Not every resolver knows names below localhost.
      .catch((error: Error) => expect(error.message).toContain('bucket.localhost'));
    for (const { url, headers } of requests) {
      expect([url, headers.host]).toEqual(['/below/x', expect.stringMatching(/^bucket\.localhost:/)]);
    }
  });

  test('that takes no heed of a range is not read on from', async () => {
    answer = () => ({ headers: { etag: '"1"' }, body: 'all of it' });
    await expect(storeOf().read('x', { offset: 4, etag: '1' })).rejects.toThrow(
      /does not answer from byte 4/,
    );
  });

  test('that refuses is away, with its status and reason', async () => {
    const xml = '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';
    answer = () => ({ status: 403, body: xml });
    await expect(storeOf().read('x')).rejects.toMatchObject({
      kind: 'SourceUnavailable',
      message: expect.stringMatching(/403 .*SlowDown.*Please reduce/) as string,
    });
  });
});

test('a store behind an authority of one’s own is trusted with its certificate only', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-ca-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-days', '2'];
  execFileSync(
    'openssl',
    [...request, '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
    {
      stdio: 'ignore',
    },
  );
  const agents: (string | undefined)[] = [];
  const whole = randomBytes(300_000);
  const server = createHttpsServer(
    { key: await readFile(key), cert: await readFile(cert) },
    ({ method, headers }, response) => {
      agents.push(headers['user-agent']);
      if (method === 'GET' && headers.range === undefined) response.end(whole);
      else response.writeHead(206, { 'content-length': '5' }).end(method === 'HEAD' ? undefined : 'bytes');
    },
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;
  const options = { endpoint, region: 'test', credentials: 'anonymous' } as const;
  const trusting = s3Store('b', '', connectS3({ ...options, caBundle: cert }));
  expect(await trusting.stat('x')).toMatchObject({ sizeBytes: 5 });
  expect(String(await trusting.readRange('x', 0, 5))).toBe('bytes');
  for (let i = 0; i < 2; i += 1)
    expect((await trusting.readWhole('x', whole.length))?.body.equals(whole)).toBe(true);
  // By the SDK, and without it.
  expect(agents).toEqual([expect.stringContaining('aws-sdk'), undefined, undefined, undefined]);
  await expect(s3Store('b', '', connectS3(options)).stat('x')).rejects.toThrow(/self-signed/);
  expect(() => connectS3({ caBundle: join(directory, 'none.pem') })).toThrow(/cannot read the certificates/);
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true });
});
