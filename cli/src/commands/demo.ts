import { homedir } from 'node:os';
import { join } from 'node:path';
import { loadStack } from '@pvs/core/config/load-stack';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { openStore } from '@pvs/core/storage/open-store';
import { prefixOf } from '@pvs/core/storage/product-keys';
import { tryPort } from '../bundle/free-port.ts';
import { type RunningBundle, startBundle } from '../bundle/supervisor.ts';
import { type CommandContext, exitCode } from '../command.ts';
import { withRedis } from '../connect/with-redis.ts';
import { answeringLinks, demoLinks } from '../demo/demo-links.ts';
import { demoPasses } from '../demo/demo-passes.ts';
import { fetchBlueMarble } from '../demo/fetch-blue-marble.ts';
import { makePackages } from '../demo/make-packages.ts';
import { planScenes, sceneKey } from '../demo/plan-scenes.ts';
import { defaultCollection } from '../ingest/default-collection.ts';
import { followPackages } from '../ingest/follow-packages.ts';
import { pushPackages } from '../ingest/push-packages.ts';
import { createProgressDisplay } from '../progress-display.ts';
import { terminated } from '../terminated.ts';
import { announce } from './up.ts';

/**
 * Starts a bundled stack of its own, below the data directory, takes demo scenes in through its queues, and serves
 * them until a signal ends it. Scenes that an earlier demo registered are not taken in again.
 */
export async function demo(given: CommandContext): Promise<number> {
  const context = await demoContext(given);
  const collection = defaultCollection(await loadStack(context.env));
  const ending = terminated();
  const picture = await fetchBlueMarble(cacheDirectory(context.variables), context.say);
  const starting = startBundle(context);
  const bundle = await Promise.race([starting, ending]);
  if (typeof bundle === 'object') {
    const serving = showDemo(context, bundle, picture, collection);
    await Promise.race([serving, ending]);
  }
  await ending;
  context.say('stopping');
  await (await starting).stop();
  return exitCode.done;
}

/** A data directory of its own, and another port where the usual one is taken and none was asked for. */
async function demoContext(context: CommandContext): Promise<CommandContext> {
  const { env } = context;
  const port = env.PVS_PORT ?? (await tryPort(env.PVS_HOST, 8080)) ?? 0;
  return { ...context, env: { ...env, PVS_PORT: port, PVS_DATA_DIR: join(env.PVS_DATA_DIR, 'demo') } };
}

const cacheDirectory = (variables: NodeJS.ProcessEnv) =>
  join(variables['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'pvs', 'demo');

async function showDemo(context: CommandContext, bundle: RunningBundle, picture: string, collection: string) {
  announce(context, bundle);
  const failed = await takeIn(context, bundle, picture, collection);
  if (failed > 0)
    context.say(`${failed} scenes failed: ./pvs failures --data ${bundle.plan.dataDir} says why`);
  const { print } = context;
  print('');
  for (const [what, url] of await answeringLinks(demoLinks(bundle.at.http, collection))) {
    print(`${what}:`);
    print(`  ${url}`);
  }
  print('');
  print('Next, in another terminal:');
  print(`  ./pvs status --data ${bundle.plan.dataDir}`);
  print(`  ./pvs ingest --wait --data ${bundle.plan.dataDir} YOUR_PACKAGE.tar`);
  print('Ctrl-C stops the demo; the scenes stay for the next time.');
}

/** @returns how many scenes failed */
async function takeIn(
  { env, say }: CommandContext,
  { at }: RunningBundle,
  picture: string,
  collection: string,
): Promise<number> {
  const store = openStore(at.storage);
  const display = createProgressDisplay(process.stderr);
  return withRedis({ ...env, PVS_REDIS_URL: at.redis }, async (redis) => {
    const all = planScenes(demoPasses);
    const ids = all.map((scene) => prefixOf(sceneKey(collection, scene)));
    const known = await redis.smismember(stageKeys.register.success, ...ids);
    const missing = all.filter((_, index) => known[index] === 0);
    if (missing.length === 0) return 0;
    say(`taking in ${missing.length} scenes`);
    await makePackages(picture, missing, collection, store, display);
    const pushed = await pushPackages(
      redis,
      missing.map((scene) => sceneKey(collection, scene)),
    );
    const { failed } = await followPackages(redis, pushed, display);
    display.end();
    return failed;
  });
}
