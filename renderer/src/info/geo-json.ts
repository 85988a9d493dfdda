import { INFO_FORMATS } from '@pvs/core/ows/info-formats';
import { attributesOf, type CoveragePixel, type Feature, type FeatureInfo } from './feature-info.ts';
import type { InfoWriter } from './info-writer.ts';

/** RFC 7946: a collection of footprints; values of pixels are `{coverage: {band: value}}`, null for no data. */
export const geoJson: InfoWriter = { ...INFO_FORMATS.geoJson, write: writeGeoJson };

export function writeGeoJson({ features }: FeatureInfo): string {
  return JSON.stringify({ type: 'FeatureCollection', features: features.map(featureJson) });
}

const featureJson = (feature: Feature) => ({
  type: 'Feature',
  id: feature.product.identifier,
  geometry: feature.product.footprint,
  links: feature.links,
  properties: {
    layer: feature.layer,
    ...attributesOf(feature),
    values: Object.fromEntries(feature.coverages.map((pixel) => [pixel.coverage, bandsJson(pixel)])),
  },
});

const bandsJson = ({ bands }: CoveragePixel) =>
  Object.fromEntries(bands.map(({ band, value }) => [band, value]));
