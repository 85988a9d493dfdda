import { parseXml, type XmlLimits } from '../xml/parse-xml.ts';
import { elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';
import type { Kvp } from './kvp.ts';

/** No request says more. */
const LIMITS: XmlLimits = {
  maxBytes: 1024 ** 2,
  maxDepth: 32,
  maxElements: 10_000,
  maxAttributeLength: 4096,
};

type Reader = (root: XmlElement) => string | undefined;

const listAt =
  (path: string): Reader =>
  (root) => {
    const texts = elementsAt(root, path).map(({ text }) => text.trim());
    return texts.length === 0 ? undefined : texts.join(',');
  };
const at =
  (path: string): Reader =>
  (root) =>
    textAt(root, path);

/** In the extension itself, or in an element around both. */
const crsAt =
  (name: string): Reader =>
  (root) =>
    textAt(root, `Extension/${name}`) ?? textAt(root, `Extension/*/${name}`);

/** Where XML requests of WCS 2.0 and its extensions say what key-value ones do (OGC 09-148r1, 12-039, 12-040, 12-049, 12-100). */
const READERS: Readonly<Record<string, Reader>> = {
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
  interpolation: at('Extension/Interpolation/globalInterpolation'),
  scalefactor: at('Extension/Scaling/ScaleByFactor/scaleFactor'),
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

/**
 * Reads the body of an XML request of WCS 2.0 into the parameters that a key-value request has.
 * @throws InvalidInput `InvalidXml`; LimitExceeded `XmlTooLarge`
 */
export function parseXmlRequest(body: Uint8Array): Kvp {
  const root = parseXml(body, LIMITS);
  const kvp = new Map([['request', root.name]]);
  for (const [name, read] of Object.entries(READERS)) {
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
  const found = elementsAt(root, `Extension/Scaling/${path}`);
  return found.length === 0
    ? undefined
    : found.map((axis) => `${textAt(axis, 'axis')}(${read(axis) ?? ''})`).join(',');
}
