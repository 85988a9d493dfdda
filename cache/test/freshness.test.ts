import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Coverage } from '@pvs/core/catalogue/product';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import { tileBox } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import type { DrawMetatile, DrawnTile } from '@pvs/core/layers/metatile';
import { productOf, removeScene, storeScene, type TestScene } from '@pvs/core/testing/add-scene';
import { drawMetatile } from '@pvs/renderer/draw-metatile';
import { rendererContext } from '@pvs/renderer/renderer-context';
import { emptyTile } from '../src/tiles/empty-tile.ts';
import { requireTileFormat } from '../src/tiles/tile-format.ts';
import { rgbaOf, startCache, type TestCache } from './start-cache.ts';

const SET = 'WorldCRS84Quad';
const ZOOM = 6;
const METATILE = 2;
/** Two metatiles of tiles of 2.8125°. */
const TILES = [70, 71, 72, 73].flatMap((column) => [14, 15].map((row) => ({ zoom: ZOOM, column, row })));
const BLOCKS = [70, 72].map((minColumn) => ({
  ...{ zoom: ZOOM, minColumn, maxColumn: minColumn + 1, minRow: 14, maxRow: 15 },
}));

const lonLat = (minX: number, minY: number, maxX: number, maxY: number) => ({
  ...{ crs: 'EPSG:4326', minX, minY, maxX, maxY },
});

/** Opaque and translucent pictures that overlap, end within tiles, and one of another CRS. */
const PICTURES: Omit<TestScene, 'identifier' | 'time'>[] = [
  { collection: 'VHR', box: lonLat(18, 46, 21.2, 49), color: (x, y) => [x * 4, 0, y * 4] },
  { collection: 'VHR', box: lonLat(17.3, 45.2, 24.1, 48.2), color: (x, y) => [0, y * 4, x * 4] },
  {
    ...{ collection: 'VHR', box: lonLat(19, 45.5, 27, 49.8), color: (x, y) => [200, x * 3, y * 2] },
    opacity: (x, y) => Math.min(255, Math.max(0, (x + y) * 4 - 120)),
  },
  {
    collection: 'VHR',
    box: { crs: 'EPSG:32634', minX: 300_000, minY: 5_000_000, maxX: 620_000, maxY: 5_420_000 },
    color: (x) => [255, x * 3, 0],
    opacity: (x) => (x % 16 < 8 ? 255 : 90),
  },
];

/** Products in the order in which they lie over each other, whenever they are registered. */
const TIMES = { A: '2018-08', B: '2018-07', C: '2018-06', D: '2018-05' } as const;
type Identifier = keyof typeof TIMES;
const IDENTIFIERS = Object.keys(TIMES) as Identifier[];

const LAYERS = ['VHR', 'VHR__swapped', 'B'] as const;
const FORMATS = ['png', 'jpg', 'mixed'] as const;

let cache: TestCache;
let fromScratch: DrawMetatile;
let coverages: Coverage[];

beforeAll(async () => {
  cache = await startCache(`
stack: test
title: Test
collections: [{ id: VHR }]
cache: { metatile: ${METATILE}, compose: { maxZoom: 5, minProducts: 1 } }
productTypes:
  - id: photo
    collection: VHR
    browses:
      swapped: { channels: [{ band: blue }, { band: green }, { band: red }] }
`);
  const { stack } = cache;
  fromScratch = drawMetatile(rendererContext(stack));
  coverages = [];
  for (const [i, picture] of PICTURES.entries())
    coverages.push(await storeScene(stack, { ...picture, identifier: `S${i}`, time: '2018' }));
});

afterAll(() => cache.stop());

/** What the catalogue holds, as the test did it: revision and picture by identifier. */
type Model = Map<Identifier, { readonly revision: number; readonly picture: number }>;

/** A product is registered or replaced with a picture, or removed. */
interface Change {
  readonly identifier: Identifier;
  readonly picture: number | undefined;
}

async function apply(changes: readonly Change[], model: Model): Promise<void> {
  const { stack } = cache;
  for (const { identifier, picture } of changes) {
    if (picture === undefined) {
      model.delete(identifier);
      await removeScene(stack, identifier);
      continue;
    }
    const scene = { ...PICTURES[picture]!, identifier, time: TIMES[identifier], type: 'photo' };
    const { revision } = await registerProduct(stack.db, productOf(scene, coverages[picture]!));
    model.set(identifier, { revision, picture });
  }
  await stack.follower.catchUp();
}

const pathOf = (layer: string, format: string, { zoom, column, row }: (typeof TILES)[number]) =>
  `/cache/tiles/${layer}/${SET}/${zoom}/${column}/${row}.${format}`;

/** Undefined for tiles of a layer that is not there. */
async function etagsOf(layer: string): Promise<(string | undefined)[]> {
  const answers = await Promise.all(
    TILES.map((tile) => cache.get(pathOf(layer, 'png', tile), { 'if-none-match': '*' })),
  );
  return answers.map(({ headers }) => headers['etag'] as string | undefined);
}

/** Whether the picture lies on each tile, by its footprint. */
function touches(picture: number): boolean[] {
  const { footprint } = productOf(
    { ...PICTURES[picture]!, identifier: '', time: '2018' },
    coverages[picture]!,
  );
  const ring = footprint.coordinates.flat(2);
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  return TILES.map((tile) => {
    const { minX, minY, maxX, maxY } = tileBox(findTileMatrixSet(SET)!, tile);
    const [besides, above] = [Math.max(...xs) < minX || Math.min(...xs) > maxX, Math.min(...ys) > maxY];
    return !(besides || above || Math.max(...ys) < minY);
  });
}

async function expectOthersUnchanged(before: Model, after: Model, etags: readonly (readonly unknown[])[]) {
  for (const [i, layer] of LAYERS.entries()) {
    const shown = layer === 'B' ? ['B' as const] : IDENTIFIERS;
    const changed = shown.filter((id) => before.get(id)?.revision !== after.get(id)?.revision);
    const states = changed.flatMap((id) => [before.get(id), after.get(id)]).filter((s) => s !== undefined);
    const now = await etagsOf(layer);
    const isThere = layer !== 'B' || (before.has('B') && after.has('B'));
    const expected = TILES.map((_, t) => states.some(({ picture }) => touches(picture)[t]));
    if (isThere) expect(now.map((etag, t) => etag !== etags[i]![t])).toEqual(expected);
  }
}

/** Draws all tiles of a layer from the model alone: no plan, no index, nothing kept. */
async function drawnOf(
  layer: string,
  format: (typeof FORMATS)[number],
  model: Model,
): Promise<readonly DrawnTile[]> {
  const products = IDENTIFIERS.filter((id) => model.has(id) && (layer !== 'B' || id === 'B'));
  const request = {
    ...{ layer, tileMatrixSet: SET, format: requireTileFormat(format).name },
    products: products.map((identifier) => ({ identifier, revision: model.get(identifier)!.revision })),
  };
  const drawn = BLOCKS.map((range) => {
    const inside = TILES.filter(({ column }) => column >= range.minColumn && column <= range.maxColumn);
    return fromScratch({ ...request, range, tiles: inside.map((tile) => ({ ...tile, topmost: 0 })) });
  });
  return (await Promise.all(drawn)).flat();
}

async function expectAllAsDrawn(model: Model): Promise<void> {
  for (const layer of LAYERS.filter((one) => one !== 'B' || model.has('B'))) {
    for (const format of FORMATS) {
      const drawn = model.size === 0 ? [] : await drawnOf(layer, format, model);
      for (const tile of TILES) {
        const fresh = drawn.find(({ column, row }) => column === tile.column && row === tile.row);
        const { statusCode, rawPayload } = await cache.get(pathOf(layer, format, tile));
        const expected =
          fresh && !fresh.isEmpty ? fresh.body : emptyTile(requireTileFormat(format).name, 256);
        const path = pathOf(layer, format, tile);
        expect([statusCode, rawPayload.equals(expected)], `${path} is not as drawn`).toEqual([200, true]);
      }
    }
  }
}

/** The tiles of zoom 5 are the means of those of zoom 6 that were drawn from scratch, within half a level. */
async function expectComposed(model: Model): Promise<void> {
  const drawn = model.size === 0 ? [] : await drawnOf('VHR', 'png', model);
  for (const [i, parent] of [
    { zoom: 5, column: 35, row: 7 },
    { zoom: 5, column: 36, row: 7 },
  ].entries()) {
    const { statusCode, rawPayload } = await cache.get(pathOf('VHR', 'png', parent));
    expect(statusCode).toBe(200);
    const composed = await rgbaOf(rawPayload);
    for (const tile of TILES.slice(i * 4, i * 4 + 4)) {
      const fresh = drawn.find(({ column, row }) => column === tile.column && row === tile.row);
      const below = fresh && !fresh.isEmpty ? await rgbaOf(fresh.body) : Buffer.alloc(256 * 256 * 4);
      const [left, top] = [(tile.column % 2) * 128, (tile.row % 2) * 128];
      let worst = 0;
      for (let p = 0; p < 128 * 128; p += 1) {
        const [x, y] = [p % 128, Math.floor(p / 128)];
        const four = [0, 1, 256, 257].map((step) => (y * 512 + x * 2 + step) * 4);
        const weight = four.reduce((sum, at) => sum + below[at + 3]!, 0);
        for (let c = 0; c < 4; c += 1) {
          const sum = four.reduce((all, at) => all + below[at + c]! * (c === 3 ? 1 : below[at + 3]!), 0);
          if (weight === 0 && c < 3) continue;
          const mean = c === 3 ? weight / 4 : sum / weight;
          worst = Math.max(worst, Math.abs(composed[((top + y) * 256 + left + x) * 4 + c]! - mean));
        }
      }
      expect(worst, `${parent.column} above ${tile.column}/${tile.row}`).toBeLessThanOrEqual(0.5);
    }
  }
}

/** Some changes at once, so that tiles are asked for again after one or after several. */
class ChangeCatalogue implements fc.AsyncCommand<Model, undefined> {
  readonly changes: readonly Change[];
  constructor(changes: readonly Change[]) {
    this.changes = changes;
  }
  check = () => true;
  async run(model: Model) {
    const before = new Map(model);
    const etags = await Promise.all(LAYERS.map(etagsOf));
    await apply(this.changes, model);
    await expectOthersUnchanged(before, model, etags);
    await expectAllAsDrawn(model);
    await expectComposed(model);
  }
  toString = () => JSON.stringify(this.changes);
}

const change: fc.Arbitrary<Change> = fc.record({
  identifier: fc.constantFrom(...IDENTIFIERS),
  picture: fc.option(fc.nat({ max: PICTURES.length - 1 }), { nil: undefined, freq: 4 }),
});
const step = fc
  .array(change, { minLength: 1, maxLength: 3, size: 'max' })
  .map((changes) => new ChangeCatalogue(changes));

test('after any changes each tile is as drawn from scratch, and the others keep their ETag', async () => {
  const asked = fc.commands([step], { maxCommands: 5, size: 'max' });
  const play = async (commands: Iterable<fc.AsyncCommand<Model, undefined>>) => {
    const model: Model = new Map();
    await apply(
      IDENTIFIERS.map((identifier) => ({ identifier, picture: undefined })),
      model,
    );
    await fc.asyncModelRun(() => ({ model, real: undefined }), commands);
  };
  await fc.assert(fc.asyncProperty(asked, play), { numRuns: 5 });
  // It was not all drawn whole.
  const laidOver = cache.drawn.filter(({ tiles }) => tiles.some(({ base }) => base));
  expect(laidOver.length).toBeGreaterThan(cache.drawn.length / 10);
}, 180_000);
