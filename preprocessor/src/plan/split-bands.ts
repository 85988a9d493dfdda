import { posix } from 'node:path';
import { invalidInput } from '@pvs/core/errors';
import type { PlannedRaster } from '../pixels/pixel-plan.ts';

/** A raster for each band, or for each named group of them. @throws InvalidInput `BandMissing` */
export function splitBands(
  raster: PlannedRaster,
  groups: 'bands' | Readonly<Record<string, readonly string[]>>,
  isOnly: boolean,
): PlannedRaster[] {
  const names = raster.bands.map(({ name }) => name);
  const parts = groups === 'bands' ? Object.fromEntries(names.map((name) => [name, [name]])) : groups;
  const stem = posix.basename(raster.file).replace(/\.[^.]*$/, '');
  return Object.entries(parts).map(([part, wanted]) => {
    const bands = wanted.map((name) => names.indexOf(name));
    const missing = wanted.find((_, i) => (bands[i] ?? -1) < 0);
    if (missing !== undefined) {
      throw invalidInput(
        `${raster.file} has no band '${missing}' to split off: its bands are ${names.join(', ')}`,
        {
          code: 'BandMissing',
          detail: { file: raster.file, band: missing, bands: names },
        },
      );
    }
    return {
      ...raster,
      file: isOnly ? part : `${stem}_${part}`,
      bands: bands.flatMap((band, i) => {
        const own = raster.bands[band];
        return own
          ? [
              bands.length === 1
                ? { ...own, color: 'gray' as const }
                : { ...own, color: colorAt(i, bands.length) },
            ]
          : [];
      }),
      node: { op: 'select', input: raster.node, bands },
    };
  });
}

const colorAt = (i: number, count: number) =>
  count === 3 ? ((['red', 'green', 'blue'] as const)[i] ?? 'undefined') : i === 0 ? 'gray' : 'undefined';
