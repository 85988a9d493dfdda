import { parseXml, type XmlLimits } from '../xml/parse-xml.ts';
import { elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';
import type { Kvp } from './kvp.ts';
import { at, listAt, type XmlReaders } from './xml-readers.ts';
import { READERS_100, READERS_110 } from './xml-request-wcs1.ts';

/** No request says more. */
const LIMITS: XmlLimits = {
  maxBytes: 1024 ** 2,
  maxDepth: 32,
  maxElements: 10_000,
  maxAttributeLength: 4096,
};

/** Elements of extensions, which GetEOCoverageSet has without one around them (OGC 10-140r2). */
function extended(root: XmlElement, path: string): XmlElement[] {
  const found = elementsAt(root, `Extension/${path}`);
  return found.length > 0 ? found : elementsAt(root, path);
}

const extensionAt =
  (path: string): XmlReaders[string] =>
  (root) =>
    extended(root, path)[0]?.text.trim();

/** In the extension itself, or in an element around both. */
const crsAt =
  (name: string): XmlReaders[string] =>
  (root) =>
    extensionAt(name)(root) ?? textAt(root, `Extension/*/${name}`);

/** Where XML requests of WCS 2.0 and its extensions say what key-value ones do (OGC 09-148r1, 12-039, 12-040, 12-049, 12-100). */
const READERS_20: XmlReaders = {
  service: (root) => root.attributes['service'],
  version: (root) => root.attributes['version'],
  updatesequence: (root) => root.attributes['updateSequence'],
  count: (root) => root.attributes['count'],
  acceptversions: listAt('AcceptVersions/Version'),
  sections: listAt('Sections/Section'),
  coverageid: listAt('CoverageId'),
  eoid: listAt('eoId'),
  containment: at('containment'),
  subset: subsetsOf,
  format: at('format'),
  mediatype: at('mediaType'),
  packageformat: at('packageFormat'),
  applysubset: at('applySubset'),
  startindex: (root) => root.attributes['startIndex'],
  subsettingcrs: crsAt('subsettingCrs'),
  outputcrs: crsAt('outputCrs'),
  rangesubset: rangeOf,
  interpolation: extensionAt('Interpolation/globalInterpolation'),
  scalefactor: extensionAt('Scaling/ScaleByFactor/scaleFactor'),
  scaleaxes: (root) => axes(root, 'ScaleAxesByFactor/ScaleAxis', (axis) => textAt(axis, 'scaleFactor')),
  scalesize: (root) => axes(root, 'ScaleToSize/TargetAxisSize', (axis) => textAt(axis, 'targetSize')),
  ...Object.fromEntries(
    ['compression', 'jpeg_quality', 'predictor', 'interleave', 'tiling', 'tilewidth', 'tileheight'].map(
      (name) => [`geotiff:${name}`, at(`Extension/parameters/${name}`)],
    ),
  ),
  scaleextent: (root) =>
    axes(root, 'ScaleToExtent/TargetAxisExtent', (axis) => `${textAt(axis, 'low')}:${textAt(axis, 'high')}`),
};

/** Readers of the versions that have a namespace of their own. */
const OLDER: readonly (readonly [ns: RegExp, version: string, readers: XmlReaders])[] = [
  [/^http:\/\/www\.opengis\.net\/wcs$/, '1.0.0', READERS_100],
  [/^http:\/\/www\.opengis\.net\/wcs\/1\.1\.1$/, '1.1.1', READERS_110],
  [/^http:\/\/www\.opengis\.net\/wcs\/1\.1/, '1.1.2', READERS_110],
];

/**
 * Reads the body of an XML request of WCS into the parameters that a key-value request of its version has; one that
 * names no version tells by its namespace.
 * @throws InvalidInput `InvalidXml`; LimitExceeded `XmlTooLarge`
 */
export function parseXmlRequest(body: Uint8Array): Kvp {
  const root = parseXml(body, LIMITS);
  const [, version, readers] = OLDER.find(([ns]) => ns.test(root.ns)) ?? [];
  const kvp = new Map([['request', root.name]]);
  if (version !== undefined) kvp.set('version', version);
  for (const [name, read] of Object.entries(readers ?? READERS_20)) {
    const value = read(root);
    if (value !== undefined && value !== '') kvp.set(name, value);
  }
  return kvp;
}

function subsetsOf(root: XmlElement): string | undefined {
  const subsets = elementsAt(root, 'DimensionTrim|DimensionSlice').map((one) => {
    const axis = textAt(one, 'Dimension') ?? '';
    const point = textAt(one, 'SlicePoint');
    if (point !== undefined) return `${axis}(${quoted(point)})`;
    return `${axis}(${quoted(textAt(one, 'TrimLow') ?? '*')},${quoted(textAt(one, 'TrimHigh') ?? '*')})`;
  });
  return subsets.length === 0 ? undefined : subsets.join(',');
}

/** Instants are quoted in key-value requests, here they need not be. */
const quoted = (point: string) =>
  /^["*]|^[-+.\d e]+$/i.test(point) ? point : `"${point.replaceAll('"', '')}"`;

function rangeOf(root: XmlElement): string | undefined {
  const items = elementsAt(root, 'Extension/RangeSubset/RangeItem').map(
    (item) =>
      textAt(item, 'RangeComponent') ??
      `${textAt(item, 'RangeInterval/startComponent')}:${textAt(item, 'RangeInterval/endComponent')}`,
  );
  return items.length === 0 ? undefined : items.join(',');
}

function axes(
  root: XmlElement,
  path: string,
  read: (axis: XmlElement) => string | undefined,
): string | undefined {
  const found = extended(root, `Scaling/${path}`);
  return found.length === 0
    ? undefined
    : found.map((axis) => `${textAt(axis, 'axis')}(${read(axis) ?? ''})`).join(',');
}
