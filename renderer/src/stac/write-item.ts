import type { Coverage, Mask, Product, StoredProduct } from '@pvs/core/catalogue/product';
import type { Footprint } from '@pvs/core/geometry/footprint';
import { footprintBoxes } from '@pvs/core/geometry/footprint-boxes';
import { LAYER_SEPARATOR } from '@pvs/core/layers/layer';
import { formatInstant } from '@pvs/core/time/format-instant';
import { objectsOf, objectUrl, type ProductObject, productUrl } from '../objects/product-objects.ts';
import { productMediaType } from '../objects/product-package.ts';
import { mapLinks, WEB_MAP_LINKS } from './map-links.ts';
import {
  collectionPath,
  GEOJSON_TYPE,
  itemPath,
  JSON_TYPE,
  rootLink,
  selfLink,
  STAC_VERSION,
  type StacContext,
  stacUrl,
} from './stac-context.ts';
import { extensionsOf, writeProperties } from './stac-properties.ts';

/** A product as a STAC item, whose assets are addresses that open as they are. */
export function writeItem(product: StoredProduct, context: StacContext) {
  const { identifier, collection, footprint, beginTime, endTime, attributes, revision } = product;
  const collectionUrl = stacUrl(context, collectionPath(collection));
  const properties = {
    datetime: formatInstant(beginTime),
    start_datetime: formatInstant(beginTime),
    end_datetime: formatInstant(endTime),
    ...writeProperties(attributes),
    'pvs:product_type': product.type,
    'pvs:revision': revision,
  };
  const assets = assetsOf(product, context);
  const names = [...Object.keys(properties), ...Object.values(assets).flatMap(Object.keys)];
  return {
    type: 'Feature',
    stac_version: STAC_VERSION,
    stac_extensions: [...extensionsOf(names), WEB_MAP_LINKS],
    id: identifier,
    collection,
    bbox: bboxOf(footprint),
    geometry: geometryOf(footprint),
    properties,
    links: [
      selfLink(stacUrl(context, itemPath(collection, identifier)), GEOJSON_TYPE),
      rootLink(context),
      { rel: 'parent', href: collectionUrl, type: JSON_TYPE },
      { rel: 'collection', href: collectionUrl, type: JSON_TYPE },
      ...[identifier, ...browseLayers(product, context)].flatMap((layer) => mapLinks(layer, context)),
    ],
    assets,
  };
}

/** Its pictures beside the default one. */
function browseLayers({ identifier, type, browses }: StoredProduct, { stack }: StacContext): string[] {
  const configured = stack.productTypes.find(({ id }) => id === type)?.browses ?? {};
  const names = new Set([...Object.keys(configured), ...browses.map((browse) => browse.type)]);
  return [...names]
    .filter((name) => name !== '' && name !== 'default')
    .map((name) => `${identifier}${LAYER_SEPARATOR}${name}`);
}

/** Keys of assets are what tells them apart within the item: the only COG is `data`. */
function assetsOf(product: Product, { stackUrl, stack }: StacContext): Record<string, object> {
  const { coverages, masks = [] } = product;
  const entries = objectsOf(product).map((object) => {
    const coverage = coverages.find(({ objectKey }) => objectKey === object.key);
    const mask = masks.find(({ objectKey }) => objectKey === object.key);
    const asset = {
      href: objectUrl(product, object, stackUrl, stack.downloads.publicUrl),
      type: object.mediaType,
      title: object.title,
      roles: [object.role],
      ...(object.sizeBytes === undefined ? {} : { 'file:size': object.sizeBytes }),
      ...(coverage ? bandsOf(coverage) : {}),
      ...gridOf(coverage ?? mask),
    };
    return [assetKey(object, product, coverage, mask), asset] as const;
  });
  return { ...Object.fromEntries(entries), [PRODUCT_ASSET]: productAsset(product, stackUrl) };
}

/** Key of the product whole among the assets. */
const PRODUCT_ASSET = 'product';

/** Not among the data, since clients open all of those as rasters. */
const productAsset = (product: Product, stackUrl: string) => ({
  href: productUrl(product, stackUrl),
  type: productMediaType(product),
  title: 'Product',
  roles: ['archive'],
});

function assetKey(
  { role, name }: ProductObject,
  { coverages }: Product,
  coverage?: Coverage,
  mask?: Mask,
): string {
  if (coverage) return coverages.length === 1 ? 'data' : coverage.identifier;
  if (mask) return `mask-${mask.type}`;
  return role === 'thumbnail' ? 'thumbnail' : `metadata-${name}`;
}

function bandsOf({ bands, dataType }: Coverage) {
  return {
    'eo:bands': bands.map(({ name, color }) => ({
      name,
      ...(isCommon(color) ? { common_name: color } : {}),
    })),
    'raster:bands': bands.map(({ nodata, statistics }) => ({
      data_type: dataType,
      ...(nodata === undefined
        ? {}
        : { nodata: Number.isFinite(nodata) ? nodata : String(nodata).toLowerCase() }),
      ...(statistics
        ? {
            statistics: {
              minimum: statistics.min,
              maximum: statistics.max,
              mean: statistics.mean,
              stddev: statistics.stdDev,
            },
          }
        : {}),
    })),
  };
}

const isCommon = (color: string) => ['red', 'green', 'blue'].includes(color);

/** Projection extension 1.1: the transform in its order, which is not GDAL's. */
function gridOf(raster: Pick<Coverage, 'grid'> | undefined) {
  if (!raster) return {};
  const { crs, transform, widthPx, heightPx } = raster.grid;
  const [originX, pixelWidth, rowRotation, originY, columnRotation, pixelHeight] = transform;
  return {
    'proj:epsg': crs.startsWith('EPSG:') ? Number(crs.slice(5)) : null,
    'proj:shape': [heightPx, widthPx],
    'proj:transform': [pixelWidth, rowRotation, originX, columnRotation, pixelHeight, originY],
  };
}

const geometryOf = ({ coordinates }: Footprint) =>
  coordinates.length === 1
    ? { type: 'Polygon', coordinates: coordinates[0] }
    : { type: 'MultiPolygon', coordinates };

/** West, south, east, north; over the antimeridian west is the greater (RFC 7946 §5.2). */
function bboxOf(footprint: Footprint): readonly number[] {
  const boxes = footprintBoxes(footprint);
  const [first, last] = [boxes[0]!, boxes.at(-1)!];
  return [
    first.minX,
    Math.min(...boxes.map(({ minY }) => minY)),
    last.maxX,
    Math.max(...boxes.map(({ maxY }) => maxY)),
  ];
}
