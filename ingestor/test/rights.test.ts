import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken, revokeToken } from '@pvs/core/access/token-book';
import type { Scope } from '@pvs/core/access/scope';
import { createApp } from '@pvs/core/http/create-app';
import { until } from '@pvs/core/testing/until';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { ingestorContext, ingestorPlugin } from '../src/plugin.ts';
import { browse, report } from './browse-report-documents.ts';

const YAML = `
stack: test
title: Test
collections: [{ id: TEST }]
productTypes: [{ id: browse, collection: TEST, match: { productType: BRWTYPE } }]
access:
  forwardAuth: { proxies: [10.0.0.1], rights: { operators: [ops] } }
`;
const lines: Record<string, unknown>[] = [];
let stack: TestStack;
let app: FastifyInstance;
const routes: { method: string; url: string }[] = [];
const tokens: Record<string, string> = {};

beforeAll(async () => {
  stack = await startTestStack(YAML);
  const log = pino(
    { level: 'info' },
    { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) },
  );
  app = createApp(stack.log, []);
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (/^\/(ingest|ops)/.test(url)) routes.push({ method: one, url });
  });
  await app.register(ingestorPlugin, ingestorContext({ ...stack, log }));
  await app.ready();
  const make = async (name: string, scopes: readonly Scope[], inS = 600) => {
    const made = await createToken(stack.redis, {
      ...{ name, scopes },
      expiresAt: new Date(Date.now() + inS * 1000),
    });
    tokens[name] = `Bearer ${made.token}`;
    return made.record.id;
  };
  await make('ingest', ['ingest']);
  await make('ops', ['ops']);
  await make('reader', ['read', 'read:TEST']);
  await make('expired', ['ingest', 'ops', 'read'], -1);
  await revokeToken(stack.redis, await make('revoked', ['ingest', 'ops', 'read']));
});
afterAll(async () => {
  await app.close();
  await stack.stop();
});

const ask = (
  method: string,
  url: string,
  headers: Record<string, string> = {},
  remoteAddress = '192.0.2.7',
) => app.inject({ method: method as 'GET', url, headers, remoteAddress });
const withToken = (method: string, url: string, name: string) =>
  ask(method, url, { authorization: tokens[name] ?? '' });
const isGuarded = ({ method }: { method: string }) => method !== 'OPTIONS';
/** A request that ends: nothing is streamed, and nothing that exists is named. */
const concrete = (url: string) => url.replace(/:\w+|\*/g, 'nothing');

it('is asked about every route', () => {
  const found = routes.filter(isGuarded).map(({ method, url }) => `${method} ${url}`);
  expect(found).toEqual(
    expect.arrayContaining([
      'POST /ingest/browse-reports',
      'POST /ingest/events/s3',
      'GET /ingest/tasks',
      'GET /ingest/tasks/*',
      'GET /ingest/tasks/:id/events',
      'POST /ingest/uploads/:name',
      'PATCH /ingest/tus/*',
      'GET /ops',
      'POST /ops/retry',
      'POST /ops/seed',
      'POST /ops/deregister',
      'GET /ops/health',
    ]),
  );
});

describe('every route', () => {
  const right = (url: string) => (url.startsWith('/ops') ? 'ops' : 'ingest');
  const wrong = (url: string) => (url.startsWith('/ops') ? 'ingest' : 'ops');
  const all = () => routes.filter(isGuarded).map(({ method, url }) => ({ method, url: concrete(url) }));

  it.each([
    ['no token', 401, () => ''],
    ['a token that ended', 401, () => 'expired'],
    ['a token that was revoked', 401, () => 'revoked'],
    ['a token for something else', 403, wrong],
    ['a token for reading collections', 403, () => 'reader'],
  ])('answers %s with %i', async (_, status, nameFor) => {
    for (const { method, url } of all()) {
      const response = await withToken(method, url, nameFor(url));
      expect([method, url, response.statusCode]).toEqual([method, url, status]);
      expect(response.headers).toMatchObject({
        'cache-control': 'no-store',
        'www-authenticate': expect.stringMatching(/^Bearer/) as string,
      });
    }
  });

  it('lets the right token pass', async () => {
    // The tus server writes to the connection itself, which injected requests do not have: see uploads.test.ts.
    for (const { method, url } of all().filter((route) => !route.url.startsWith('/ingest/tus'))) {
      const response = await withToken(method, url, right(url));
      expect([method, url, [401, 403].includes(response.statusCode)]).toEqual([method, url, false]);
    }
  });
});

it('says which right is missing, and logs who asked', async () => {
  lines.length = 0;
  const response = await withToken('POST', '/ops/retry', 'ingest');
  expect(response.json()).toMatchObject({
    code: 'Forbidden',
    message: "/ops/retry needs the right 'ops', 'ingest' has ingest",
  });
  expect(response.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="ops"');
  expect(lines).toMatchObject([{ msg: 'Access:Denied', who: 'ingest', needs: 'ops', address: '192.0.2.7' }]);
});

it('logs each change with who made it, and no reading', async () => {
  lines.length = 0;
  await withToken('GET', '/ops', 'ops');
  await withToken('POST', '/ops/retry', 'ops');
  expect(lines.filter(({ msg }) => msg !== 'Request:Refused')).toMatchObject([
    { msg: 'Access:Granted', who: 'ops', via: 'token', path: '/ops/retry' },
  ]);
});

it('keeps who changed what, or was not allowed to, for those who look after the stack', async () => {
  await stack.redis.del('audit_log');
  const payload = { all: true };
  await app.inject({
    method: 'POST',
    url: '/ops/retry',
    payload,
    headers: { authorization: tokens['ops']! },
  });
  await withToken('GET', '/ops', 'ops');
  await withToken('POST', '/ops/retry?x=secret', 'ingest');
  await until(async () => (await stack.redis.llen('audit_log')) === 2);
  const { entries } = (await withToken('GET', '/ops/audit', 'ops')).json<{ entries: object[] }>();
  expect(entries).toMatchObject([
    { who: 'ingest', path: '/ops/retry', status: 403, address: '192.0.2.7' },
    { who: 'ops', via: 'token', method: 'POST', path: '/ops/retry', status: 200, what: payload },
  ]);
  expect(JSON.stringify(entries)).not.toContain('secret');
  const page = await ask('GET', '/ops/audit', { authorization: tokens['ops']!, accept: 'text/html' });
  expect(page.body).toContain('<b>ingest</b> POST /ops/retry <span class="bad">403</span>');
});

it.each([
  ['/ingest/uploads/..%2F..%2Fetc%2Fpasswd', {}, 'InvalidName', /'\.\.\/\.\.\/etc\/passwd' is not the name/],
  ['/ingest/uploads/a.tar?callback=http://[::ffff:127.0.0.1]/', {}, 'CallbackNotAllowed', /7f00:1/],
  ['/ingest/events/s3', { Records: 'no' }, 'InvalidMessage', /no notification of a bucket/],
  ['/ingest/browse-reports', '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///x">]><r/>', 'InvalidRequest', /entity/],
])('logs what was refused at %s, and why', async (url, payload, code, reason) => {
  lines.length = 0;
  await app.inject({ method: 'POST', url, payload, headers: { authorization: tokens['ingest']! } });
  expect(lines.filter(({ msg }) => msg === 'Request:Refused')).toMatchObject([
    { who: 'ingest', code, path: url.split('?')[0], reason: expect.stringMatching(reason) as string },
  ]);
});

it('logs the browses of a report and the keys of notifications that lead elsewhere', async () => {
  lines.length = 0;
  const send = (url: string, payload: string | object) =>
    app.inject({ method: 'POST', url, payload, headers: { authorization: tokens['ingest']! } });
  const files = ['../../etc/passwd', 'http://169.254.169.254/latest', 'file:///etc/passwd'];
  await send('/ingest/browse-reports', report({}, ...files.map((file, i) => browse({ file, id: `b${i}` }))));
  const s3 = { bucket: { name: 'incoming' }, object: { key: 'in/..%2F..%2Fetc/a.tar' } };
  await send('/ingest/events/s3', { Records: [{ eventName: 'ObjectCreated:Put', s3 }] });
  expect(lines.filter(({ msg }) => String(msg).endsWith(':Refused'))).toMatchObject([
    { msg: 'Browse:Refused', name: 'b0', reason: expect.stringMatching(/invalid location/) as string },
    { msg: 'Browse:Refused', name: 'b1', reason: expect.stringMatching(/allowed hosts are/) as string },
    { msg: 'Browse:Refused', name: 'b2', reason: expect.stringMatching(/expected http/) as string },
    { msg: 'Notification:Refused', key: 'in/../../etc/a.tar' },
  ]);
});

it('takes users from its proxy, and refuses and logs forged ones', async () => {
  const headers = { 'x-forwarded-user': 'eva', 'x-forwarded-groups': 'operators' };
  expect((await ask('GET', '/ops', headers, '10.0.0.1')).statusCode).toBe(200);
  expect((await ask('GET', '/ingest/tasks', headers, '10.0.0.1')).statusCode).toBe(403);
  lines.length = 0;
  expect((await ask('GET', '/ops', headers, '10.0.0.2')).statusCode).toBe(401);
  const both = { ...headers, authorization: tokens['ops'] ?? '' };
  expect((await ask('GET', '/ops', both, '10.0.0.2')).statusCode).toBe(401);
  expect(lines).toMatchObject([
    {
      msg: 'Access:Refused',
      address: '10.0.0.2',
      reason: expect.stringMatching(/only taken from/) as string,
    },
    { msg: 'Access:Refused' },
  ]);
});

it('takes no changes that pages of other sites have a browser make', async () => {
  const basic = `Basic ${Buffer.from(`me:${tokens['ops']?.slice(7)}`).toString('base64')}`;
  const user = { 'x-forwarded-user': 'eva', 'x-forwarded-groups': 'operators' };
  const from = (headers: Record<string, string>, origin: string) =>
    ask('POST', '/ops/retry', { ...headers, host: 'view.example', origin }, '10.0.0.1');
  for (const headers of [{ authorization: basic }, user]) {
    expect((await from(headers, 'https://evil.example')).json()).toMatchObject({ code: 'ForeignOrigin' });
    expect((await from(headers, 'null')).statusCode).toBe(403);
    expect((await from(headers, 'https://view.example')).statusCode).toBe(400);
    for (const [site, status] of [
      ['cross-site', 403],
      ['same-site', 403],
      ['same-origin', 400],
    ] as const) {
      const told = { ...headers, 'sec-fetch-site': site };
      expect((await ask('POST', '/ops/retry', told, '10.0.0.1')).statusCode).toBe(status);
    }
  }
  expect((await from({ authorization: tokens['ops'] ?? '' }, 'https://other.example')).statusCode).toBe(400);
});

it('notes who sent a package, and shows no token', async () => {
  lines.length = 0;
  const sent = await app.inject({
    ...{ method: 'POST', url: '/ingest/uploads/a.tar', payload: Buffer.from('x') },
    headers: { authorization: tokens['ingest'] ?? '', 'content-type': 'application/x-tar' },
  });
  const { task } = sent.json<{ task: string }>();
  const shown = await withToken('GET', `/ingest/tasks/${task}`, 'ingest');
  expect(shown.json()).toMatchObject({ source: 'ingest (127.0.0.1)' });
  expect(JSON.stringify(lines)).not.toContain(tokens['ingest']?.slice(20));
});

it.each([
  ['PATCH', '/ingest/tus/x', 'authorization,tus-resumable,upload-offset,content-type'],
  ['POST', '/ingest/tus', 'authorization,tus-resumable,upload-length,upload-metadata'],
  ['DELETE', '/ingest/tus/x', 'authorization,tus-resumable'],
  ['POST', '/ingest/uploads/a.tar', 'authorization,idempotency-key,content-type'],
  ['POST', '/ingest/browse-reports', 'authorization,prefer,content-type'],
])('browsers may %s %s from other sites', async (method, path, wanted) => {
  const url = await address();
  const response = await fetch(url + path, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://upload.example',
      'access-control-request-method': method,
      'access-control-request-headers': wanted,
    },
  });
  const list = (name: string) =>
    (response.headers.get(name) ?? '').split(',').map((part) => part.trim().toLowerCase());
  expect(response.status).toBe(204);
  expect(['*', 'https://upload.example']).toContain(response.headers.get('access-control-allow-origin'));
  expect(list('access-control-allow-methods')).toContain(method.toLowerCase());
  expect(list('access-control-allow-headers')).toEqual(expect.arrayContaining(wanted.split(',')));
});

async function address(): Promise<string> {
  const bound = app.server.address();
  if (bound === null) return app.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(bound as { port: number }).port}`;
}
