import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { invalidInput } from '@pvs/core/errors';
import gdal from 'gdal-async';

/** Files that GDAL takes for overviews and masks of the file they are named after. */
const COMPANION = /\.(ovr|msk)$/i;
const TIFF = /^(II[*+]\0|MM\0[*+])/;

/**
 * Refuses a raster that would make GDAL open files that are not its own: one that says its overviews lie elsewhere (in
 * a tag or in `.aux.xml`), or one with an `.ovr` or `.msk` beside it that says so or is no TIFF: those GDAL opens with
 * any driver, and some follow references. Called before anything looks at overviews or masks.
 * @throws InvalidInput `UnsupportedRaster`
 */
export function refuseReferences(dataset: gdal.Dataset, path: string): void {
  const file = /^(?:NETCDF|HDF5):"(.*)":/.exec(path)?.[1] ?? path;
  refuseOverviewFile(dataset, basename(file));
  for (const name of companionsOf(file)) {
    const companion = join(dirname(file), name);
    if (!TIFF.test(startOf(companion))) throw refused(`${name} beside it is no TIFF`);
    const opened = gdal.open(companion, 'r', ['GTiff']);
    try {
      refuseOverviewFile(opened, name);
    } finally {
      opened.close();
    }
  }
}

function refuseOverviewFile(dataset: gdal.Dataset, name: string): void {
  const { OVERVIEW_FILE: elsewhere } = dataset.getMetadata('OVERVIEWS') as Readonly<Record<string, unknown>>;
  if (elsewhere !== undefined)
    throw refused(`${name} has its overviews in '${String(elsewhere).slice(0, 100)}'`);
}

/** `a.tif.ovr` of `a.tif`, and what is named after that, `a.tif.ovr.msk`, in upper or lower case. */
function companionsOf(file: string): string[] {
  const start = `${basename(file)}.`.toLowerCase();
  return readdirSync(dirname(file)).filter(
    (name) => COMPANION.test(name) && name.toLowerCase().startsWith(start),
  );
}

function startOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(4);
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, 4, 0));
  } finally {
    closeSync(file);
  }
}

const refused = (why: string) =>
  invalidInput(`rasters may not refer to other files: ${why}`, { code: 'UnsupportedRaster' });
