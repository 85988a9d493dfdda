import type { Footprint, PolygonRings, Position, Ring } from '../geometry/footprint.ts';
import { buildGeodesicFootprint } from '../geometry/build-footprint.ts';
import { invalidFootprint } from '../geometry/ring.ts';
import { parseCrs, toLonLat } from '../crs/crs.ts';
import { elementAt, elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';

const POLYGONS = 'surfaceMember|surfaceMembers|polygonMember/Polygon';

/**
 * The footprint of GML surfaces (GML 2 to 3.2). `posList` and `pos` are in the axis order of their `srsName`, which
 * is latitude, longitude for EPSG:4326 and where there is none; `coordinates` are always x, y as in GML 2, whatever
 * `srsName` says, since their writers do so. Undefined where no polygon has a ring.
 * @throws InvalidInput `InvalidFootprint` for values that are no coordinates
 */
export function gmlFootprint(surfaces: readonly XmlElement[]): Footprint | undefined {
  const polygons = surfaces.flatMap((surface) =>
    elementsAt(surface, POLYGONS).map((polygon) => polygonRings(polygon, surface)),
  );
  const filled = polygons.filter((rings) => rings.length > 0);
  return filled.length > 0 ? buildGeodesicFootprint(filled) : undefined;
}

function polygonRings(polygon: XmlElement, surface: XmlElement): PolygonRings {
  const outer = elementsAt(polygon, 'exterior|outerBoundaryIs/LinearRing').slice(0, 1);
  const holes = elementsAt(polygon, 'interior|innerBoundaryIs/LinearRing');
  if (outer.length === 0) return [];
  return [...outer, ...holes].map((ring) => readRing(ring, [ring, polygon, surface]));
}

function readRing(ring: XmlElement, context: readonly XmlElement[]): Ring {
  const coordinates = textAt(ring, 'coordinates');
  if (coordinates !== undefined) {
    const tuples = coordinates.split(/\s+/).map((tuple) => numbers(tuple.split(',')));
    return tuples.map(([lon = NaN, lat = NaN]): Position => [lon, lat]);
  }
  const list = elementAt(ring, 'posList');
  const around = list ? [list, ...context] : context;
  const toPosition = positionReader(inherited(around, 'srsName'));
  const words = list
    ? list.text
    : elementsAt(ring, 'pos')
        .map((pos) => pos.text)
        .join(' ');
  const values = numbers(words.split(/\s+/).filter((word) => word !== ''));
  const dimension = Number(inherited(around, 'srsDimension') ?? 2);
  if (dimension !== 2 && dimension !== 3)
    throw invalidFootprint(`srsDimension ${dimension}: allowed are 2 and 3`);
  if (values.length % dimension !== 0) {
    throw invalidFootprint(`footprint ring has ${values.length} values: expected a multiple of ${dimension}`);
  }
  return Array.from({ length: values.length / dimension }, (_, i) =>
    toPosition(values[i * dimension] ?? NaN, values[i * dimension + 1] ?? NaN),
  );
}

const inherited = (elements: readonly XmlElement[], name: string) =>
  elements.map((element) => element.attributes[name]).find((value) => value !== undefined);

function numbers(words: readonly string[]): number[] {
  return words.map((word) => {
    const value = Number(word);
    if (word === '' || !Number.isFinite(value)) throw invalidFootprint(`'${word}' is not a coordinate`, word);
    return value;
  });
}

/** What two values in the CRS of an `srsName` mean as longitude and latitude. */
function positionReader(srsName: string | undefined): (first: number, second: number) => Position {
  const name = srsName?.trim() ?? '';
  if (name === '' || name === '4326') return (lat, lon) => [lon, lat];
  const { crs, axisOrder } = parseCrs(name);
  const project = toLonLat(crs.code);
  return axisOrder === 'yx' ? (y, x) => project(x, y) : project;
}
