import type { Position } from '../search/search-area.ts';

/** Degrees, with minutes and seconds where they are given. */
const amount = String.raw`([-+−]?\d+(?:[.,]\d+)?)\s*°?\s*(?:(\d+(?:[.,]\d+)?)\s*['′]\s*(?:(\d+(?:[.,]\d+)?)\s*["″]\s*)?)?`;
/** The side of the Earth stands before or after it. */
const angle = String.raw`(?:([NSEWO])\s*${amount}|${amount}\s*([NSEWO])?)`;
const pair = new RegExp(String.raw`^\s*${angle}(?:\s*[;/]\s*|\s*,\s+|\s+|,)${angle}\s*$`, 'i');

/**
 * Reads a place by its coordinates as people write them; latitude first unless letters say otherwise. Undefined where
 * the text is none, or lies outside the world.
 *
 * @example parsePlace('48.2082, 16.3738'), parsePlace('48°12′30″N 16°22′E'), parsePlace('E 16.37 N 48.21')
 */
export function parsePlace(text: string): Position | undefined {
  const groups = pair.exec(text)?.slice(1);
  if (!groups) return undefined;
  const [first, second] = [readAngle(groups.slice(0, 8)), readAngle(groups.slice(8))];
  if (!first || !second || (first.axis && first.axis === second.axis)) return undefined;
  const swapped = first.axis === 'lon' || second.axis === 'lat';
  const [lat, lon] = swapped ? [second.degrees, first.degrees] : [first.degrees, second.degrees];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lon, lat] : undefined;
}

interface Angle {
  readonly degrees: number;
  readonly axis: 'lat' | 'lon' | undefined;
}

function readAngle(groups: readonly (string | undefined)[]): Angle | undefined {
  const [before, ...amountBefore] = groups.slice(0, 4);
  const [degrees = '', minutes = '0', seconds = '0'] = before ? amountBefore : groups.slice(4, 7);
  const side = (before ?? groups[7])?.toUpperCase();
  const [d = NaN, m = 0, s = 0] = [degrees.replace('−', '-'), minutes, seconds].map((part) =>
    Number(part.replace(',', '.')),
  );
  if (m >= 60 || s >= 60 || (side && d < 0)) return undefined;
  const size = Math.abs(d) + m / 60 + s / 3600;
  const negative = /^[-−]/.test(degrees) || side === 'S' || side === 'W';
  const axis = side === undefined ? undefined : side === 'N' || side === 'S' ? 'lat' : 'lon';
  return { degrees: negative ? -size : size, axis };
}

/** `48.2082° N, 16.3738° E`, which {@link parsePlace} reads. */
export function formatPlace([lon, lat]: Position): string {
  const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180;
  return `${side(lat, 'N', 'S')}, ${side(wrapped, 'E', 'W')}`;
}

const side = (value: number, positive: string, negative: string) =>
  `${Math.abs(value).toFixed(4)}° ${value < 0 ? negative : positive}`;
