import { parseScopes } from '@pvs/core/access/scope';
import { createToken, listTokens, revokeToken, type TokenRecord } from '@pvs/core/access/token-book';
import { invalidInput } from '@pvs/core/errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { type CommandContext, exitCode } from '../command.ts';
import { auditCommand } from '../connect/audit-command.ts';
import { withRedis } from '../connect/with-redis.ts';
import { columns, printable } from '../printable.ts';

interface Options {
  readonly scopes?: string;
  /** Text as it was given. */
  readonly days?: string;
  readonly json?: boolean;
}

type Action = (
  redis: ScriptedRedis,
  context: CommandContext,
  given: string,
  options: Options,
) => Promise<void>;

const DEFAULT_DAYS = 90;
const MAX_DAYS = 3650;

/** Makes, lists and revokes the tokens that open `/ingest` and `/ops`. */
export async function token(
  context: CommandContext,
  [action = '', given = '']: readonly string[],
  options: Options,
): Promise<number> {
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!run) throw misused(`there is no action '${action}': allowed are ${Object.keys(actions).join(', ')}`);
  await withRedis(context.env, (redis) => run(redis, context, given, options));
  return exitCode.done;
}

const actions: Readonly<Record<string, Action>> = { create, list, revoke };

async function create(
  redis: ScriptedRedis,
  { print, say }: CommandContext,
  name: string,
  { scopes, days, json = false }: Options,
): Promise<void> {
  if (!/^[\w][\w .@-]{0,99}$/.test(name))
    throw misused(
      `'${printable(name)}' is no name: expected one of letters, digits, spaces and . _ @ -, e.g. token create drone-team`,
    );
  const expiresAt = new Date(Date.now() + daysOf(days) * 86_400_000);
  const made = await createToken(redis, { name, scopes: parseScopes(scopes ?? ''), expiresAt });
  const { id, expiresAt: until } = made.record;
  await auditCommand(redis, 'token create', { id, name, scopes: made.record.scopes, until });
  if (json) return print(JSON.stringify({ token: made.token, ...shown(made.record) }, undefined, 2));
  print(made.token);
  say(`'${name}' may ${made.record.scopes.join(', ')} until ${made.record.expiresAt}; it is not shown again`);
}

async function list(
  redis: ScriptedRedis,
  { print, say }: CommandContext,
  _given: string,
  { json = false }: Options,
): Promise<void> {
  const records = await listTokens(redis);
  if (json) return print(JSON.stringify({ tokens: records.map(shown) }, undefined, 2));
  if (records.length === 0) return say('there are no tokens: ./pvs token create NAME --scopes ingest');
  const rows = records.map(({ id, name, scopes, createdAt, expiresAt }) => [
    ...[id, name, scopes.join(','), createdAt.slice(0, 10)],
    Date.parse(expiresAt) > Date.now() ? expiresAt.slice(0, 10) : 'expired',
  ]);
  for (const line of columns([['id', 'name', 'scopes', 'created', 'expires'], ...rows])) print(line);
}

async function revoke(redis: ScriptedRedis, { print }: CommandContext, id: string): Promise<void> {
  await revokeToken(redis, id);
  await auditCommand(redis, 'token revoke', { id });
  print(`${id} opens nothing any more`);
}

/** Without its hash. */
const shown = ({ id, name, scopes, createdAt, expiresAt }: TokenRecord) => ({
  ...{ id, name, scopes },
  ...{ createdAt, expiresAt },
});

function daysOf(text: string | undefined): number {
  const days = Number(text ?? DEFAULT_DAYS);
  if (days > 0 && days <= MAX_DAYS) return days;
  throw misused(`--days ${printable(text ?? '')} is none: expected more than 0 and at most ${MAX_DAYS}`);
}

const misused = (message: string) => invalidInput(message, { code: 'InvalidArguments' });
