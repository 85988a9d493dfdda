import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { mountSmallDisk } from '@pvs/core/testing/small-disk';
import { cacheContext } from '../src/cache-context.ts';
import { ask, startCache, type TestCache } from './start-cache.ts';

const disk = mountSmallDisk(8 * 1024 ** 2);

/** Four tiles around the middle of the scene. */
function tilesOf(zoom: number): string[] {
  const column = Math.floor(((10.6 + 180) / 180) * 2 ** zoom);
  const row = Math.floor(((90 - 40.6) / 180) * 2 ** zoom);
  return [0, 1, 2, 3].map(
    (i) => `/cache/tiles/VHR/WorldCRS84Quad/${zoom}/${column + (i % 2)}/${row + (i >> 1)}.png`,
  );
}

describe.skipIf(!disk)('a cache whose disk is full', () => {
  let cache: TestCache;
  let lines: { msg: string; error?: string }[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const said = () => lines.map(({ msg }) => msg).filter((msg) => msg.startsWith('Tile'));

  beforeAll(async () => {
    cache = await startCache('stack: test\ntitle: Test\ncollections: [{ id: VHR }]\n');
    await addScene(cache.stack, {
      identifier: 'A',
      collection: 'VHR',
      box: { crs: 'EPSG:4326', minX: 10.1, minY: 40.1, maxX: 11.1, maxY: 41.1 },
      time: '2018-06-01',
      // Of many colours, so that tiles take room.
      color: (x, y) => [(x * 37 + y * 101) % 256, (x * y * 13) % 256, (x * 7) % 256],
    });
  });

  afterAll(async () => {
    await cache.stop();
    disk?.unmount();
  });

  test.each([
    ['files', (path: string) => pathToFileURL(path).href],
    ['databases', (path: string) => `sqlite://${path}`],
  ])('answers all tiles, says so once, and keeps them as %s when there is room', async (kind, urlOf) => {
    lines = [];
    const { stack } = cache.stack;
    // Nothing in memory: what is not on the disk is drawn again.
    const limits = { ...stack.limits, tileMemoryBytes: 0 };
    const kept = { ...stack.cache, url: urlOf(join(disk?.path ?? '', kind)) };
    const context = cacheContext({ ...cache.stack, stack: { ...stack, limits, cache: kept }, log });
    const app = await cache.another(context);
    const origins = async (zoom: number) => {
      const answers = await Promise.all(tilesOf(zoom).map((path) => ask(app, path)));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
      return answers.map(({ headers }) => headers['x-tile-origin']);
    };

    await origins(10);
    disk?.fill(8 * 1024);
    for (const zoom of [9, 11, 12, 13]) await origins(zoom);
    expect(await origins(13)).toContain('miss');
    expect(await origins(10)).toEqual(['hit', 'hit', 'hit', 'hit']);
    expect((await ask(app, '/readyz')).statusCode).toBe(200);
    expect(said()).toEqual(['Tiles:NotKept']);
    expect(lines.find(({ msg }) => msg === 'Tiles:NotKept')?.error).toMatch(/no space left|disk is full/);

    disk?.free();
    await origins(13);
    expect(await origins(13)).toEqual(['hit', 'hit', 'hit', 'hit']);
    expect(said()).toEqual(['Tiles:NotKept', 'Tiles:KeptAgain']);
    context.backend.close();
  });
});
