import { posix } from 'node:path';
import { invalidInput } from '@pvs/core/errors';
import type { PlannedRaster } from '../pixels/pixel-plan.ts';
import { bandIndex } from './band-index.ts';

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
    const found = wanted.map((name) => bandIndex(names, name));
    const missing = wanted.find((_, i) => found[i] === undefined);
    if (missing !== undefined) {
      throw invalidInput(
        `${raster.file} has no band '${missing}' to split off: its bands are ${names.join(', ')}`,
        {
          code: 'BandMissing',
          detail: { file: raster.file, band: missing, bands: names },
        },
      );
    }
    const bands = found.flatMap((band) => band ?? []);
    return {
      ...raster,
      file: isOnly ? part : `${stem}_${part}`,
      bands: bands.map((band, i) => ({ name: names[band] ?? '', color: colorAt(i, bands.length) })),
      node: { op: 'select', input: raster.node, bands },
    };
  });
}

/** Three bands are named in the order in which they are to be seen. */
const colorAt = (i: number, count: number) => {
  if (count === 3) return (['red', 'green', 'blue'] as const)[i] ?? 'undefined';
  return i === 0 ? 'gray' : 'undefined';
};
