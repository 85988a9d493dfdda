import { invalidInput } from '@pvs/core/errors';
import { geoJson } from './geo-json.ts';
import { gml } from './gml.ts';
import { html } from './html.ts';
import type { InfoWriter } from './info-writer.ts';
import { json } from './json.ts';
import { text } from './text.ts';

/** Every form of GetFeatureInfo, the default first: adding one is a file, a line here and one in `INFO_FORMATS`. */
export const infoWriters: readonly InfoWriter[] = [json, geoJson, html, gml, text];

/** Media types that clients send for the same thing. */
const ALIASES: Readonly<Record<string, string>> = {
  'application/geojson': 'application/geo+json',
  'application/vnd.geo+json': 'application/geo+json',
  gml: 'application/vnd.ogc.gml',
};

/** The format of a media type, or an `InvalidInput` that says what is allowed. */
export function requireInfoWriter(given: string): InfoWriter {
  const wanted = given.split(';')[0]!.trim().toLowerCase();
  const found = infoWriters.find(({ mediaType }) => mediaType === (ALIASES[wanted] ?? wanted));
  if (found) return found;
  const allowed = infoWriters.map(({ mediaType }) => mediaType).join(', ');
  throw invalidInput(`parameter 'info_format': expected one of ${allowed}, given '${given.slice(0, 200)}'`, {
    code: 'UnknownFormat',
    detail: { locator: 'info_format' },
  });
}
