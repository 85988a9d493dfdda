import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Box } from '../geometry/box.ts';
import { startPostgis, type TestDatabase } from '../testing/start-postgis.ts';
import { readChanges } from './catalogue-follower.ts';
import { connectDatabase, type Database } from './database.ts';
import { FootprintIndex } from './footprint-index.ts';
import { loadProducts } from './load-products.ts';
import { migrate } from './migrate.ts';
import type { Product } from './product.ts';
import { registerProduct, removeProduct } from './register-product.ts';

let server: TestDatabase;
let db: Database;

beforeAll(async () => {
  server = await startPostgis();
  db = connectDatabase(server.url, 4, pino({ level: 'silent' }));
  await Promise.all([migrate(db), migrate(db)]);
});

beforeEach(async () => {
  await db.deleteFrom('product').execute();
  await db.deleteFrom('tombstone').execute();
  await db.deleteFrom('discardedObject').execute();
});

afterAll(async () => {
  await db.destroy();
  await server.stop();
});

const box = (minX: number, minY: number, maxX: number, maxY: number): Box => ({
  crs: 'EPSG:4326',
  minX,
  minY,
  maxX,
  maxY,
});

function square(minX: number, minY: number, size = 1) {
  const [maxX, maxY] = [minX + size, minY + size];
  return [
    [
      [minX, minY],
      [maxX, minY],
      [maxX, maxY],
      [minX, maxY],
      [minX, minY],
    ] as const,
  ];
}

function product(identifier: string, changes: Partial<Product> = {}): Product {
  return {
    identifier,
    collection: 'VHR',
    type: 'generic',
    beginTime: new Date('2018-06-30T10:00:00Z'),
    endTime: new Date('2018-06-30T10:00:07Z'),
    footprint: { type: 'MultiPolygon', coordinates: [square(16, 48)] },
    attributes: {
      platform: 'SAT',
      cloudCover: 3.5,
      orbitNumber: 1234,
      processingDate: new Date('2018-07-01T11:00:00Z'),
    },
    prefix: `VHR/${identifier}`,
    coverages: [
      {
        identifier: 'image',
        objectKey: `VHR/${identifier}/image_COG.tif`,
        sizeBytes: 5_000_000_000,
        dataType: 'uint16',
        bands: [
          {
            name: 'red',
            color: 'red',
            nodata: 0,
            statistics: { min: 1, max: 9, mean: 4, stdDev: 2, p2: 1.5, p98: 8 },
          },
        ],
        hasMask: false,
        grid: {
          crs: 'EPSG:32633',
          proj4: '+proj=utm +zone=33',
          transform: [6e5, 0.5, 0, 5.35e6, 0, -0.5],
          widthPx: 9,
          heightPx: 8,
        },
      },
    ],
    browses: [{ type: '', coverageIdentifier: 'image' }],
    documents: [{ format: 'gsc', objectKey: `VHR/${identifier}/${identifier}.xml` }],
    masks: [],
    outputs: [],
    ...changes,
  };
}

test('what was registered is loaded back', async () => {
  const given = product('A');
  const { revision, replaced } = await registerProduct(db, given);
  expect(replaced).toBe(false);
  const coverages = given.coverages.map((coverage) => ({ ...coverage, revision }));
  expect(await loadProducts(db, ['A', 'none'])).toEqual([{ ...given, coverages, revision }]);
});

test('masks, a quicklook and pictures of several coverages are loaded back', async () => {
  const { coverages } = product('A');
  const [grid] = coverages.map((coverage) => coverage.grid);
  const given = product('A', {
    masks: [
      {
        ...{ type: 'clouds', identifier: 'A_clouds', objectKey: 'VHR/A/clouds_COG.tif', sizeBytes: 12 },
        ...{ marks: 'invalid', grid: grid!, share: 0.25 },
      },
      {
        ...{ type: 'valid', identifier: 'A_valid', objectKey: 'VHR/A/valid_COG.tif', sizeBytes: 11 },
        ...{ marks: 'valid', grid: grid! },
      },
    ],
    quicklook: {
      ...{ objectKey: 'VHR/A/A.jpg', mediaType: 'image/jpeg', widthPx: 300, heightPx: 200, sizeBytes: 9 },
    },
    browses: [
      { type: '', coverageIdentifier: 'image' },
      { type: 'red', channels: [{ coverage: 'image', band: 'red', range: [0, 255] }] },
    ],
    outputs: ['VHR/A/clouds_COG.tif', 'VHR/A/A.jpg'],
  });
  await registerProduct(db, given);
  expect((await loadProducts(db, ['A']))[0]).toMatchObject({
    ...given,
    coverages: [{ identifier: 'image' }],
  });
});

test('outputs of a replaced or removed product are discarded, unless they are used again', async () => {
  const discarded = async () =>
    (await db.selectFrom('discardedObject').select('objectKey').orderBy('objectKey').execute()).map(
      ({ objectKey }) => objectKey,
    );
  await registerProduct(db, product('A', { outputs: ['VHR/A/1_COG.tif', 'VHR/A/A.coverages.json'] }));
  expect(await discarded()).toEqual([]);
  await registerProduct(db, product('A', { outputs: ['VHR/A/2_COG.tif', 'VHR/A/A.coverages.json'] }));
  expect(await discarded()).toEqual(['VHR/A/1_COG.tif']);
  await removeProduct(db, 'A');
  expect(await discarded()).toEqual(['VHR/A/1_COG.tif', 'VHR/A/2_COG.tif', 'VHR/A/A.coverages.json']);
  await registerProduct(db, product('A', { outputs: ['VHR/A/2_COG.tif', 'VHR/A/A.coverages.json'] }));
  expect(await discarded()).toEqual(['VHR/A/1_COG.tif']);
});

test('registering again replaces the product under a greater revision', async () => {
  const first = await registerProduct(db, product('A'));
  const second = await registerProduct(
    db,
    product('A', { attributes: { cloudCover: 50 }, coverages: [], browses: [] }),
  );
  expect(second.replaced).toBe(true);
  expect(second.revision).toBeGreaterThan(first.revision);
  const [stored] = await loadProducts(db, ['A']);
  expect(stored).toMatchObject({ attributes: { cloudCover: 50 }, coverages: [] });
});

test('a footprint whose ring crosses itself is repaired, one without area is refused', async () => {
  const bowTie = [
    [
      [0, 0],
      [2, 2],
      [2, 0],
      [0, 2],
      [0, 0],
    ] as const,
  ];
  await registerProduct(db, product('A', { footprint: { type: 'MultiPolygon', coordinates: [bowTie] } }));
  expect((await loadProducts(db, ['A']))[0]?.footprint.coordinates).toHaveLength(2);
  const line = [
    [
      [0, 0],
      [2, 2],
      [0, 0],
      [0, 0],
    ] as const,
  ];
  await expect(
    registerProduct(db, product('B', { footprint: { type: 'MultiPolygon', coordinates: [line] } })),
  ).rejects.toMatchObject({ code: 'InvalidFootprint' });
  expect(await loadProducts(db, ['B'])).toEqual([]);
});

test('a follower sees each change once, removals too', async () => {
  const index = new FootprintIndex();
  let settled = 0;
  const follow = async () => ({ settled } = await readChanges(db, index, settled));
  const everywhere = [box(-180, -90, 180, 90)];
  const always = [{ beginMs: -Infinity, endMs: Infinity }];
  const shown = () => index.select('VHR', everywhere, always).map((ref) => ref.identifier);

  await registerProduct(db, product('A'));
  await registerProduct(db, product('B', { beginTime: new Date('2018-06-30T10:00:01Z') }));
  await follow();
  expect(shown()).toEqual(['B', 'A']);
  expect(index.extent('VHR')).toMatchObject({ count: 2, box: { minX: 16, minY: 48, maxX: 17, maxY: 49 } });

  await removeProduct(db, 'A');
  await registerProduct(
    db,
    product('B', {
      footprint: { type: 'MultiPolygon', coordinates: [square(0, 0)] },
      coverages: [],
      browses: [],
    }),
  );
  await follow();
  expect(shown()).toEqual(['B']);
  expect(index.select('VHR', [box(16, 48, 17, 49)], always)).toEqual([]);

  await registerProduct(db, product('A'));
  await follow();
  expect(shown()).toEqual(['A', 'B']);
  expect(await removeProduct(db, 'none')).toBeUndefined();
});

test('a product is drawn where its raster is, though its footprint says otherwise', async () => {
  const [coverage] = product('A').coverages;
  const grid = {
    crs: 'EPSG:4326',
    proj4: '+proj=longlat +datum=WGS84',
    transform: [30, 0.1, 0, 10, 0, -0.1],
    widthPx: 10,
    heightPx: 10,
  } as const;
  await registerProduct(db, product('A', { coverages: [{ ...coverage!, grid }] }));
  const index = new FootprintIndex();
  await readChanges(db, index, 0);
  const always = [{ beginMs: -Infinity, endMs: Infinity }];
  expect(index.select('VHR', [box(30.4, 9.4, 30.5, 9.5)], always)).toHaveLength(1);
  expect(index.select('VHR', [box(16.4, 48.4, 16.5, 48.5)], always)).toHaveLength(1);
  expect(index.select('VHR', [box(20, 20, 21, 21)], always)).toEqual([]);
});
