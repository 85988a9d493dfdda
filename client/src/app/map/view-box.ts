import { normaliseBox } from '../search/geo-box.ts';
import type { GeoBox } from '../search/geo-box.ts';

/** Both coordinates in the view's CRS. */
type Extent = readonly number[];
type ToLonLat = (position: number[]) => number[];

const SAMPLES = 16;

/**
 * What a map extent shows, as a box in degrees; undefined for nearly the whole world. Around a pole all longitudes
 * are seen, and elsewhere in a polar view the box may cross the antimeridian.
 */
export function viewBox(extent: Extent, toLonLat: ToLonLat, polar: boolean): GeoBox | undefined {
  const [minX = 0, minY = 0, maxX = 0, maxY = 0] = extent;
  if (!polar) {
    const [[west = 0, south = 0], [east = 0, north = 0]] = [
      toLonLat([minX, minY]),
      toLonLat([maxX, maxY]),
    ] as const;
    return normaliseBox({ west, south: Math.max(south, -90), east, north: Math.min(north, 90) });
  }
  const at = (i: number, j: number) =>
    toLonLat([minX + ((maxX - minX) * i) / SAMPLES, minY + ((maxY - minY) * j) / SAMPLES]);
  const indexes = Array.from({ length: SAMPLES + 1 }, (_, index) => index);
  const seen = indexes.flatMap((i) => indexes.map((j) => at(i, j)));
  const lats = seen.map(([, lat = 0]) => lat);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  if (minX <= 0 && maxX >= 0 && minY <= 0 && maxY >= 0) {
    return north > 0
      ? { west: -180, south, east: 180, north: 90 }
      : { west: -180, south: -90, east: 180, north };
  }
  return { ...narrowestRange(seen.map(([lon = 0]) => lon)), south, north };
}

/** From where to where the longitudes go, leaving out the widest gap between them. */
function narrowestRange(lons: readonly number[]): { west: number; east: number } {
  const sorted = lons.toSorted((a, b) => a - b);
  const gaps = sorted.map((lon, index) => (sorted[index + 1] ?? (sorted[0] ?? 0) + 360) - lon);
  const widest = gaps.indexOf(Math.max(...gaps));
  return { west: sorted[(widest + 1) % sorted.length] ?? -180, east: sorted[widest] ?? 180 };
}
