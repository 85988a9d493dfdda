import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { notFound } from '../errors.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import type { Scope } from './scope.ts';

/** Hash id → JSON {@link TokenRecord}. */
export const TOKENS_KEY = 'access_tokens';

/** What is kept of a token: enough to recognise it, not enough to use it. */
export interface TokenRecord {
  readonly id: string;
  /** Whom or what it was made for. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Hexadecimal, of the whole token: it has 256 random bits, so a slow hash would protect nothing more. */
  readonly sha256: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** A token that was just made; the text is shown once and kept nowhere. */
export interface CreatedToken {
  readonly token: string;
  readonly record: TokenRecord;
}

/** @example `pvs_4f1d09c2_…`; the prefix is for scanners of leaked secrets, the id for people */
const FORM = /^pvs_([0-9a-f]{8})_[\w-]{43}$/;

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

export async function createToken(
  redis: ScriptedRedis,
  { name, scopes, expiresAt }: { name: string; scopes: readonly Scope[]; expiresAt: Date },
): Promise<CreatedToken> {
  const id = randomBytes(4).toString('hex');
  const token = `pvs_${id}_${randomBytes(32).toString('base64url')}`;
  const times = { createdAt: new Date().toISOString(), expiresAt: expiresAt.toISOString() };
  const record: TokenRecord = { id, name, scopes, sha256: digest(token), ...times };
  // An id that is taken is not overwritten: another one is drawn.
  if ((await redis.hsetnx(TOKENS_KEY, id, JSON.stringify(record))) === 1) return { token, record };
  return createToken(redis, { name, scopes, expiresAt });
}

/** All tokens, the newest first. */
export async function listTokens(redis: ScriptedRedis): Promise<TokenRecord[]> {
  const records = (await redis.hvals(TOKENS_KEY)).map((json) => JSON.parse(json) as TokenRecord);
  return records.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

/** From now on the token opens nothing. @throws NotFound `UnknownToken` */
export async function revokeToken(redis: ScriptedRedis, id: string): Promise<void> {
  if ((await redis.hdel(TOKENS_KEY, id)) === 1) return;
  throw notFound(`there is no token '${id.slice(0, 80)}': expected an id as ./pvs token list shows it`, {
    code: 'UnknownToken',
  });
}

/** Removes the records of tokens of a name that open nothing any more: those whose owner died before it could. */
export async function forgetExpired(redis: ScriptedRedis, name: string, now = new Date()): Promise<void> {
  for (const record of await listTokens(redis))
    if (record.name === name && Date.parse(record.expiresAt) <= now.getTime())
      await redis.hdel(TOKENS_KEY, record.id);
}

/** The record of a token that is good now; undefined for any other text. */
export async function findToken(
  redis: ScriptedRedis,
  token: string,
  now = new Date(),
): Promise<TokenRecord | undefined> {
  const id = FORM.exec(token)?.[1];
  const json = id === undefined ? null : await redis.hget(TOKENS_KEY, id);
  if (json === null) return undefined;
  const record = JSON.parse(json) as TokenRecord;
  const same = timingSafeEqual(Buffer.from(record.sha256, 'hex'), Buffer.from(digest(token), 'hex'));
  return same && Date.parse(record.expiresAt) > now.getTime() ? record : undefined;
}
