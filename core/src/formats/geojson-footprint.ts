import { buildFootprint } from '../geometry/build-footprint.ts';
import type { Footprint, PolygonRings, Position } from '../geometry/footprint.ts';
import { invalidFootprint } from '../geometry/ring.ts';
import { splitLongEdges } from '../geometry/split-long-edges.ts';
import { jsonAt, jsonItemsAt, jsonTextAt, type JsonValue } from '../json/json-value.ts';

/** Degrees of latitude above which a box is that of a map of the Earth, not of a scene at the antimeridian. */
const WORLD_HEIGHT = 90;

/**
 * The footprint of a GeoJSON geometry (RFC 7946 §3.1): of its polygons, those of a collection included. Undefined
 * where there is none, as with a point. Writers leave polygons across the antimeridian in one piece more often than
 * they should (§3.1.9), so that an edge of more than 180° goes the shorter way, but for a `bbox` of a world map.
 * @throws InvalidInput `InvalidFootprint` for values that are no coordinates
 */
export function geojsonFootprint(geometry: JsonValue | undefined, bbox?: JsonValue): Footprint | undefined {
  const polygons = polygonsOf(geometry).map(readPolygon);
  if (polygons.length === 0) return undefined;
  const straight = isWorldMap(bbox) ? polygons.map((rings) => rings.map(splitLongEdges)) : polygons;
  return buildFootprint(straight);
}

/** `[west, south, east, north]`, with heights after each corner where there are six. */
function isWorldMap(bbox: JsonValue | undefined): boolean {
  const values = Array.isArray(bbox) ? (bbox as readonly JsonValue[]).map(Number) : [];
  const half = values.length / 2;
  const [west = NaN, south = NaN] = values;
  const [east = NaN, north = NaN] = values.slice(half);
  return east - west > 180 && north - south > WORLD_HEIGHT;
}

function polygonsOf(geometry: JsonValue | undefined): JsonValue[] {
  const type = jsonTextAt(geometry, 'type');
  if (type === 'GeometryCollection') return jsonItemsAt(geometry, 'geometries').flatMap(polygonsOf);
  if (type === 'MultiPolygon') return [...jsonItemsAt(geometry, 'coordinates')];
  return type === 'Polygon' ? [jsonAt(geometry, 'coordinates') ?? []] : [];
}

const readPolygon = (rings: JsonValue): PolygonRings =>
  items(rings).map((ring) => items(ring).map(readPosition));

/** Heights are left out. */
function readPosition(position: JsonValue): Position {
  const [lon, lat] = items(position);
  if (typeof lon === 'number' && typeof lat === 'number') return [lon, lat];
  const given = JSON.stringify(position).slice(0, 80);
  throw invalidFootprint(`${given} is no position: expected [longitude, latitude]`, given);
}

function items(value: JsonValue): readonly JsonValue[] {
  if (Array.isArray(value)) return value as readonly JsonValue[];
  const given = JSON.stringify(value).slice(0, 80);
  throw invalidFootprint(`${given} where the footprint should have an array`, given);
}
