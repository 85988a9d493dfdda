import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Coverage } from '@pvs/core/catalogue/product';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { productOf, removeScene, storeScene, type TestScene } from '@pvs/core/testing/add-scene';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import { tileBox } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import type { TileBackend } from '../src/backends/tile-backend.ts';
import { ask, rgbaOf, startCache, type TestCache } from './start-cache.ts';

const SET = 'WorldCRS84Quad';
const ZOOM = 6;
/** Tiles of 2.8125°, a few metatiles of two each way. */
const TILES = [69, 70, 71, 72, 73].flatMap((column) =>
  [15, 16, 17].map((row) => ({ zoom: ZOOM, column, row })),
);

/** What a product may show: pictures that overlap, span metatiles, end within a pixel of a tile, lie in a UTM zone. */
const PICTURES: Omit<TestScene, 'identifier'>[] = [
  {
    collection: 'VHR',
    box: lonLat(18, 43, 19.687, 44.5),
    time: '2018-06',
    color: (x, y) => [x * 4, 0, y * 4],
  },
  {
    collection: 'VHR',
    box: lonLat(15.7, 42.5, 23.3, 45.2),
    time: '2018-07',
    color: (x, y) => [0, y * 4, x * 4],
  },
  { collection: 'VHR', box: lonLat(18, 41, 19, 42), time: '2018-08', color: [250, 250, 0] },
  {
    collection: 'VHR',
    box: { crs: 'EPSG:32634', minX: 400_000, minY: 4_600_000, maxX: 520_000, maxY: 4_820_000 },
    time: '2018-05',
    color: (x) => [255, x, 0],
  },
];

function lonLat(minX: number, minY: number, maxX: number, maxY: number) {
  return { crs: 'EPSG:4326', minX, minY, maxX, maxY };
}

const forgetful: TileBackend = {
  get: async () => undefined,
  put: async () => undefined,
  async *list() {},
  remove: async () => undefined,
  close: () => undefined,
};

let cache: TestCache;
let scratch: FastifyInstance;
let coverages: Coverage[];

beforeAll(async () => {
  cache = await startCache(`
stack: test
title: Test
collections: [{ id: VHR }]
cache: { metatile: 2 }
limits: { maxProductsPerMap: 2 }
`);
  const { stack } = cache;
  // Draws each tile alone, and keeps nothing.
  const alone = { ...stack.stack, cache: { ...stack.stack.cache, metatile: 1 } };
  scratch = await cache.another({ backend: forgetful, stack: alone });
  coverages = await Promise.all(
    PICTURES.map((picture, i) => storeScene(stack, { ...picture, identifier: `S${i}` })),
  );
});

afterAll(() => cache.stop());

const pathOf = (layer: string, { zoom, column, row }: (typeof TILES)[number]) =>
  `/cache/tiles/${layer}/${SET}/${zoom}/${column}/${row}.png`;

async function etags(layer: string): Promise<string[]> {
  const answers = await Promise.all(
    TILES.map((tile) => cache.get(pathOf(layer, tile), { 'if-none-match': '*' })),
  );
  return answers.map(({ headers }) => headers['etag'] as string);
}

/** The tiles on which a picture lies, by their boxes. */
function touchedBy(picture: number): boolean[] {
  const [box] = [
    productOf({ ...PICTURES[picture]!, identifier: '' }, coverages[picture]!).footprint.coordinates[0]![0]!,
  ];
  const [xs, ys] = [box.map(([x]) => x), box.map(([, y]) => y)];
  return TILES.map((tile) => {
    const t = tileBox(findTileMatrixSet(SET)!, tile);
    return (
      Math.min(...xs) <= t.maxX &&
      Math.max(...xs) >= t.minX &&
      Math.min(...ys) <= t.maxY &&
      Math.max(...ys) >= t.minY
    );
  });
}

/** A product is registered with a picture, replaced by another, or removed. */
interface Change {
  readonly identifier: string;
  readonly picture: number | undefined;
}
const change: fc.Arbitrary<Change> = fc.record({
  identifier: fc.constantFrom('A', 'B', 'C'),
  picture: fc.option(fc.nat({ max: PICTURES.length - 1 }), { nil: undefined }),
});

const shown = new Map<string, number>();

async function apply({ identifier, picture }: Change): Promise<boolean[]> {
  const { stack } = cache;
  const touched = [shown.get(identifier), picture].filter((p) => p !== undefined).map(touchedBy);
  if (picture === undefined) {
    shown.delete(identifier);
    await removeScene(stack, identifier);
  } else {
    shown.set(identifier, picture);
    await registerProduct(stack.db, productOf({ ...PICTURES[picture]!, identifier }, coverages[picture]!));
    await stack.follower.catchUp();
  }
  return TILES.map((_, i) => touched.some((t) => t[i]!));
}

async function expectDrawnAfresh(layer: string): Promise<void> {
  for (const tile of TILES) {
    const path = pathOf(layer, tile);
    const [kept, fresh] = [await cache.get(path), await ask(scratch, path)];
    expect(kept.headers['etag']).toBe(fresh.headers['etag']);
    if (kept.rawPayload.equals(fresh.rawPayload)) continue;
    const [a, b] = [await rgbaOf(kept.rawPayload), await rgbaOf(fresh.rawPayload)];
    const different = a.filter((value, i) => Math.abs(value - b[i]!) > 1);
    expect(different.length, `${path} differs from a fresh drawing`).toBe(0);
  }
}

test('a change of the catalogue changes the ETags of the tiles it touches and no others', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      for (const each of changes) {
        const [before, sizeBefore] = [await etags('VHR'), shown.size];
        const touched = await apply(each);
        const after = await etags('VHR');
        // Of more products than are drawn the lowest may change unseen.
        const changed = after.map((etag, i) => etag !== before[i]);
        expect(changed.every((is, i) => !is || touched[i])).toBe(true);
        if (Math.max(sizeBefore, shown.size) <= 2) expect(changed).toEqual(touched);
      }
    }),
    { numRuns: 40 },
  );
});

/** The third lies below two others on one tile and alone on the next. */
const layered = [
  { identifier: 'A', picture: 1 },
  { identifier: 'B', picture: 1 },
  { identifier: 'C', picture: 3 },
];
/** The outline of the first reaches into a tile of the second's. */
const neighbours = [
  { identifier: 'A', picture: 0 },
  { identifier: 'B', picture: 1 },
];

test('after any changes each tile with outlines is as drawn afresh', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      for (const each of changes) await apply(each);
      await expectDrawnAfresh('VHR__outlined');
    }),
    { numRuns: 10, examples: [[layered], [neighbours]] },
  );
}, 120_000);
