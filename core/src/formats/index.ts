import { dimap } from './dimap.ts';
import { eoOm } from './eo-om.ts';
import { geotiffTags } from './geotiff-tags.ts';
import { gsc } from './gsc.ts';
import { landsatMtl } from './landsat-mtl.ts';
import type { MetadataFormat } from './metadata-format.ts';
import { planetEoOm } from './planet-eo-om.ts';
import { planetItem } from './planet-item.ts';
import { safeManifest } from './safe-manifest.ts';
import { sentinel1Annotation } from './sentinel1-annotation.ts';
import { sentinel2Product } from './sentinel2-product.ts';
import { sentinel2Tile } from './sentinel2-tile.ts';
import { stacItem } from './stac-item.ts';

/**
 * Every metadata format this stack reads, in the order they are asked. That is also the order of preference where
 * several documents of a package describe its product: what is about all of it comes before what is about a part.
 */
export const METADATA_FORMATS: readonly MetadataFormat[] = [
  gsc,
  planetEoOm,
  eoOm,
  dimap,
  sentinel2Product,
  safeManifest,
  landsatMtl,
  stacItem,
  planetItem,
  sentinel2Tile,
  sentinel1Annotation,
  geotiffTags,
];
