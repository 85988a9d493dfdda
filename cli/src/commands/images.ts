import { join, resolve } from 'node:path';
import { type CommandContext, exitCode } from '../command.ts';
import { type BuildChoices, imageBuilds } from '../images/image-builds.ts';
import { requireDocker, runDocker } from '../images/run-docker.ts';
import { readVersion } from '@pvs/core/release/read-version';

const root = join(import.meta.dirname, '../../..');

/** Builds the images that stacks are deployed from, and prints their names. */
export async function images(
  { print, say }: CommandContext,
  _: readonly string[],
  choices: BuildChoices,
): Promise<number> {
  const builds = imageBuilds(readVersion(), { ...choices, ...resolved(choices) });
  await requireDocker();
  for (const [index, { what, names, args }] of builds.entries()) {
    const startedMs = performance.now();
    say(`building ${what} (${index + 1} of ${builds.length})`);
    await runDocker(args, root);
    say(`built ${what} in ${Math.round((performance.now() - startedMs) / 1000)} s`);
    for (const name of names) print(name);
  }
  return exitCode.done;
}

/** Docker is called from the root of the checkout, and paths are meant from here. */
const resolved = ({ ca, gdalBinding }: BuildChoices): BuildChoices => ({
  ...(ca !== undefined && { ca: resolve(ca) }),
  ...(gdalBinding !== undefined && { gdalBinding: resolve(gdalBinding) }),
});
