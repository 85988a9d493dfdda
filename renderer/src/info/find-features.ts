import type { StoredProduct } from '@pvs/core/catalogue/product';
import type { Footprint, Position } from '@pvs/core/geometry/footprint';
import { ringContains } from '@pvs/core/geometry/ring';
import type { PictureGrid } from '../draw/pixel-mapping.ts';
import { productLinks } from '../objects/product-links.ts';
import type { RendererContext } from '../renderer-context.ts';
import type { RequestContext } from '../requests/request-context.ts';
import type { CoveragePixel, Feature } from './feature-info.ts';
import { readPixel } from './read-pixel.ts';

/** A point of a map: pixels from the picture's top left corner, and the same in longitude and latitude. */
export interface MapPoint {
  readonly picture: PictureGrid;
  readonly pixel: readonly [x: number, y: number];
  readonly position: Position;
}

/**
 * What of these products lies under the point, in their order, at most `limit`: those whose footprint holds it, and
 * those that have data there although their footprint says otherwise.
 */
export async function findFeatures(
  layer: string,
  products: readonly StoredProduct[],
  point: MapPoint,
  limit: number,
  context: RequestContext,
): Promise<Feature[]> {
  const features: Feature[] = [];
  const urls = { stackUrl: context.publicUrl, storeUrl: context.stack.downloads.publicUrl };
  for (const product of products) {
    if (features.length >= limit) break;
    context.signal.throwIfAborted();
    const coverages = await readCoverages(product, point, context);
    const hasData = coverages.some(({ bands }) => bands.some(({ value }) => value !== null));
    if (hasData || footprintHolds(product.footprint, point.position))
      features.push({ layer, product, coverages, links: productLinks(product, urls) });
  }
  return features;
}

async function readCoverages(
  { coverages, type }: StoredProduct,
  { picture, pixel }: MapPoint,
  { raster, stack }: RendererContext,
): Promise<CoveragePixel[]> {
  const nodata = stack.productTypes.find(({ id }) => id === type)?.nodata;
  const read = coverages.map(async (coverage) => ({
    coverage: coverage.identifier,
    bands: await readPixel(coverage, picture, pixel, raster, nodata),
  }));
  return (await Promise.all(read)).flatMap(({ coverage, bands }) => (bands ? { coverage, bands } : []));
}

const footprintHolds = ({ coordinates }: Footprint, position: Position) =>
  coordinates.some(
    ([outer, ...holes]) =>
      outer !== undefined &&
      ringContains(outer, position) &&
      !holes.some((hole) => ringContains(hole, position)),
  );
