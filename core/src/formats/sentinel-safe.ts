import { posix } from 'node:path';
import { buildGeodesicFootprint } from '../geometry/build-footprint.ts';
import type { Footprint, Position } from '../geometry/footprint.ts';
import { invalidFootprint } from '../geometry/ring.ts';

/** The product a SAFE directory on the way to a file is named after; undefined where there is none. */
export function safeDirectoryName(fileName: string): string | undefined {
  return /(?:^|[\\/])([^\\/]+)\.SAFE[\\/]/i.exec(fileName)?.[1];
}

/** `Sentinel-2A`, or `SENTINEL` and `2A`, as platform `Sentinel-2` of serial identifier `A`. */
export function sentinelPlatform(name: string) {
  const [, mission, unit] = /^sentinel-?(\d)([a-z])?$/i.exec(name) ?? [];
  if (mission === undefined) return { platform: name };
  return { platform: `Sentinel-${mission}`, platformSerialIdentifier: unit?.toUpperCase() };
}

/**
 * The footprint of positions in latitude, longitude, as SAFE products have them: separated by blanks, with a comma
 * or a blank between the two.
 * @throws InvalidFootprint for values that are no coordinates
 */
export function latLonFootprint(text: string): Footprint {
  const values = text
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (values.length % 2 !== 0) {
    throw invalidFootprint(`footprint has ${values.length} values: expected pairs of latitude and longitude`);
  }
  const ring = Array.from({ length: values.length / 2 }, (_, i): Position => [
    values[2 * i + 1] ?? NaN,
    values[2 * i] ?? NaN,
  ]);
  return buildGeodesicFootprint([[ring]]);
}

/**
 * Sentinel-2 images, each band at its finest resolution only: level 2A repeats bands of 10 m at 20 m and 60 m.
 * Other names are left as they are.
 */
export function finestImages(names: readonly string[]): string[] {
  const finest = new Map<string, { name: string; resolutionM: number }>();
  for (const name of names) {
    const [, stem = name, resolution = '0'] = /^(.*)_(\d\d)m(?:\.\w+)?$/.exec(posix.basename(name)) ?? [];
    const resolutionM = Number(resolution);
    const known = finest.get(stem);
    if (!known || resolutionM < known.resolutionM) finest.set(stem, { name, resolutionM });
  }
  return [...finest.values()].map(({ name }) => name);
}
