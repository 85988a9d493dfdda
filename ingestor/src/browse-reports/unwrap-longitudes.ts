import { ingestionException } from './report-errors.ts';

type Point = readonly [x: number, y: number];

/**
 * The same points, each less than half a turn from the one before, so that what crosses the antimeridian is in one
 * piece; longitudes then run from -180 to 360.
 * @throws InvalidInput `IngestionException` where they go around the Earth
 */
export function unwrapLongitudes(points: readonly Point[]): Point[] {
  let before = points[0]?.[0] ?? 0;
  const unwrapped = points.map(([x, y]): Point => {
    before = x - 360 * Math.round((x - before) / 360);
    return [before, y];
  });
  const xs = unwrapped.map(([x]) => x);
  const [west, east] = [Math.min(...xs), Math.max(...xs)];
  if (east - west > 360)
    throw ingestionException(`Footprint too huge to unwrap: it spans ${east - west} degrees of longitude`);
  const shift = west < -180 ? 360 : west >= 180 ? -360 : 0;
  return shift === 0 ? unwrapped : unwrapped.map(([x, y]) => [x + shift, y]);
}
