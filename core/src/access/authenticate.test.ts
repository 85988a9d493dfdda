import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { pino } from 'pino';
import { access, type AccessConfig } from '../config/access.ts';
import { connectRedis } from '../queue/redis.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { startRedis, type TestRedis } from '../testing/redis-server.ts';
import { startIssuer, type TestIssuer } from '../testing/start-issuer.ts';
import { authenticator } from './authenticate.ts';
import { createToken, listTokens, revokeToken, TOKENS_KEY } from './token-book.ts';

const AUDIENCE = 'https://pvs.example/';
const CONFIGURED = 'a-token-of-this-stack';
let server: TestRedis;
let redis: ScriptedRedis;
let issuer: TestIssuer;
let config: AccessConfig;

beforeAll(async () => {
  [server, issuer] = await Promise.all([startRedis(), startIssuer()]);
  redis = connectRedis(server.url, pino({ level: 'silent' }));
  const rights = { send: ['ingest'], watch: ['ops', 'read'] };
  config = access.parse({
    issuers: [{ issuer: issuer.issuer, audience: AUDIENCE, rights }],
    forwardAuth: { proxies: ['10.1.0.0/16', '2001:db8::/32'], rights: { operators: ['ops'] } },
  });
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await issuer.stop();
  await server.stop();
});

const ask = (headers: Record<string, string>, remoteAddress = '192.0.2.7', token?: string) =>
  authenticator(redis, config, token)({ headers, remoteAddress });
const bearer = (token: string) => ask({ authorization: `Bearer ${token}` }, undefined, CONFIGURED);
const soon = () => new Date(Date.now() + 60_000);

it('knows nobody who says nothing', async () => {
  expect(await ask({})).toBeUndefined();
});

it('gives the configured token all rights', async () => {
  expect(await bearer(CONFIGURED)).toMatchObject({
    principal: { name: 'PVS_TOKEN', scopes: ['ingest', 'ops', 'read'] },
  });
});

describe('a token that was made', () => {
  const make = (expiresAt = soon()) =>
    createToken(redis, { name: 'drones', scopes: ['ingest', 'read:VHR'], expiresAt });

  it('has its name and rights, until it is revoked', async () => {
    const { token, record } = await make();
    expect(await bearer(token)).toEqual({
      principal: { name: 'drones', scopes: ['ingest', 'read:VHR'], via: 'token' },
    });
    await revokeToken(redis, record.id);
    expect(await bearer(token)).toMatchObject({ refused: expect.stringMatching(/revoked/) as string });
    await expect(revokeToken(redis, record.id)).rejects.toMatchObject({ code: 'UnknownToken' });
  });

  it('is not kept, only its hash', async () => {
    const { token } = await make();
    expect(JSON.stringify(await redis.hgetall(TOKENS_KEY))).not.toContain(token.slice(13));
    expect(await listTokens(redis)).toMatchObject([{ name: 'drones' }]);
  });

  it('may be the password of a browser', async () => {
    const { token } = await make();
    const basic = (text: string) => ask({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    expect(await basic(`anybody:${token}`)).toMatchObject({ principal: { name: 'drones' } });
    expect(await basic(token)).toHaveProperty('refused');
    expect(await basic(`${token}:`)).toHaveProperty('refused');
  });

  it('opens nothing when its time is over', async () => {
    const { token } = await make(new Date(Date.now() - 1));
    expect(await bearer(token)).toMatchObject({ refused: expect.stringMatching(/expired/) as string });
  });

  it.each([
    ['another ending', (token: string) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`],
    ['its beginning only', (token: string) => token.slice(0, -1)],
    ['another id', (token: string) => token.replace(/^pvs_\w{8}/, 'pvs_00000000')],
    ['something after it', (token: string) => `${token} x`],
  ])('is none with %s', async (_, change) => {
    expect(await bearer(change((await make()).token))).toHaveProperty('refused');
  });
});

describe('an access token of an issuer', () => {
  it('has the rights that its scopes stand for', async () => {
    expect(await bearer(await issuer.token(AUDIENCE, 'send watch'))).toEqual({
      principal: { name: 'uploader', scopes: ['ingest', 'ops', 'read'], via: 'oidc' },
    });
    expect(await bearer(await issuer.token(AUDIENCE, 'send'))).toMatchObject({
      principal: { scopes: ['ingest'] },
    });
  });

  it('is refused for another audience', async () => {
    expect(await bearer(await issuer.token('https://other.example/', 'send'))).toMatchObject({
      refused: expect.stringMatching(/"aud"/) as string,
    });
  });

  it('is refused where it was changed', async () => {
    const [head, , signature] = (await issuer.token(AUDIENCE, 'send')).split('.');
    const [, body] = (await issuer.token(AUDIENCE, 'send watch')).split('.');
    expect(await bearer(`${head}.${body}.${signature}`)).toMatchObject({
      refused: expect.stringMatching(/signature/) as string,
    });
  });

  const claims = () => ({ iss: issuer.issuer, aud: AUDIENCE, sub: 'me', scope: 'send' });

  it.each([
    ['of a key that is not the issuer’s', 'RS256', {}, /key/],
    ['of an issuer that is not configured', 'RS256', { iss: 'http://127.0.0.1:9/' }, /issuers/],
  ])('is refused %s', async (_, alg, changed, reason) => {
    const { privateKey } = await generateKeyPair(alg);
    const made = new SignJWT({ ...claims(), ...changed }).setProtectedHeader({ alg, kid: 'x' });
    const token = await made.setExpirationTime('1h').sign(privateKey);
    expect(await bearer(token)).toMatchObject({ refused: expect.stringMatching(reason) as string });
  });

  it('must say whose it is and when it ends', async () => {
    const exp = Math.floor(Date.now() / 1000) + 600;
    const { sub: _, ...nobody } = claims();
    expect(await bearer(await issuer.sign({ ...claims(), exp }))).toHaveProperty('principal');
    expect(await bearer(await issuer.sign({ ...nobody, exp }))).toMatchObject({
      refused: expect.stringMatching(/"sub"/) as string,
    });
    expect(await bearer(await issuer.sign(claims()))).toMatchObject({
      refused: expect.stringMatching(/"exp"/) as string,
    });
    expect(await bearer(await issuer.sign({ ...claims(), exp, nbf: exp }))).toHaveProperty('refused');
  });

  it('may have its rights in a list, deep inside', async () => {
    const rights = { uploader: ['ingest'] };
    const one = { issuer: issuer.issuer, audience: AUDIENCE, claim: 'realm_access.roles', rights };
    const asked = authenticator(redis, access.parse({ issuers: [one] }), undefined);
    const exp = Math.floor(Date.now() / 1000) + 600;
    const token = await issuer.sign({ ...claims(), exp, realm_access: { roles: ['x', 'uploader'] } });
    expect(
      await asked({ headers: { authorization: `Bearer ${token}` }, remoteAddress: '::1' }),
    ).toMatchObject({
      principal: { name: 'me', scopes: ['ingest'] },
    });
  });

  it('is refused unsigned, and signed with the public key as a secret', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(Date.now() / 1000) + 600;
    expect(await bearer(`${part({ alg: 'none' })}.${part({ ...claims(), exp })}.`)).toHaveProperty('refused');
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(publicKey)));
    const forged = new SignJWT({ ...claims(), exp }).setProtectedHeader({ alg: 'HS256' });
    expect(await bearer(await forged.sign(secret))).toHaveProperty('refused');
  });

  it('is neither taken nor refused while the issuer is away', async () => {
    const other = await startIssuer();
    const token = await other.token(AUDIENCE, 'send');
    await other.stop();
    const issuers = [{ issuer: other.issuer, audience: AUDIENCE, rights: { send: ['ingest'] } }];
    const asked = authenticator(redis, access.parse({ issuers }), undefined);
    const headers = { authorization: `Bearer ${token}` };
    await expect(asked({ headers, remoteAddress: '::1' })).rejects.toMatchObject({
      kind: 'SourceUnavailable',
      code: 'IssuerUnavailable',
    });
  });

  it('is refused when its time is over', async () => {
    const token = await issuer.token(AUDIENCE, 'send');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(await bearer(token)).toMatchObject({ refused: expect.stringMatching(/"exp"/) as string });
  });
});

describe('headers of a proxy', () => {
  const headers = { 'x-forwarded-user': 'eva', 'x-forwarded-groups': 'guests, operators' };

  it.each(['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1'])('are believed from %s', async (address) => {
    expect(await ask(headers, address)).toEqual({
      principal: { name: 'eva', scopes: ['ops'], via: 'proxy' },
    });
  });

  it.each(['10.2.0.1', '127.0.0.1', '::1', ''])('are refused from %j', async (address) => {
    expect(await ask(headers, address)).toHaveProperty('refused');
    expect(await ask({ 'x-forwarded-groups': 'operators' }, address)).toHaveProperty('refused');
  });

  it('are refused beside a good token, too', async () => {
    const both = { ...headers, authorization: `Bearer ${CONFIGURED}` };
    expect(await ask(both, '192.0.2.7', CONFIGURED)).toHaveProperty('refused');
  });

  it('give no right that is not configured', async () => {
    const groups = { ...headers, 'x-forwarded-groups': 'constructor,toString,ops' };
    expect(await ask(groups, '10.1.2.3')).toMatchObject({ principal: { scopes: [] } });
  });
});

it.each(['10.0.0.0/33', '10.0.0.0/', 'proxy.example', '10.0.0.0/8/8', '::1/129'])(
  '%s is no network of proxies',
  (proxy) => {
    const parsed = access.safeParse({ forwardAuth: { proxies: [proxy], rights: {} } });
    expect(parsed.error?.issues[0]?.message).toMatch(/expected an address or a network/);
  },
);
