import { projector } from '@pvs/core/crs/crs';
import { type Ellipsoid, toGeocentric, WGS84 } from '@pvs/preprocessor/gdal/geocentric';
import type { KnownPoint } from '@pvs/preprocessor/gdal/proj4-of';

type Vector = readonly [number, number, number];

/** Lengths are counted in this many metres, so that all seven unknowns are of one size. */
const UNIT_M = 1e6;
const ARC_SECONDS = (180 * 3600) / Math.PI;

/**
 * The PROJ string with the shift of seven parameters, as `+towgs84` has them, that comes nearest to where points are
 * on WGS 84 (Helmert's transformation by least squares, about the middle of the points as Molodensky and Badekas do).
 */
export function withFittedShift(proj4: string, { a, b }: Ellipsoid, points: readonly KnownPoint[]): string {
  const bare = proj4.replaceAll(/\+(datum|ellps|towgs84|nadgrids|a|b|rf)=\S+\s*/g, '').trim();
  const unshifted = projector(`${bare} +a=${a} +b=${b}`, `+proj=longlat +a=${a} +b=${b} +no_defs`);
  const pairs = points.map(({ at, lonLat }) => ({
    from: scaled(toGeocentric([...unshifted(...at)], { a, b })),
    to: scaled(toGeocentric(lonLat, WGS84)),
  }));
  const middle = [0, 1, 2].map((i) => mean(pairs.map(({ from }) => from[i]!))) as unknown as Vector;
  const [tx = 0, ty = 0, tz = 0, rx = 0, ry = 0, rz = 0, s = 0] = leastSquares(
    pairs.flatMap(({ from, to }) => equations(from, to, middle)),
  );
  const [x, y, z] = middle;
  const shift = [tx - s * x + rz * y - ry * z, ty - s * y - rz * x + rx * z, tz - s * z + ry * x - rx * y];
  const written = [
    ...shift.map((one) => (one * UNIT_M).toFixed(4)),
    ...[rx, ry, rz].map((one) => (one * ARC_SECONDS).toFixed(7)),
    (s * 1e6).toFixed(6),
  ];
  return `${bare} +a=${a} +b=${b} +towgs84=${written.join(',')}`;
}

const scaled = (position: readonly number[]): Vector => {
  const [x = NaN, y = NaN, z = NaN] = position;
  return [x / UNIT_M, y / UNIT_M, z / UNIT_M];
};

const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/** Of translation, rotation (position vector) and scale: coefficients, then what they come to. */
function equations(from: Vector, to: Vector, middle: Vector): number[][] {
  const [x = 0, y = 0, z = 0] = from.map((one, i) => one - middle[i]!);
  const [dx = 0, dy = 0, dz = 0] = to.map((one, i) => one - from[i]!);
  return [
    [1, 0, 0, 0, z, -y, x, dx],
    [0, 1, 0, -z, 0, x, y, dy],
    [0, 0, 1, y, -x, 0, z, dz],
  ];
}

/** What of a row may be added to it so that points of a small domain tell no more than they can. */
const DAMPING = 1e-12;

/** Normal equations, solved by elimination with pivots. */
function leastSquares(rows: readonly (readonly number[])[]): number[] {
  const size = rows[0]!.length - 1;
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size + 1 }, (_, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  );
  for (const [i, row] of matrix.entries()) row[i]! += DAMPING;
  for (let i = 0; i < size; i++) {
    const pivot = matrix.slice(i).reduce((best, row, k) => {
      return Math.abs(row[i]!) > Math.abs(matrix[best]![i]!) ? k + i : best;
    }, i);
    [matrix[i], matrix[pivot]] = [matrix[pivot]!, matrix[i]!];
    for (const [k, row] of matrix.entries()) {
      if (k === i) continue;
      const factor = row[i]! / matrix[i]![i]!;
      for (let j = i; j <= size; j++) row[j]! -= factor * matrix[i]![j]!;
    }
  }
  return matrix.map((row, i) => row[size]! / row[i]!);
}
