import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { root } from './compose-stack.ts';
import { eventually, fetchInside, inside } from './swarm-stack.ts';

const isOnSwarm = process.env['PVS_TEST_SWARM'] !== undefined;
/** Needs an engine and images: deploy/test/swarm.sh brings both. */
export const onSwarm = isOnSwarm ? describe : describe.skip;

/** Real packages, which are not part of the project. */
export const packages = join(root, '../shared/data/packages');
export const hasPackages = existsSync(packages);
if (isOnSwarm && !hasPackages) {
  process.stderr.write(`NOT TESTED on the swarm: packages, since there is no ${packages}\n`);
}

/** Runs redis-cli in the stack. */
export const redis = (stack: string, ...command: string[]) => inside(stack, 'redis', 'redis-cli', ...command);
const count = async (stack: string, set: string) => Number(await redis(stack, 'scard', set));

/** Waits until `items` packages are in the catalogue, all that were pushed; none may have failed. */
export async function allRegistered(stack: string, items: number): Promise<void> {
  await eventually(`${items} packages are registered`, async () => {
    return (await count(stack, 'register-success_set')) >= items;
  });
  expect(await count(stack, 'preprocess-success_set')).toBe(items);
  expect(await count(stack, 'preprocess-failure_set')).toBe(0);
  expect(await count(stack, 'register-failure_set')).toBe(0);
}

/** A tile and a map of the scene that was registered, and what else answers without a token. */
export async function urlsOfScene(stack: string): Promise<string[]> {
  const { text: found } = await fetchInside(stack, 'http://renderer:8080/stac/search?limit=1');
  const { features } = JSON.parse(found) as {
    features: { bbox: [number, number, number, number]; collection: string }[];
  };
  const [scene] = features;
  if (scene === undefined) throw new Error(`nothing was found: ${found}`);
  const [west, south, east, north] = scene.bbox;
  const zoom = 12;
  const column = Math.floor((((west + east) / 2 + 180) / 360) * 2 ** (zoom + 1));
  const row = Math.floor(((90 - (south + north) / 2) / 180) * 2 ** zoom);
  return [
    `http://cache:8080/cache/tiles/${scene.collection}/WorldCRS84Quad/${zoom}/${column}/${row}.png`,
    `http://renderer:8080/ows?service=WMS&version=1.1.1&request=GetMap&layers=${scene.collection}&styles=&srs=EPSG:4326&bbox=${scene.bbox.join(',')}&width=200&height=200&format=image/png`,
    'http://client:8080/',
    'http://ingestor:8080/readyz',
  ];
}
