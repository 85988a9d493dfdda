import { join, resolve } from 'node:path';
import { invalidInput } from '@pvs/core/errors';
import { type CommandContext, exitCode } from '../command.ts';
import { type BuildChoices, type ImageBuild, imageBuilds } from '../images/image-builds.ts';
import { requireDocker, runDocker } from '../images/run-docker.ts';
import { readVersion } from '@pvs/core/release/read-version';

const root = join(import.meta.dirname, '../../..');

/** What a command line says beside what is built. */
interface Options extends BuildChoices {
  readonly jobs?: string;
}

/** Builds the images that stacks are deployed from, and prints their names. */
export async function images(
  { print, say }: CommandContext,
  _: readonly string[],
  { jobs = '1', ...choices }: Options,
): Promise<number> {
  const builds = imageBuilds(readVersion(), { ...choices, ...resolved(choices) });
  const limit = jobsOf(jobs);
  await requireDocker();
  const build = async ({ what, names, args }: ImageBuild) => {
    const startedMs = performance.now();
    say(`building ${what} (${builds.findIndex((each) => each.what === what) + 1} of ${builds.length})`);
    await runDocker(args, root, limit === 1 && process.stderr.isTTY);
    say(`built ${what} in ${Math.round((performance.now() - startedMs) / 1000)} s`);
    for (const name of names) print(name);
  };
  // What others are built from comes first.
  for (const each of builds.filter(({ names }) => names.length === 0)) await build(each);
  const left = builds.filter(({ names }) => names.length > 0);
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) await build(next);
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return exitCode.done;
}

/** @throws InvalidInput `InvalidArguments` */
function jobsOf(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw invalidInput(`--jobs is '${text}': expected a number from 1 to 99`, { code: 'InvalidArguments' });
}

/** Docker is called from the root of the checkout, and paths are meant from here. */
const resolved = ({ ca, gdalBinding }: BuildChoices): BuildChoices => ({
  ...(ca !== undefined && { ca: resolve(ca) }),
  ...(gdalBinding !== undefined && { gdalBinding: resolve(gdalBinding) }),
});
