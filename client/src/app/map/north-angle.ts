import { fromLonLat } from 'ol/proj.js';
import { mapProjections } from './map-projection.ts';
import type { ProjectionName } from './map-projection.ts';

/** How far a step towards the pole is, in degrees. */
const STEP = 1e-3;

/**
 * Where north is on the map at a place: clockwise from its upper edge, in degrees of 0 to 360; undefined at a pole,
 * where every direction is the same one.
 */
export function northAngle(
  [lon, lat]: readonly [lon: number, lat: number],
  name: ProjectionName,
): number | undefined {
  if (Math.abs(lat) > 90 - 2 * STEP) return undefined;
  const { crs } = mapProjections[name];
  const [x = 0, y = 0] = fromLonLat([lon, lat], crs);
  const [northX = 0, northY = 0] = fromLonLat([lon, lat + STEP], crs);
  const degrees = (Math.atan2(northX - x, northY - y) * 180) / Math.PI;
  return (degrees + 360) % 360;
}
