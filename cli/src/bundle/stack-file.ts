import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive } from './process-identity.ts';

/** What a running bundled stack tells the other commands, in `DIR/stack.json`. */
const stackFileSchema = z.object({
  process: z.object({ pid: z.number(), started: z.string() }),
  stack: z.string(),
  config: z.string().optional(),
  http: z.string(),
  redis: z.string(),
  database: z.string(),
  storage: z.string(),
});

export type StackFile = z.infer<typeof stackFileSchema>;

const pathIn = (dataDir: string) => join(dataDir, 'stack.json');

export async function writeStackFile(dataDir: string, content: StackFile): Promise<void> {
  const path = pathIn(dataDir);
  await writeFile(`${path}.new`, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function removeStackFile(dataDir: string): Promise<void> {
  await rm(pathIn(dataDir), { force: true });
}

/** The stack that runs on a data directory; undefined where none does. */
export async function readStackFile(dataDir: string): Promise<StackFile | undefined> {
  const text = await readFile(pathIn(dataDir), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = stackFileSchema.safeParse(JSON.parse(text));
  return parsed.success && isAlive(parsed.data.process) ? parsed.data : undefined;
}
