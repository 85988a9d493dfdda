import { fork } from 'node:child_process';
import { join } from 'node:path';
import { sourceUnavailable } from '@pvs/core/errors';
import { ended } from '../bundle/kept-child.ts';
import type { CutRequest } from './cut-scenes-process.ts';
import type { DemoScene } from './plan-scenes.ts';

/** Cuts the scenes in a child process; `{directory}/{identifier}.tif` each. */
export async function cutScenes(
  picture: string,
  scenes: readonly DemoScene[],
  directory: string,
  onCut: () => void,
): Promise<void> {
  const child = fork(join(import.meta.dirname, 'cut-scenes-process.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const cuts = scenes.map(({ metadata, ...scene }) => ({
    scene,
    ring: metadata.footprint.coordinates[0]?.[0] ?? [],
    file: join(directory, `${metadata.identifier}.tif`),
  }));
  child.on('message', onCut);
  child.send({ picture, cuts } satisfies CutRequest);
  const how = await ended(child);
  if (how !== 'exit code 0') throw sourceUnavailable(`the demo's scenes could not be cut: ${how}`);
}
