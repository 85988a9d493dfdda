import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Coverage, Product } from '../catalogue/product.ts';
import { registerProduct, removeProduct } from '../catalogue/register-product.ts';
import { requireCrs } from '../crs/crs.ts';
import { type Box, heightOf, widthOf } from '../geometry/box.ts';
import { coverageFootprint } from '../geometry/coverage-footprint.ts';
import type { ServiceContext } from '../http/service-context.ts';
import { parseInterval } from '../time/time-grammar.ts';
import { makeRaster } from './make-raster.ts';
import type { TestStack } from './test-stack.ts';

/** A product of one picture, as a test wants it. */
export interface TestScene {
  readonly identifier: string;
  readonly collection: string;
  /** In a CRS with an EPSG code. */
  readonly box: Box;
  /** An instant or interval of the time grammar. */
  readonly time: string;
  /** Red, green, blue, 0–255: of the whole picture, or of each pixel. */
  readonly color: Rgb | ((column: number, row: number) => Rgb);
  /** 64 unless given. */
  readonly sizePx?: number;
  /** 0–255, of each pixel, in a fourth band; without it the picture is opaque. */
  readonly opacity?: (column: number, row: number) => number;
  /** Writes an internal mask: true where there is data. */
  readonly mask?: (column: number, row: number) => boolean;
  /** Creation options of GDAL's COG driver in place of DEFLATE and blocks of 128 pixels. */
  readonly options?: readonly string[];
  readonly type?: string;
  readonly attributes?: Product['attributes'];
}

type Rgb = readonly [red: number, green: number, blue: number];

/** Writes the scene's COG into the stack's storage. */
export async function storeScene(
  { store }: Pick<ServiceContext, 'store'>,
  { identifier, box, color, sizePx = 64, opacity, mask, options }: TestScene,
): Promise<Coverage> {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-scene-'));
  const transform = [
    box.minX,
    widthOf(box) / sizePx,
    0,
    box.maxY,
    0,
    -heightOf(box) / sizePx,
  ] as const satisfies Coverage['grid']['transform'];
  makeRaster(directory, 'scene.tif', {
    widthPx: sizePx,
    heightPx: sizePx,
    bands: opacity ? 4 : 3,
    alpha: opacity !== undefined,
    type: 'Byte',
    epsg: Number(box.crs.replace('EPSG:', '')),
    transform,
    value: (x, y, band) =>
      band === 3 ? opacity!(x, y) : (typeof color === 'function' ? color(x, y) : color)[band]!,
    driver: 'COG',
    options: options ?? ['COMPRESS=DEFLATE', 'BLOCKSIZE=128'],
    ...(mask ? { mask } : {}),
  });
  const body = await readFile(join(directory, 'scene.tif'));
  await rm(directory, { recursive: true });
  const objectKey = `${identifier}/scene_COG.tif`;
  await store.write(objectKey, body);
  return {
    identifier: 'scene',
    objectKey,
    sizeBytes: body.length,
    dataType: 'uint8',
    bands: (['red', 'green', 'blue', ...(opacity ? (['alpha'] as const) : [])] as const).map((name) => ({
      name,
      color: name,
    })),
    grid: { crs: box.crs, proj4: requireCrs(box.crs).proj4, transform, widthPx: sizePx, heightPx: sizePx },
    hasMask: mask !== undefined,
  };
}

/** The product of a stored scene. */
export function productOf(scene: TestScene, coverage: Coverage): Product {
  const { beginMs, endMs } = parseInterval(scene.time);
  return {
    identifier: scene.identifier,
    collection: scene.collection,
    type: scene.type ?? 'generic',
    beginTime: new Date(beginMs),
    endTime: new Date(endMs),
    footprint: coverageFootprint([coverage.grid]),
    attributes: scene.attributes ?? {},
    prefix: scene.identifier,
    coverages: [coverage],
    browses: [{ type: '', coverageIdentifier: coverage.identifier }],
    documents: [],
  };
}

/** Stores and registers a scene, replacing an earlier one; the stack's index has it afterwards. */
export async function addScene(stack: TestStack, scene: TestScene): Promise<Product> {
  const product = productOf(scene, await storeScene(stack, scene));
  await registerProduct(stack.db, product);
  await stack.follower.catchUp();
  return product;
}

/** Takes a scene out of the catalogue; its object stays. */
export async function removeScene(stack: TestStack, identifier: string): Promise<void> {
  await removeProduct(stack.db, identifier);
  await stack.follower.catchUp();
}
