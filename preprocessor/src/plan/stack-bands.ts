import type { BandStackConfig } from '@pvs/core/config/preprocessing';
import { invalidInput } from '@pvs/core/errors';
import type { PixelGrid, PixelNode, PlannedBand, PlannedRaster, Transparency } from '../pixels/pixel-plan.ts';
import { matchesAny } from '../rasters/select-files.ts';
import { commonType } from './common-type.ts';
import { isSameGrid, pixelArea } from './same-grid.ts';

/** One band of a raster. */
export interface FoundBand {
  readonly name: string;
  readonly raster: PlannedRaster;
  /** From 0. */
  readonly band: number;
}

/**
 * The bands a stack is made of.
 * @throws InvalidInput `DataMissing` for one that is not there, or in more than one file
 */
export function findBands(
  stack: string,
  { bands }: Pick<BandStackConfig, 'bands'>,
  rasters: readonly PlannedRaster[],
): FoundBand[] {
  return Object.entries(bands).map(([name, { files, band }]) => {
    const found = files === undefined ? rasters : rasters.filter(({ file }) => matchesAny(file, [files]));
    const [raster] = found;
    const refuse = (why: string) =>
      invalidInput(`band '${name}' of the stack '${stack}' cannot be made: ${why}`, {
        code: 'DataMissing',
        detail: { stack, band: name, files: rasters.map(({ file }) => file).slice(0, 20) },
      });
    if (!raster || found.length > 1) {
      const there = rasters.map(({ file }) => file).join(', ');
      throw refuse(`${found.length} rasters match '${files ?? 'any'}', expected one of ${there}`);
    }
    if (!raster.bands[band - 1]) {
      throw refuse(`${raster.file} has ${raster.bands.length} bands, number ${band} was asked for`);
    }
    return { name, raster, band: band - 1 };
  });
}

/** The grid of the finest, or the coarsest, of some rasters; of those in the CRS of the first. */
export function commonGrid(found: readonly FoundBand[], wanted: 'finest' | 'coarsest'): PixelGrid {
  const grids = found.map(({ raster }) => raster.grid);
  const [first] = grids;
  if (!first) throw new Error('a stack without a band');
  const sign = wanted === 'finest' ? 1 : -1;
  return grids
    .filter(({ crs }) => crs === first.crs)
    .reduce((best, grid) => (sign * (pixelArea(best) - pixelArea(grid)) > 0 ? grid : best), first);
}

/** Bands of one grid as one raster. */
export function stackBands(name: string, found: readonly FoundBand[]): PlannedRaster {
  const rasters = found.map(({ raster }) => raster);
  const [first] = rasters;
  if (!first || !rasters.every(({ grid }) => isSameGrid(grid, first.grid))) {
    throw new Error(`the bands of '${name}' are not on one grid`);
  }
  const transparency = strongest(rasters.map((raster) => raster.transparency));
  const nodata = rasters.find((raster) => raster.nodata !== undefined)?.nodata;
  const inputs = found.map(({ raster, band }): PixelNode => ({
    op: 'select',
    input: raster.node,
    bands: [band],
  }));
  const isOne = rasters.every((raster) => raster.node === first.node);
  return {
    file: name,
    grid: first.grid,
    dataType: commonType(rasters.map(({ dataType }) => dataType)),
    bands: colored(found.map((band) => band.name)),
    transparency,
    ...(transparency === 'nodata' && nodata !== undefined && { nodata }),
    node: isOne
      ? { op: 'select', input: first.node, bands: found.map(({ band }) => band) }
      : { op: 'join', inputs },
  };
}

/** A value for nodata says it band by band, which the others cannot. */
const strongest = (all: readonly Transparency[]): Transparency =>
  (['nodata', 'mask', 'alpha'] as const).find((one) => all.includes(one)) ?? 'none';

/** Three bands are named in the order in which they are to be seen. */
function colored(names: readonly string[]): PlannedBand[] {
  const colors = names.length === 3 ? (['red', 'green', 'blue'] as const) : (['gray'] as const);
  return names.map((name, i) => ({ name, color: colors[i] ?? 'undefined' }));
}
