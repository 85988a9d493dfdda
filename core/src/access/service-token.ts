import type { StackConfig } from '../config/stack.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { hasRestricted } from './sight.ts';
import { type CreatedToken, createToken, forgetExpired, revokeToken } from './token-book.ts';

/** For so long the token of a service that was killed still opens something. */
const LASTS_MS = 600_000;

/** How a service of the stack asks another for what is restricted. */
export interface ServiceToken {
  /** `Authorization` for a request that is made now; nothing where nothing is restricted. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** From now on the token opens nothing. */
  end(): Promise<void>;
}

/**
 * A token to read everything, made when it is first needed and again before its ten minutes are over; what others of
 * this name left that were killed goes then. Whoever may write to Redis may make tokens anyhow, so services need no
 * secret of their own.
 */
export function serviceToken(
  name: string,
  redis: ScriptedRedis,
  stack: Pick<StackConfig, 'collections'>,
): ServiceToken {
  const isNeeded = hasRestricted(stack);
  let made: { readonly at: number; readonly created: Promise<CreatedToken> } | undefined;
  const end = async () => {
    const last = made;
    made = undefined;
    // Redis may have lost it, or be away: it ends by itself.
    await last?.created.then(({ record }) => revokeToken(redis, record.id)).catch(() => undefined);
  };
  const current = () => {
    if (made && performance.now() - made.at < LASTS_MS / 2) return made.created;
    void end();
    const expiresAt = new Date(Date.now() + LASTS_MS);
    const created = createToken(redis, { name, scopes: ['read'], expiresAt });
    created.then(() => forgetExpired(redis, name)).catch(() => undefined);
    const mine = { at: performance.now(), created };
    made = mine;
    created.catch(() => {
      if (made === mine) made = undefined;
    });
    return created;
  };
  return {
    headers: async () => (isNeeded ? { authorization: `Bearer ${(await current()).token}` } : {}),
    end,
  };
}
