/** A product of the canned catalogue. */
export interface CannedProduct {
  readonly identifier: string;
  readonly bbox: readonly [west: number, south: number, east: number, north: number];
  /** Closed, longitude and latitude. */
  readonly ring: readonly (readonly [number, number])[];
  readonly beginTime: string;
  readonly endTime: string;
  readonly platform: string;
  readonly cloudCover: number;
}

export const cannedCount = 130;

/** Scenes along the Alps, most of them in June and August 2018, newest first; always the same. */
export const cannedProducts: readonly CannedProduct[] = Array.from({ length: cannedCount }, (_, index) =>
  makeProduct(index),
).sort((a, b) => (a.beginTime < b.beginTime ? 1 : -1));

function makeProduct(index: number): CannedProduct {
  const [a, b, c] = [scatter(index, 1), scatter(index, 2), scatter(index, 3)];
  const west = 7.5 + 9 * a;
  const south = 46 + 2 * b - Math.abs(a - 0.5) * 1.2;
  const [width, height] = [0.42 + 0.2 * c, 0.3 + 0.14 * b];
  const day = Math.floor(index % 3 === 0 ? c * 20 : 62 + a * b * 40);
  const begin = Date.UTC(2018, 5, 1 + day, 9, Math.floor(50 + a * 60), Math.floor(b * 60));
  const platform = c > 0.4 ? 'PHR1A' : 'PHR1B';
  const stamp = new Date(begin).toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
  const tilt = 0.06;
  return {
    identifier: `${platform}_${stamp}_${String(index).padStart(3, '0')}`,
    bbox: [west, south, west + width + tilt, south + height + tilt],
    ring: [
      [west, south + tilt],
      [west + width, south],
      [west + width + tilt, south + height],
      [west + tilt, south + height + tilt],
      [west, south + tilt],
    ],
    beginTime: new Date(begin).toISOString(),
    endTime: new Date(begin + 12_500).toISOString(),
    platform,
    cloudCover: Math.round(c * c * 40),
  };
}

/** Between 0 and 1, as if at random. */
function scatter(index: number, seed: number): number {
  const value = Math.sin(index * 12.9898 + seed * 78.233) * 43_758.5453;
  return value - Math.floor(value);
}
