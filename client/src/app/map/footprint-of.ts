import type { FootprintGeometry, Product } from '../search/product.ts';
import type { GeoBox } from '../search/geo-box.ts';

/** The product's outline: its geometry, else its box; undefined where the catalogue knows neither. */
export function footprintOf({ geometry, box }: Product): FootprintGeometry | undefined {
  return geometry ?? (box && boxOutline(box));
}

/**
 * The product's box. Around its geometry, whose parts on both sides of the antimeridian count as neighbours; where
 * there is none, as the catalogue has it.
 */
export function boxOf({ geometry, box }: Product): GeoBox | undefined {
  if (!geometry) return box;
  const parts = geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates];
  if (!Array.isArray(parts)) return box;
  return uniteGeoBoxes(parts.map(boxAround).filter((part) => part !== undefined)) ?? box;
}

function boxAround(coordinates: unknown): GeoBox | undefined {
  const points = pointsOf(coordinates);
  if (points.length === 0) return undefined;
  return boundsOf(points.map(([lon, lat]) => ({ west: lon, south: lat, east: lon, north: lat })));
}

/** The smallest box around all; across the antimeridian where that is narrower. Undefined for none. */
export function uniteGeoBoxes(boxes: readonly GeoBox[]): GeoBox | undefined {
  if (boxes.length === 0) return undefined;
  const plain = boundsOf(boxes.map((box) => (box.west > box.east ? { ...box, west: -180, east: 180 } : box)));
  const shifted = boundsOf(boxes.map(shiftEast));
  const across = shifted.east - shifted.west < plain.east - plain.west;
  return across ? { ...shifted, east: shifted.east > 180 ? shifted.east - 360 : shifted.east } : plain;
}

/** With longitudes from 0 to 360; a box over the prime meridian takes it all. */
function shiftEast(box: GeoBox): GeoBox {
  if (box.west > box.east) return { ...box, east: box.east + 360 };
  if (box.west >= 0) return box;
  return box.east < 0
    ? { ...box, west: box.west + 360, east: box.east + 360 }
    : { ...box, west: 0, east: 360 };
}

function boundsOf(boxes: readonly GeoBox[]): GeoBox {
  return {
    west: boxes.reduce((min, box) => Math.min(min, box.west), Infinity),
    south: boxes.reduce((min, box) => Math.min(min, box.south), Infinity),
    east: boxes.reduce((max, box) => Math.max(max, box.east), -Infinity),
    north: boxes.reduce((max, box) => Math.max(max, box.north), -Infinity),
  };
}

function boxOutline({ west, south, east, north }: GeoBox): FootprintGeometry {
  const to = west > east ? east + 360 : east;
  const ring = [
    [west, south],
    [to, south],
    [to, north],
    [west, north],
    [west, south],
  ];
  return { type: 'Polygon', coordinates: [ring] };
}

function pointsOf(coordinates: unknown): [number, number][] {
  if (!Array.isArray(coordinates)) return [];
  const [lon, lat] = coordinates;
  if (typeof lon === 'number' && typeof lat === 'number') return [[lon, lat]];
  return coordinates.flatMap(pointsOf);
}
