import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type CommandContext, exitCode } from '../command.ts';
import { type BuildChoices, imageBuilds } from '../images/image-builds.ts';
import { requireDocker, runDocker } from '../images/run-docker.ts';

const root = join(import.meta.dirname, '../../..');

/** Builds the images that stacks are deployed from, and prints their names. */
export async function images(
  { print, say }: CommandContext,
  _: readonly string[],
  choices: BuildChoices,
): Promise<number> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const ca = choices.ca === undefined ? {} : { ca: resolve(choices.ca) };
  const builds = imageBuilds(version, { ...choices, ...ca });
  await requireDocker();
  for (const [index, { names, args }] of builds.entries()) {
    const startedMs = performance.now();
    say(`building ${names[0]} (${index + 1} of ${builds.length})`);
    await runDocker(args, root);
    say(`built ${names[0]} in ${Math.round((performance.now() - startedMs) / 1000)} s`);
    for (const name of names) print(name);
  }
  return exitCode.done;
}
