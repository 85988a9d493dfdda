import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { connectDatabase } from '@pvs/core/catalogue/database';
import type { Product } from '@pvs/core/catalogue/product';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { coverageFootprint } from '@pvs/core/geometry/coverage-footprint';
import { createLog } from '@pvs/core/observe/log';
import { type BenchScene, DIFFERENCE_RANGE } from './bench-scene.ts';
import type { Contender } from './contender.ts';
import { descendants } from './process-usage.ts';

const main = join(import.meta.dirname, '../../../cli/src/main.ts');

/** What a bundled stack is started with beside its scenes: parts of its YAML, and of its environment. */
export interface ViewServerOptions {
  readonly limits?: Readonly<Record<string, number>>;
  readonly cache?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** The bundled stack, as `./pvs up` starts it: an HTTP process for each core. */
export async function startViewServer(
  scenes: readonly BenchScene[],
  directory: string,
  { limits = {}, cache = {}, variables = {} }: ViewServerOptions = {},
): Promise<Contender> {
  const storage = join(directory, 'storage');
  mkdirSync(storage, { recursive: true });
  const config = join(directory, 'bench.yml');
  writeFileSync(config, configOf(scenes) + yamlOf({ limits, cache }));
  for (const { id, path } of scenes) link(path, join(storage, `${id}_COG.tif`));
  const args = ['--disable-warning=ExperimentalWarning', main, 'up', '--port', '0', '--data', directory];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...variables,
      PVS_CONFIG: config,
      PVS_STACK: 'bench',
      PVS_STORAGE_URL: pathToFileURL(storage).href,
    },
  });
  const url = await readyUrl(child.stdout);
  await registerScenes(scenes, directory);
  return {
    name: 'View Server',
    url: `${url}/ows`,
    processes: () => descendants(child.pid!, 'http-process'),
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Linked where that is possible: scenes are large. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** Each scene as its bands, the same with gamma, and the normalised difference of its first two bands. */
function configOf(scenes: readonly BenchScene[]): string {
  const types = scenes.map((scene) => {
    const { id, coverage, range } = scene;
    const shown = range ? { range } : {};
    const bands = coverage.bands.map((_, i) => ({ band: i + 1, ...shown }));
    const gamma = bands.map((channel) => ({ ...channel, gamma: 1.4 }));
    const difference = [{ expression: '(b1 - b2) / (b1 + b2)', range: DIFFERENCE_RANGE }];
    const browses = {
      default: { title: 'Picture', channels: scene.showsDifference ? difference : bands },
      gamma: { title: 'Brighter', channels: gamma },
      difference: { title: 'Difference', channels: difference },
    };
    return { id, collection: id, browses };
  });
  const collections = scenes.map(({ id }) => ({ id }));
  return yamlOf({ stack: 'bench', title: 'Bench', collections, productTypes: types });
}

/** YAML reads JSON. */
const yamlOf = (entries: object) =>
  Object.entries(entries)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join('');

async function readyUrl(stdout: NodeJS.ReadableStream): Promise<string> {
  let said = '';
  for await (const chunk of stdout) {
    said += String(chunk);
    const url = /^PVS ready on (\S+)$/m.exec(said)?.[1];
    if (url === undefined) continue;
    stdout.resume();
    return url;
  }
  throw new Error(`pvs up ended: ${said}`);
}

async function registerScenes(scenes: readonly BenchScene[], directory: string): Promise<void> {
  const { database } = JSON.parse(readFileSync(join(directory, 'stack.json'), 'utf8')) as {
    database: string;
  };
  const db = connectDatabase(database, 1, createLog('bench', 'silent'));
  for (const scene of scenes) await registerProduct(db, productOf(scene));
  await db.destroy();
}

function productOf({ id, coverage }: BenchScene): Product {
  return {
    identifier: `${id}_scene`,
    collection: id,
    type: id,
    beginTime: new Date('2018-06-30T10:00:00Z'),
    endTime: new Date('2018-06-30T10:00:00Z'),
    footprint: coverageFootprint([coverage.grid]),
    attributes: {},
    prefix: `${id}_scene`,
    coverages: [{ ...coverage, identifier: 'scene', objectKey: `${id}_COG.tif` }],
    browses: [],
    documents: [],
  } as unknown as Product;
}
