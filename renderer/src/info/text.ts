import { INFO_FORMATS } from '@pvs/core/ows/info-formats';
import { attributesOf, type Feature, type FeatureInfo } from './feature-info.ts';
import type { InfoWriter } from './info-writer.ts';

/** Lines of `name = value`, a block for each product. */
export const text: InfoWriter = { ...INFO_FORMATS.text, write: writeText };

function writeText({ position: [lon, lat], features }: FeatureInfo): string {
  const head = `longitude = ${lon}\nlatitude = ${lat}\n`;
  return [head, ...features.map(featureText)].join('\n');
}

function featureText(feature: Feature): string {
  const lines = Object.entries({ layer: feature.layer, ...attributesOf(feature) });
  const pixels = feature.coverages.flatMap(({ coverage, bands }) =>
    bands.map(({ band, value }) => [`${coverage}.${band}`, value ?? 'no data'] as const),
  );
  return [...lines, ...pixels].map(([name, value]) => `${name} = ${oneLine(value)}\n`).join('');
}

const oneLine = (value: string | number) => String(value).replaceAll(/\s+/g, ' ');
