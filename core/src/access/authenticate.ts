import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AccessConfig } from '../config/access.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { forwardAuth } from './forward-auth.ts';
import type { Principal } from './principal.ts';
import { findToken } from './token-book.ts';
import { isJwt, jwtVerifier, type Verified } from './verify-jwt.ts';

/** What of a request says who asks. */
export interface Credentials {
  readonly headers: IncomingHttpHeaders;
  /** Of the connection, whatever headers say. */
  readonly remoteAddress: string;
}

/** Who asks; why they are nobody; undefined where they did not say. */
export type Authenticated = Verified | undefined;

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Tells who asks: by `Authorization: Bearer` with the configured token (all rights), one of {@link findToken} or a JWT
 * of a configured issuer, or by the headers of a trusted proxy. Proxy headers from anywhere else are refused, also
 * beside a token: somebody is trying something.
 * @throws SourceUnavailable where Redis or an issuer that is needed to tell is away
 */
export function authenticator(
  redis: ScriptedRedis,
  access: AccessConfig,
  configuredToken: string | undefined,
): (credentials: Credentials) => Promise<Authenticated> {
  const configured = configuredToken === undefined ? undefined : digest(configuredToken);
  const verifyJwt = jwtVerifier(access.issuers);
  const forwarded = access.forwardAuth ? forwardAuth(access.forwardAuth) : () => undefined;

  return async ({ headers, remoteAddress }) => {
    const byProxy = forwarded(headers, remoteAddress);
    if (headers.authorization === undefined || (byProxy && 'refused' in byProxy)) return byProxy;
    const token = tokenOf(headers.authorization);
    if (token === undefined) return { refused: 'expected Authorization: Bearer and a token' };
    if (configured && timingSafeEqual(configured, digest(token))) return { principal: CONFIGURED };
    if (isJwt(token)) return verifyJwt(token);
    const record = await findToken(redis, token);
    if (!record) return { refused: 'it is unknown, expired or revoked' };
    return { principal: { name: record.name, scopes: record.scopes, via: 'token' } };
  };
}

/** Browsers ask people for a name and a password (RFC 7617): any name, and the token. */
function tokenOf(authorization: string): string | undefined {
  const [, scheme = '', given = ''] = /^(Bearer|Basic) +(.+)$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() !== 'basic') return given || undefined;
  return /^[^:]*:(.+)$/s.exec(Buffer.from(given, 'base64').toString('utf8'))?.[1];
}

const CONFIGURED: Principal = { name: 'PVS_TOKEN', scopes: ['ingest', 'ops', 'read'], via: 'configured' };
