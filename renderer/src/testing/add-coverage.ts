import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GDAL_DATA_TYPES } from '@pvs/core/catalogue/gdal-data-types';
import type { Band, Coverage, Product } from '@pvs/core/catalogue/product';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { requireCrs } from '@pvs/core/crs/crs';
import { coverageFootprint } from '@pvs/core/geometry/coverage-footprint';
import { makeRaster, type RasterRecipe } from '@pvs/core/testing/make-raster';
import type { TestStack } from '@pvs/core/testing/test-stack';

/** A product of one raster of any type, as a test wants it. */
export interface TestCoverage {
  readonly product: string;
  readonly collection: string;
  readonly recipe: RasterRecipe;
  readonly bands: readonly Band[];
  readonly attributes?: Product['attributes'];
}

/** Stores and registers it; acquired on 1 June 2018 at ten. */
export async function addCoverage(stack: TestStack, wanted: TestCoverage): Promise<Coverage> {
  const { product, collection, recipe, bands, attributes = {} } = wanted;
  const directory = await mkdtemp(join(tmpdir(), 'pvs-coverage-'));
  makeRaster(directory, 'coverage.tif', recipe);
  const body = await readFile(join(directory, 'coverage.tif'));
  await rm(directory, { recursive: true });
  const objectKey = `${product}/coverage_COG.tif`;
  await stack.store.write(objectKey, body);
  const { widthPx, heightPx, transform, epsg } = recipe;
  const crs = `EPSG:${epsg}`;
  const coverage: Coverage = {
    ...{ identifier: product, objectKey, sizeBytes: body.length, bands, hasMask: recipe.mask !== undefined },
    dataType: GDAL_DATA_TYPES[recipe.type]!,
    grid: { crs, proj4: requireCrs(crs).proj4, transform, widthPx, heightPx },
  };
  const time = new Date('2018-06-01T10:00:00Z');
  await registerProduct(stack.db, {
    ...{ identifier: product, collection, type: 'generic', beginTime: time, endTime: time, attributes },
    footprint: coverageFootprint([coverage.grid]),
    prefix: product,
    coverages: [coverage],
    browses: [{ type: '', coverageIdentifier: product }],
    documents: [],
  });
  await stack.follower.catchUp();
  return coverage;
}
