import { archiveMessage } from '@pvs/core/archive/archive-order';
import { archivedBytes, type ArchiveRecord, landedPackages } from '@pvs/core/archive/archive-record';
import type { ArchiveConfig } from '@pvs/core/config/archive';
import { loadStack } from '@pvs/core/config/load-stack';
import { conflict, invalidInput, notFound } from '@pvs/core/errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { findArchived } from '../archive/find-archived.ts';
import { printStatus } from '../archive/print-status.ts';
import { readArchive } from '../archive/read-archive.ts';
import { type CommandContext, exitCode } from '../command.ts';
import { auditCommand } from '../connect/audit-command.ts';
import { reachStack } from '../connect/reach-stack.ts';
import { withRedis } from '../connect/with-redis.ts';
import { printable } from '../printable.ts';

interface Options {
  readonly json?: boolean;
}

interface Given {
  readonly redis: ScriptedRedis;
  readonly context: CommandContext;
  readonly config: ArchiveConfig;
  readonly ids: readonly string[];
  readonly json: boolean;
}

type Action = (given: Given) => Promise<void>;

const actions: Readonly<Record<string, Action>> = { status, retrieve, release };

/** Shows what is archived, has packages come back and be preprocessed again, and frees the space they came back to. */
export async function archive(
  context: CommandContext,
  [action = '', ...ids]: readonly string[],
  { json = false }: Options,
): Promise<number> {
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!run) throw misused(`there is no action '${action}': allowed are ${Object.keys(actions).join(', ')}`);
  const reached = await reachStack(context.env, ['PVS_REDIS_URL']);
  const { archive: config } = await loadStack(reached);
  if (!config)
    throw misused('this stack has no archive: archive.url in its YAML names one, see docs/archive.md');
  await withRedis(reached, (redis) => run({ redis, context, config, ids, json }));
  return exitCode.done;
}

async function status({ redis, context, config, ids, json }: Given): Promise<void> {
  const contents = await readArchive(redis, await Promise.all(ids.map((id) => findPath(redis, id))));
  if (json) context.print(JSON.stringify({ url: config.url, ...contents }, undefined, 2));
  else printStatus(context, contents, config);
}

/** A package that waits or has failed has no record yet. */
const findPath = async (redis: ScriptedRedis, id: string) => (await findArchived(redis, id))?.path ?? id;

async function retrieve({ redis, context, config, ids }: Given): Promise<void> {
  const records = await Promise.all(someOf(ids).map((id) => requireArchived(redis, id)));
  await requireSpace(redis, records, config);
  for (const { path } of records) {
    const { queue, message } = archiveMessage({ kind: 'retrieve', path });
    await redis.lpush(queue, message);
    await auditCommand(redis, 'archive retrieve', { path });
    context.print(`${printable(path)}: in ${queue}`);
  }
}

async function release({ redis, context, ids }: Given): Promise<void> {
  const landed = await landedPackages(redis);
  for (const id of someOf(ids)) {
    const path = await findPath(redis, id);
    const { retrieval } = landed.get(path) ?? {};
    if (retrieval === undefined) {
      throw notFound(`'${printable(path)}' is not in the landing space: ./pvs archive status lists what is`, {
        code: 'NotRetrieved',
      });
    }
    const { queue, message } = archiveMessage({ kind: 'release', path, retrieval });
    await redis.lpush(queue, message);
    await auditCommand(redis, 'archive release', { path });
    context.print(`${printable(path)}: in ${queue}`);
  }
}

async function requireArchived(redis: ScriptedRedis, id: string): Promise<ArchiveRecord> {
  const record = await findArchived(redis, id);
  if (record) return record;
  throw notFound(`'${printable(id)}' is not in the archive: ./pvs archive status lists what is`, {
    code: 'NotArchived',
  });
}

/** What would wait long is better said at once. */
async function requireSpace(
  redis: ScriptedRedis,
  records: readonly ArchiveRecord[],
  { landing: { maxBytes } }: ArchiveConfig,
): Promise<void> {
  const wanted = records.reduce((sum, record) => sum + archivedBytes(record), 0);
  const paths = new Set(records.map(({ path }) => path));
  const others = [...(await landedPackages(redis))].filter(([path]) => !paths.has(path));
  const used = others.reduce((sum, [, { sizeBytes }]) => sum + sizeBytes, 0);
  if (used + wanted <= maxBytes) return;
  const names = others.map(([path]) => printable(path)).join(', ');
  throw conflict(
    `${wanted} bytes do not fit: of the landing space of ${maxBytes} (archive.landing.maxBytes) ${used} are taken${names && ` by ${names}`}. It is free again when they are registered, or by ./pvs archive release ID`,
    { code: 'LandingFull' },
  );
}

function someOf(ids: readonly string[]): readonly string[] {
  if (ids.length > 0) return ids;
  throw misused('name the packages: ./pvs archive status lists them');
}

const misused = (message: string) => invalidInput(message, { code: 'InvalidArguments' });
