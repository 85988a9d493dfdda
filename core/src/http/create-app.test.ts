import type { FastifyInstance } from 'fastify';
import { EventEmitter, once } from 'node:events';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { conflict, invalidInput, limitExceeded, notFound, sourceUnavailable } from '../errors.ts';
import { createApp } from './create-app.ts';
import { publicUrl } from './public-url.ts';

const failures: Record<string, unknown> = {
  wrong: invalidInput('wrong', { code: 'Wrong', detail: { given: 1 } }),
  missing: notFound('missing'),
  large: limitExceeded('large'),
  changed: conflict('changed'),
  away: sourceUnavailable('away', { code: 'RasterMissing' }),
  defect: new TypeError('secret'),
};
const lines: { msg: string; level: number }[] = [];
const problems: (string | undefined)[] = [];
const slow = new EventEmitter();
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  const log = pino(
    { level: 'info' },
    new Writable({
      write(chunk: Buffer, _, done) {
        lines.push(JSON.parse(String(chunk)) as (typeof lines)[number]);
        done();
      },
    }),
  );
  app = createApp(log, [async () => problems[0], async () => problems[1]]);
  app.get<{ Params: { name: string } }>('/fail/:name', async (request) => {
    throw failures[request.params.name];
  });
  app.get<{ Querystring: { fails: string } }>('/slow', async (request, reply) => {
    slow.emit('asked');
    await once(reply.raw, 'close');
    setImmediate(() => slow.emit('over'));
    throw request.query.fails === 'too' ? new TypeError('defect') : new DOMException('aborted', 'AbortError');
  });
  app.get('/where', async (request) => publicUrl(request, undefined));
  app.post('/echo', async (request) => request.body);
  url = await app.listen();
});

beforeEach(() => {
  lines.splice(0);
  problems.splice(0);
});

afterAll(() => app.close());

test.each([
  ['wrong', 400, 'Wrong', []],
  ['missing', 404, 'NotFound', []],
  ['large', 400, 'LimitExceeded', []],
  ['changed', 503, 'Conflict', ['Request:Unavailable']],
  ['away', 503, 'RasterMissing', ['Request:Unavailable']],
  ['defect', 500, 'InternalError', ['Request:Failed']],
])(
  'what is %s is answered with %i, kept by nobody, and logged where it is our affair',
  async (name, status, code, logged) => {
    const response = await app.inject(`/fail/${name}`);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ code });
    expect(response.body).not.toContain('secret');
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.headers['retry-after']).toBe(status === 503 ? '5' : undefined);
    expect(lines.map(({ msg }) => msg)).toEqual(logged);
  },
);

test.each([
  ['was given up with it', '', []],
  ['fails nevertheless', 'too', ['Request:Failed']],
])('of a request whose client has gone is logged what %s', async (_, fails, logged) => {
  const client = new AbortController();
  const [asked, over] = [once(slow, 'asked'), once(slow, 'over')];
  const answer = fetch(`${url}/slow?fails=${fails}`, { signal: client.signal });
  await asked;
  client.abort();
  await expect(answer).rejects.toThrow('aborted');
  await over;
  expect(lines.map(({ msg }) => msg).filter((msg) => msg.startsWith('Request:'))).toEqual(logged);
});

test.each([
  ['that leads nowhere', '/nowhere', 404],
  ['that is no text', '/%ZZ', 400],
  ['that is too long', `/fail/${'x'.repeat(600)}`, 414],
])('a path %s is the client’s mistake, said in JSON', async (_, url, status) => {
  const { statusCode, headers } = await app.inject(url);
  expect([statusCode, headers['content-type']]).toEqual([
    status,
    expect.stringContaining('application/json'),
  ]);
});

test('a body that is too large or no JSON is the client’s mistake', async () => {
  const headers = { 'content-type': 'application/json' };
  const post = async (payload: string) =>
    (await app.inject({ method: 'POST', url: '/echo', headers, payload })).statusCode;
  expect([await post('{'), await post(JSON.stringify('x'.repeat(2 * 1024 ** 2)))]).toEqual([400, 413]);
});

test('it is alive, and ready when nothing speaks against it', async () => {
  expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' });
  expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready' });
  problems.push(undefined, 'Redis: away');
  const waiting = await app.inject('/readyz');
  expect([waiting.statusCode, waiting.json()]).toEqual([
    503,
    { status: 'waiting', problems: ['Redis: away'] },
  ]);
  expect((await app.inject('/metrics')).headers['content-type']).toContain('text/plain');
});

test('pages of other origins may read, ask beforehand and see validators', async () => {
  const { headers } = await app.inject('/healthz');
  expect(headers).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-expose-headers': expect.stringContaining('ETag'),
  });
  const preflight = await app.inject({ method: 'OPTIONS', url: '/anything' });
  expect([preflight.statusCode, preflight.headers['access-control-allow-methods']]).toEqual([
    204,
    'GET, HEAD, POST, PATCH, DELETE, OPTIONS',
  ]);
});

test.each([
  [{ host: 'maps.example:8080' }, 'http://maps.example:8080'],
  [{ host: '[::1]:8080' }, 'http://[::1]:8080'],
  [{ host: 'a.example', 'x-forwarded-proto': 'https' }, 'https://a.example'],
  [
    {
      'x-forwarded-proto': 'https, http',
      'x-forwarded-host': 'b.example, inner',
      'x-forwarded-prefix': '/pvs/',
    },
    'https://b.example/pvs',
  ],
  [{ host: 'a.example', 'x-forwarded-host': '"><script>' }, 'http://a.example'],
  [{ host: 'a.example', 'x-forwarded-proto': 'javascript' }, 'http://a.example'],
  [{ host: 'a.example', 'x-forwarded-prefix': '//evil.example' }, 'http://a.example'],
  [{ host: 'a<b' }, 'http://localhost'],
])('with the headers %j the stack is at %s', async (headers, url) => {
  expect((await app.inject({ url: '/where', headers })).body).toBe(url);
});

test('a configured URL counts before all headers', () => {
  expect(publicUrl({ headers: {} } as Parameters<typeof publicUrl>[0], 'https://c.example/x//')).toBe(
    'https://c.example/x',
  );
});

test.each([
  ['no proxy is named', {}, '127.0.0.1'],
  ['it is one of those that are named', { PVS_PROXIES: 'loopback,10.0.0.0/8' }, '203.0.113.7'],
  ['it is another one', { PVS_PROXIES: '10.0.0.0/8' }, '127.0.0.1'],
])('where a request comes from is what a proxy saw: %s', async (_, environment, address) => {
  const behind = createApp(pino({ level: 'silent' }), [], environment);
  behind.get('/who', async ({ ip }) => ip);
  const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' };
  expect((await behind.inject({ url: '/who', headers: forwarded })).body).toBe(address);
  await behind.close();
});
