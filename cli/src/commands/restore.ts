import { readFile } from 'node:fs/promises';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { type BackupManifest, readManifest } from '../backup/backup-manifest.ts';
import { readLines } from '../backup/line-file.ts';
import { openBackup } from '../backup/open-backup.ts';
import { restore as restoreStack } from '../backup/restore.ts';
import { withBackedStack } from '../backup/with-backed-stack.ts';
import { type CommandContext, exitCode } from '../command.ts';

/** Puts a backup in place of what a stack has. */
export async function restore(
  context: CommandContext,
  [place = '']: readonly string[],
  { force = false, config = false }: { force?: boolean; config?: boolean },
): Promise<number> {
  const store = openBackup(place);
  if (config) return printConfiguration(context, store);
  await withBackedStack(context, async (stack) => {
    const manifest = await restoreStack(stack, store, force);
    const products = manifest.tables.find(({ name }) => name === 'product')?.file.lines ?? 0;
    context.print(`${products} products and ${manifest.queues.lines} keys of Redis, as of ${manifest.at}`);
    const own = await readFile(stack.configPath, 'utf8').catch(() => undefined);
    if (own !== (await configurationOf(manifest, store)))
      context.say(
        `the stack's YAML is another than in the backup: ./pvs restore --config ${place} prints that`,
      );
    if (force) context.say('restart the services: what they know of the catalogue is out of date');
  });
  return exitCode.done;
}

async function printConfiguration({ print }: CommandContext, store: ObjectStore): Promise<number> {
  print(await configurationOf(await readManifest(store), store));
  return exitCode.done;
}

async function configurationOf({ configuration }: BackupManifest, store: ObjectStore): Promise<string> {
  const lines: unknown[] = [];
  for await (const line of readLines(store, configuration)) lines.push(line);
  return lines.join('\n');
}
