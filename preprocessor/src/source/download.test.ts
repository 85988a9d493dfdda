import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@pvs/core/testing/until';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download } from './download.ts';
import { httpSource } from './http-source.ts';
import { openHttp } from './open-http.ts';

const rules = { httpHosts: ['127.0.0.1'], privateAddresses: true };
const content = randomBytes(300_000);

let directory: string;
let server: Server;
let requests: IncomingMessage[];
let answer: (request: IncomingMessage, response: ServerResponse, count: number) => void;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-download-'));
  requests = [];
  server = createServer((request, response) => answer(request, response, requests.push(request))).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true });
});

const urlOf = (path = '/a.tar') =>
  new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
const target = () => join(directory, 'a.tar');

const fetchIt = (options: Partial<Parameters<typeof download>[1]> = {}, url = urlOf()) =>
  download(
    { name: 'a.tar', open: (wanted) => openHttp(url, wanted, rules) },
    { target: target(), maxBytes: 1_000_000, signal: new AbortController().signal, ...options },
  );

/** Answers ranges of a content, breaking the connection once so many bytes of an answer are on the disk. */
function serve(body: Buffer, etag: string | undefined, breakAfter = Infinity, headers = {}) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const same = from > 0 && request.headers['if-range'] === etag;
    const start = same ? from : 0;
    const part = body.subarray(start);
    response.writeHead(same ? 206 : 200, {
      'content-length': part.length,
      ...(etag !== undefined && { etag }),
      ...(same && { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` }),
      ...headers,
    });
    if (part.length <= breakAfter) {
      response.end(part);
      return;
    }
    const isKept = async () =>
      response.destroyed || ((await stat(target()).catch(() => undefined))?.size ?? 0) >= start + breakAfter;
    response.write(part.subarray(0, breakAfter));
    void until(isKept).then(() => response.destroy());
  };
}

describe('a download', () => {
  it('that breaks again and again goes on where it broke', async () => {
    answer = serve(content, '"1"', 70_000);
    expect(await fetchIt()).toBe(content.length);
    expect((await readFile(target())).equals(content)).toBe(true);
    const ranges = requests.map(({ headers }) => headers.range);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range ?? ''))).toBe(true);
    expect(new Set(ranges).size).toBe(ranges.length);
  });

  it('begins anew where the source changed meanwhile', async () => {
    const newer = randomBytes(200_000);
    answer = (request, response, count) =>
      count === 1 ? serve(content, '"1"', 70_000)(request, response) : serve(newer, '"2"')(request, response);
    expect(await fetchIt()).toBe(newer.length);
    expect((await readFile(target())).equals(newer)).toBe(true);
  });

  it('begins anew where nothing says that the source is the same', async () => {
    answer = (request, response, count) =>
      serve(content, count % 2 === 0 ? undefined : 'W/"1"', count < 3 ? 70_000 : Infinity)(request, response);
    expect(await fetchIt()).toBe(content.length);
    expect(requests.map(({ headers }) => headers.range)).toEqual([undefined, undefined, undefined]);
    expect((await readFile(target())).equals(content)).toBe(true);
  });

  it('that brings nothing any more is broken, for now', async () => {
    answer = (request, response, count) =>
      count === 1 ? serve(content, '"1"', 70_000)(request, response) : response.destroy();
    await expect(fetchIt()).rejects.toMatchObject({
      kind: 'SourceUnavailable',
      code: 'DownloadBroken',
      message: expect.stringMatching(/a\.tar broke off after [1-9]\d* bytes/) as string,
    });
  });

  it('is refused by the size that is said, before a byte is kept', async () => {
    answer = serve(content, '"1"');
    await expect(fetchIt({ maxBytes: 299_999 })).rejects.toMatchObject({ code: 'PackageTooLarge' });
    await expect(readFile(target())).rejects.toThrow('ENOENT');
  });

  it('is stopped by the size that comes where none is said', async () => {
    answer = (_, response) => {
      response.writeHead(200, { etag: '"1"' });
      const more = () => {
        while (response.writable && response.write(content));
        if (response.writable) response.once('drain', more);
      };
      more();
    };
    await expect(fetchIt()).rejects.toMatchObject({ code: 'PackageTooLarge' });
    expect((await readFile(target())).length).toBeLessThanOrEqual(1_000_000);
  });

  it('says its size before it takes up room', async () => {
    const sizes: number[] = [];
    answer = serve(content, '"1"');
    await fetchIt({ admit: async (size) => void sizes.push(size) });
    expect(sizes).toEqual([300_000]);
  });

  it('ends when the worker stops', async () => {
    const stopping = new AbortController();
    answer = serve(content, '"1"', 70_000);
    const running = fetchIt({
      signal: stopping.signal,
      progress: () => stopping.abort(new Error('stopped')),
    });
    await expect(running).rejects.toThrow('stopped');
  });

  it.each([
    [404, 'NotFound', 'PackageMissing'],
    [410, 'NotFound', 'PackageMissing'],
    [403, 'InvalidInput', 'SourceRefused'],
    [429, 'SourceUnavailable', 'DownloadBroken'],
    [503, 'SourceUnavailable', 'DownloadBroken'],
  ])('that is answered %i fails as %s %s', async (status, kind, code) => {
    answer = (_, response) => response.writeHead(status).end('no');
    await expect(fetchIt()).rejects.toMatchObject({ kind, code });
  });
});

describe('an HTTP source', () => {
  const find = (path: string, sources: { httpHosts: string[]; privateAddresses: boolean }) =>
    httpSource.find(
      path,
      { config: { sources } } as Parameters<typeof httpSource.find>[1],
      new AbortController().signal,
    );
  const refused = (message: RegExp) =>
    expect.objectContaining({ code: 'SourceNotAllowed', message: expect.stringMatching(message) as string });

  it.each([
    ['http://other.test/a.tar', /allowed hosts are a\.test, \*\.b\.test/],
    ['http://b.test/a.tar', /allowed hosts/],
    ['http://evilb.test/a.tar', /allowed hosts/],
    ['http://a.test.evil.test/a.tar', /allowed hosts/],
    ['http://user:secret@a.test/a.tar', /name and password/],
  ])('is not read from %s', async (url, message) => {
    const rulesOf = { httpHosts: ['a.test', '*.b.test'], privateAddresses: false };
    await expect((async () => find(url, rulesOf))()).rejects.toEqual(refused(message));
    await expect((async () => find(url, rulesOf))()).rejects.not.toThrow('secret');
  });

  it('keeps the signature of a URL out of its names', async () => {
    const found = await find('http://a.test/in/x%2F..%2Fscene.tar?Signature=secret', {
      httpHosts: ['a.test'],
      privateAddresses: false,
    });
    expect(JSON.stringify(found)).not.toContain('secret');
    expect(found).toMatchObject({ fileName: 'scene.tar' });
  });

  it.each([
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://169.254.169.254/latest',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://0/',
    'http://[::]/',
    'http://[::ffff:7f00:1]/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://localhost/',
  ])('is not read from %s where addresses inside a network are not allowed', async (url) => {
    const wanted = { offset: 0, signal: new AbortController().signal };
    const opening = openHttp(new URL(url), wanted, { httpHosts: ['*'], privateAddresses: false });
    await expect(opening).rejects.toEqual(refused(/address inside a network/));
  });

  it.each(['http://127.0.0.1:9/', 'http://localhost:9/', 'http://169.254.169.254/', 'http://[::1]/'])(
    'is not followed to %s by a host outside of the network',
    async (location) => {
      answer = (_, response) => response.writeHead(302, { location }).end();
      let hops = 0;
      // The server of the test stands for one outside: where it leads is checked as always.
      const outside = {
        httpHosts: ['127.0.0.1', 'localhost', '169.254.169.254', '[::1]'],
        get privateAddresses() {
          return (hops += 1) <= 2;
        },
      };
      const wanted = { offset: 0, signal: new AbortController().signal };
      await expect(openHttp(urlOf(), wanted, outside)).rejects.toEqual(refused(/address inside a network/));
    },
  );

  it('follows redirects, and checks each like the URL itself', async () => {
    answer = (request, response) => {
      if (request.url === '/a.tar') return response.writeHead(302, { location: '/b.tar' }).end();
      return serve(content, '"1"')(request, response);
    };
    expect(await fetchIt()).toBe(content.length);
    answer = (_, response) => response.writeHead(302, { location: 'http://localhost:1/metadata' }).end();
    await expect(fetchIt()).rejects.toEqual(refused(/localhost:1\/metadata.*allowed hosts are 127\.0\.0\.1/));
    answer = (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    await expect(fetchIt()).rejects.toEqual(refused(/expected http/));
    answer = (_, response) => response.writeHead(302, { location: '/a.tar' }).end();
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'SourceRefused',
      message: expect.stringContaining('more than 5 times') as string,
    });
  });
});
