import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import type { ProgressDisplay } from '../progress-display.ts';
import { cutScenes } from './cut-scenes.ts';
import { packScene } from './pack-scene.ts';
import { sceneKey, type DemoScene } from './plan-scenes.ts';

/** Cuts the scenes, packs each with its report and uploads it to its key. */
export async function makePackages(
  picture: string,
  scenes: readonly DemoScene[],
  collection: string,
  store: ObjectStore,
  display: ProgressDisplay,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-demo-'));
  try {
    let cut = 0;
    await cutScenes(picture, scenes, directory, () => {
      cut += 1;
      display.update({ fraction: cut / scenes.length, text: `${cut} of ${scenes.length} scenes cut` });
    });
    for (const scene of scenes)
      await store.write(sceneKey(collection, scene), await packScene(scene, directory), {
        contentType: 'application/x-tar',
      });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
