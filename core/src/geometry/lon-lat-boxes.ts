import { type Projector, projector, proj4Of, requireCrs } from '../crs/crs.ts';
import { boxAround, type Box } from './box.ts';

const LON_LAT = 'EPSG:4326';
const MERCATOR = 'EPSG:3857';
const HALF_EQUATOR_M = Math.PI * 6378137;
/** Points along each edge and across the inside: enough that a curved edge leaves its box by less than a percent. */
const SAMPLES = 21;

/**
 * The longitude/latitude rectangles that cover a box of any CRS: one, or two where it crosses the antimeridian. Used
 * to find what may intersect, so it is rather too large than too small. Empty where nothing of the box can be
 * projected.
 */
export function lonLatBoxes(box: Box): Box[] {
  if (box.crs === LON_LAT) return wrap(box.minX, box.minY, box.maxX, box.maxY);
  const toLonLat = projector(proj4Of(box.crs), requireCrs(LON_LAT).proj4);
  if (box.crs === MERCATOR) return mercatorBoxes(box, toLonLat);
  const points: [number, number][] = [];
  for (let i = 0; i < SAMPLES; i += 1) {
    for (let j = 0; j < SAMPLES; j += 1) {
      const x = box.minX + ((box.maxX - box.minX) * i) / (SAMPLES - 1);
      const y = box.minY + ((box.maxY - box.minY) * j) / (SAMPLES - 1);
      const [lon, lat] = toLonLat(x, y);
      if (Number.isFinite(lon) && Number.isFinite(lat)) points.push([lon, lat]);
    }
  }
  const around = boxAround(LON_LAT, points);
  if (!around) return [];
  // A box that spans most of the globe's longitudes either does, or crosses the antimeridian or a pole.
  const [west, east] = around.maxX - around.minX > 180 ? [-180, 180] : [around.minX, around.maxX];
  const margin = (around.maxY - around.minY) / (SAMPLES - 1);
  const south = Math.max(-90, around.minY - margin);
  const north = Math.min(90, around.maxY + margin);
  return wrap(west - margin, south, east + margin, north);
}

/** Meridians and parallels are straight; longitudes go on beyond the antimeridian, where a projection would turn round. */
function mercatorBoxes({ minX, minY, maxX, maxY }: Box, toLonLat: Projector): Box[] {
  // Corners of tiles that lie on the antimeridian are not exact.
  const longitude = (x: number) => Math.round((x / HALF_EQUATOR_M) * 180 * 1e9) / 1e9;
  return wrap(longitude(minX), toLonLat(0, minY)[1], longitude(maxX), toLonLat(0, maxY)[1]);
}

/** Brings longitudes into [-180, 180], in two pieces where they cross the antimeridian. */
function wrap(west: number, minY: number, east: number, maxY: number): Box[] {
  const piece = (minX: number, maxX: number): Box => ({ crs: LON_LAT, minX, minY, maxX, maxY });
  if (east - west >= 360) return [piece(-180, 180)];
  const shift = Math.floor((west + 180) / 360) * 360;
  const [from, to] = [west - shift, east - shift];
  if (to <= 180) return [piece(from, to)];
  return [piece(from, 180), piece(-180, to - 360)];
}
