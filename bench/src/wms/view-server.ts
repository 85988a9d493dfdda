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
import type { BenchScene } from './bench-scene.ts';
import type { Contender } from './contender.ts';
import { descendants } from './process-usage.ts';

const main = join(import.meta.dirname, '../../../cli/src/main.ts');

/** The bundled stack, as `./pvs up` starts it: an HTTP process for each core. */
export async function startViewServer(scenes: readonly BenchScene[], directory: string): Promise<Contender> {
  const storage = join(directory, 'storage');
  mkdirSync(storage, { recursive: true });
  const config = join(directory, 'bench.yml');
  writeFileSync(config, configOf(scenes));
  for (const { id, path } of scenes) link(path, join(storage, `${id}_COG.tif`));
  const args = ['--disable-warning=ExperimentalWarning', main, 'up', '--port', '0', '--data', directory];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
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

function configOf(scenes: readonly BenchScene[]): string {
  const types = scenes.map(({ id, coverage, range }) => {
    const shown = range ? `, range: [${range.join(', ')}]` : '';
    const channels = coverage.bands.map((_, i) => `{ band: ${i + 1}${shown} }`).join(', ');
    return `  - { id: ${id}, collection: ${id}, browses: { default: { title: Picture, channels: [${channels}] } } }\n`;
  });
  const collections = scenes.map(({ id }) => `  - { id: ${id} }\n`);
  return `stack: bench\ntitle: Bench\ncollections:\n${collections.join('')}productTypes:\n${types.join('')}`;
}

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
