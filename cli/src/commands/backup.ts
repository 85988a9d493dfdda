import { backUp } from '../backup/back-up.ts';
import { filesOf } from '../backup/backup-manifest.ts';
import { openBackup } from '../backup/open-backup.ts';
import { withBackedStack } from '../backup/with-backed-stack.ts';
import { type CommandContext, exitCode } from '../command.ts';

/** Writes queues, catalogue and configuration of a stack to a directory or an object store. */
export async function backup(context: CommandContext, [place = '']: readonly string[]): Promise<number> {
  const store = openBackup(place);
  const manifest = await withBackedStack(context, (stack) => backUp(stack, store));
  const sizeBytes = filesOf(manifest).reduce((sum, file) => sum + file.sizeBytes, 0);
  const products = manifest.tables.find(({ name }) => name === 'product')?.file.lines ?? 0;
  context.print(
    `${products} products, ${manifest.queues.lines} keys of Redis, ${sizeBytes} bytes: ${store.url}`,
  );
  return exitCode.done;
}
