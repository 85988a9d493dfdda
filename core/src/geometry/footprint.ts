/** A GeoJSON position in EPSG:4326: longitude, then latitude, degrees (RFC 7946 §3.1.1). */
export type Position = readonly [lon: number, lat: number];
/** A closed ring: first and last position are equal. */
export type Ring = readonly Position[];
/** Outer ring, then holes. */
export type PolygonRings = readonly Ring[];

/**
 * Where a product has data, as GeoJSON in EPSG:4326. A footprint that crosses the antimeridian is stored split
 * at it (RFC 7946 §3.1.9), so every ring stays within [-180, 180].
 */
export interface Footprint {
  readonly type: 'MultiPolygon';
  readonly coordinates: readonly PolygonRings[];
}
