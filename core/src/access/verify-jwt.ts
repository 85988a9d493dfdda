import {
  createRemoteJWKSet,
  decodeJwt,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from 'jose';
import type { IssuerConfig } from '../config/access.ts';
import { messageOf, sourceUnavailable } from '../errors.ts';
import type { Principal } from './principal.ts';
import type { Scope } from './scope.ts';

/** Asymmetric ones only: no secret of an issuer is kept here. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const TIMEOUT_MS = 5000;
const CLOCK_TOLERANCE_S = 30;

/** Whether a bearer token has the form of a JWT (RFC 7519 §3). */
export const isJwt = (token: string) => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);

/** What came of looking at a JWT. */
export type Verified = { readonly principal: Principal } | { readonly refused: string };

/**
 * Checks access tokens of the configured issuers: signature by the issuer's keys (OpenID Connect Discovery 1.0), `iss`,
 * `aud`, `exp`, and `sub`, which must be there.
 * @throws SourceUnavailable `IssuerUnavailable`
 */
export function jwtVerifier(issuers: readonly IssuerConfig[]): (token: string) => Promise<Verified> {
  const keySets = new Map<string, Promise<JWTVerifyGetKey>>();
  const keysOf = (issuer: string) => {
    const found = keySets.get(issuer) ?? discoverKeys(issuer);
    keySets.set(issuer, found);
    found.catch(() => keySets.delete(issuer));
    return found;
  };
  return async (token) => {
    const config = issuers.find(({ issuer }) => issuer === issuerOf(token));
    if (!config) return { refused: 'its issuer is not among those of the stack (access.issuers)' };
    try {
      const { payload } = await jwtVerify(token, await keysOf(config.issuer), {
        ...{ issuer: config.issuer, audience: config.audience, algorithms: ALGORITHMS },
        ...{ requiredClaims: ['exp', 'sub'], clockTolerance: CLOCK_TOLERANCE_S },
      });
      return { principal: { name: payload.sub ?? '', scopes: scopesOf(payload, config), via: 'oidc' } };
    } catch (error) {
      if (isAbout(error)) return { refused: error.message };
      throw unavailable(config.issuer, error);
    }
  };
}

/** Errors of the token, not of getting the keys. */
const isAbout = (error: unknown): error is errors.JOSEError =>
  error instanceof errors.JOSEError &&
  !['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'].includes(error.code);

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const found = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (found.issuer !== issuer) throw new Error(`${url} is of the issuer '${String(found.issuer)}'`);
  return createRemoteJWKSet(new URL(String(found.jwks_uri)), { timeoutDuration: TIMEOUT_MS });
}

function scopesOf(payload: JWTPayload, { claim, rights }: IssuerConfig): Scope[] {
  const found = payload[claim] ?? within(payload, claim.split('.'));
  const values = Array.isArray(found) ? found : typeof found === 'string' ? found.split(' ') : [];
  return values.flatMap((value) => (Object.hasOwn(rights, String(value)) ? rights[String(value)]! : []));
}

/** Claims may lie deeper, as `realm_access.roles` of Keycloak. */
function within(value: unknown, path: readonly string[]): unknown {
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

const unavailable = (issuer: string, cause: unknown) =>
  sourceUnavailable(`the keys of the issuer ${issuer} cannot be had: ${messageOf(cause)}`, {
    code: 'IssuerUnavailable',
    cause,
  });
