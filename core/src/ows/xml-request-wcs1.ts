import { elementAt, elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';
import { at, listAt, numbersAt, wordsOf, type XmlReaders } from './xml-readers.ts';

const common: XmlReaders = {
  service: (root) => root.attributes['service'],
  version: (root) => root.attributes['version'],
  updatesequence: (root) => root.attributes['updateSequence'],
};

const ENVELOPE = 'domainSubset/spatialSubset/Envelope|EnvelopeWithTimePeriod';
const GRID = 'domainSubset/spatialSubset/Grid|RectifiedGrid';

/** WCS 1.0.0 (OGC 03-065r6 §7.3, §8.2, §9.2). */
export const READERS_100: XmlReaders = {
  ...common,
  section: at('section'),
  coverage: (root) =>
    root.name === 'GetCoverage' ? textAt(root, 'sourceCoverage') : listAt('Coverage')(root),
  crs: (root) => elementAt(root, ENVELOPE)?.attributes['srsName'],
  bbox: numbersAt(`${ENVELOPE}/pos`),
  width: (root) => gridSize(root, 0),
  height: (root) => gridSize(root, 1),
  resx: (root) => gridStep(root, 0),
  resy: (root) => gridStep(root, 1),
  time: timeAt('domainSubset/temporalSubset'),
  band: bandsOf,
  interpolation: at('interpolationMethod'),
  response_crs: at('output/crs'),
  format: at('output/format'),
};

/** WCS 1.1 (OGC 07-067r5 §8.2, §9.2, §10.2). */
export const READERS_110: XmlReaders = {
  ...common,
  acceptversions: listAt('AcceptVersions/Version'),
  sections: listAt('Sections/Section'),
  identifiers: (root) => (root.name === 'GetCoverage' ? undefined : listAt('Identifier')(root)),
  identifier: (root) => (root.name === 'GetCoverage' ? textAt(root, 'Identifier') : undefined),
  boundingbox: (root) => {
    const box = elementAt(root, 'DomainSubset/BoundingBox|WGS84BoundingBox');
    const corners = box && numbersAt('LowerCorner|UpperCorner')(box);
    if (!box || corners === undefined) return undefined;
    const crs = box.name === 'WGS84BoundingBox' ? 'urn:ogc:def:crs:OGC::84' : box.attributes['crs'];
    return crs === undefined ? corners : `${corners},${crs}`;
  },
  timesequence: timeAt('DomainSubset/TemporalSubset'),
  rangesubset: fieldsOf,
  format: (root) => elementAt(root, 'Output')?.attributes['format'],
  store: (root) => {
    const store = elementAt(root, 'Output')?.attributes['store'];
    return store === '0' ? 'false' : store;
  },
  gridbasecrs: at('Output/GridCRS/GridBaseCRS'),
  gridorigin: numbersAt('Output/GridCRS/GridOrigin'),
  gridoffsets: numbersAt('Output/GridCRS/GridOffsets'),
};

/** Pixels along an axis of the grid that is asked for; empty where it does not say, or its steps do. */
function gridSize(root: XmlElement, axis: number): string | undefined {
  const [low, high] = ['low', 'high'].map(
    (end) => wordsOf(textAt(root, `${GRID}/limits/GridEnvelope/${end}`) ?? '')[axis],
  );
  if (low === undefined || high === undefined) return undefined;
  return String(Number(high) - Number(low) + 1);
}

/** What a grid without limits says of the size of pixels. */
function gridStep(root: XmlElement, axis: number): string | undefined {
  if (gridSize(root, axis) !== undefined) return undefined;
  return wordsOf(elementsAt(root, `${GRID}/offsetVector`)[axis]?.text ?? '')[axis];
}

/** Instants, or the begin and the end of a period. */
function timeAt(path: string): XmlReaders[string] {
  return (root) => {
    const period = elementAt(root, `${path}/timePeriod|TimePeriod`);
    if (!period) return listAt(`${path}/timePosition`)(root);
    const [begin, end] = ['begin', 'end'].map((one) =>
      textAt(period, `${one}Position|${one[0]!.toUpperCase()}${one.slice(1)}Position`),
    );
    return `${begin ?? ''}/${end ?? ''}`;
  };
}

/** Of bands numbers, names and intervals; other axes are named, so that what reads bands refuses them. */
function bandsOf(root: XmlElement): string | undefined {
  const parts = elementsAt(root, 'rangeSubset/axisSubset').flatMap((axis) => {
    const name = axis.attributes['name'] ?? '';
    const prefix = /^bands?$/i.test(name) ? '' : `${name}=`;
    return axis.children.map((one) =>
      one.name === 'interval'
        ? `${prefix}${textAt(one, 'min') ?? ''}:${textAt(one, 'max') ?? ''}`
        : `${prefix}${one.text.trim()}`,
    );
  });
  return parts.length === 0 ? undefined : parts.join(',');
}

/** @example `contents:linear[Band[1,2]]` */
function fieldsOf(root: XmlElement): string | undefined {
  const fields = elementsAt(root, 'RangeSubset/FieldSubset').map((field) => {
    const method = textAt(field, 'InterpolationType');
    const axes = elementsAt(field, 'AxisSubset').map(
      (axis) => `[${textAt(axis, 'Identifier') ?? ''}[${listAt('Key')(axis) ?? ''}]]`,
    );
    return `${textAt(field, 'Identifier') ?? ''}${method === undefined ? '' : `:${method}`}${axes.join('')}`;
  });
  return fields.length === 0 ? undefined : fields.join(';');
}
