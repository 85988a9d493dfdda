import { INFO_FORMATS } from '@pvs/core/ows/info-formats';
import { xml } from '@pvs/core/xml/xml-template';
import { attributesOf, type CoveragePixel, type Feature, type FeatureInfo } from './feature-info.ts';
import type { InfoWriter } from './info-writer.ts';

/** A page with a table for each product; clients show it in a frame of their own. */
export const html: InfoWriter = { ...INFO_FORMATS.html, write: writeHtml };

function writeHtml({ position: [lon, lat], features }: FeatureInfo): string {
  const nothing = features.length === 0 && xml`<p>Nothing here.</p>`;
  const page = xml`<html lang="en"><head><meta charset="utf-8"/><title>${lon.toFixed(6)}, ${lat.toFixed(6)}</title></head>
<body>${nothing}${features.map(featureTable)}</body></html>`;
  return `<!DOCTYPE html>\n${page.toString()}\n`;
}

const featureTable = (feature: Feature) => xml`<table>
<caption>${feature.layer}</caption>
${Object.entries(attributesOf(feature)).map(([name, value]) => row(name, value))}
${feature.coverages.map(pixelRows)}
<tr><th scope="row">files</th><td>${feature.links.map(({ href, title }) => xml`<a href="${href}" target="_blank" rel="noopener">${title}</a> `)}</td></tr>
</table>
`;

const pixelRows = ({ coverage, bands }: CoveragePixel) =>
  bands.map(({ band, value }) => row(`${coverage} ${band}`, value ?? 'no data'));

const row = (name: string, value: string | number) =>
  xml`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
