import { writeFile } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import type { BandValues } from '@pvs/core/expressions/compile-expression';
import gdal from 'gdal-async';
import { setBandColor } from '../gdal/band-color.ts';
import type { ComputeJob } from '../gdal/pixel-jobs.ts';
import { bandNamesAuxiliary } from '../rasters/auxiliary.ts';
import type { PlannedRaster } from './pixel-plan.ts';
import type { PixelBand, PixelWindow } from './pixel-reader.ts';
import { openPixels } from './readers.ts';
import { windowsOf } from './windows.ts';

const OPTIONS = ['TILED=YES', 'BLOCKXSIZE=512', 'BLOCKYSIZE=512', 'BIGTIFF=IF_SAFER', 'SPARSE_OK=TRUE'];
/** GDAL's GMF_PER_DATASET: one mask for all bands. */
const PER_DATASET = 2;

/**
 * Works out a plan window by window and writes it as a GeoTIFF: memory is that of one window in each step of the
 * plan, and GDAL's block cache.
 */
export async function computeRaster(
  { plan, output }: ComputeJob,
  progress: (fraction: number) => void,
): Promise<{ share: number }> {
  // The binding cannot name bands.
  await writeFile(`${output}.aux.xml`, bandNamesAuxiliary(plan.bands.map(({ name }) => name)).toString());
  const reader = openPixels(plan.node);
  const target = createTarget(plan, output, reader.palette);
  const { widthPx, heightPx } = plan.grid;
  const count = { known: 0, marked: 0 };
  let done = 0;
  try {
    for (const window of windowsOf(plan.grid, reader.inRows)) {
      const bands = reader.read(window);
      writeWindow(target, plan, window, bands);
      countMarked(bands[0], count);
      done += window.widthPx * window.heightPx;
      progress(done / (widthPx * heightPx));
      // Lets progress go out, and a parent that went away end this.
      await turn();
    }
    return { share: count.known === 0 ? 0 : count.marked / count.known };
  } finally {
    reader.close();
    target.close();
  }
}

function createTarget(
  { grid, dataType, bands, transparency, nodata }: PlannedRaster,
  output: string,
  palette?: gdal.ColorTable,
): gdal.Dataset {
  gdal.config.set('GDAL_TIFF_INTERNAL_MASK', 'YES');
  const alpha = transparency === 'alpha' ? 1 : 0;
  const rgb =
    bands.length >= 3 && bands.slice(0, 3).every(({ color }, i) => color === ['red', 'green', 'blue'][i]);
  const options = [...OPTIONS, `PHOTOMETRIC=${rgb ? 'RGB' : 'MINISBLACK'}`, ...(alpha ? ['ALPHA=YES'] : [])];
  const target = gdal.open(
    output,
    'w',
    ['GTiff'],
    grid.widthPx,
    grid.heightPx,
    bands.length + alpha,
    dataType,
    options,
  );
  target.srs = gdal.SpatialReference.fromWKT(grid.crs);
  target.geoTransform = [...grid.transform];
  bands.forEach(({ color }, i) => {
    const band = target.bands.get(i + 1);
    setBandColor(band, color);
    if (transparency === 'nodata' && nodata !== undefined) band.noDataValue = nodata;
  });
  if (palette && bands[0]?.color === 'palette') target.bands.get(1).colorTable = palette;
  if (transparency === 'mask') target.bands.get(1).createMaskBand(PER_DATASET);
  return target;
}

function writeWindow(
  target: gdal.Dataset,
  { transparency, nodata, dataType }: PlannedRaster,
  { x, y, widthPx, heightPx }: PixelWindow,
  bands: readonly PixelBand[],
): void {
  const write = (band: gdal.RasterBand, values: BandValues) =>
    band.pixels.write(x, y, widthPx, heightPx, values as Uint8Array);
  bands.forEach(({ values, valid }, i) => {
    // Under a mask or an alpha band lies 0, so that what is hidden is nowhere to be found.
    const hidden = transparency === 'nodata' ? nodata : 0;
    write(target.bands.get(i + 1), valid && hidden !== undefined ? filled(values, valid, hidden) : values);
  });
  if (transparency !== 'mask' && transparency !== 'alpha') return;
  const mask = target.bands.get(1).getMaskBand();
  const into = transparency === 'alpha' ? target.bands.get(bands.length + 1) : mask;
  if (into) write(into, opacity(bands, widthPx * heightPx, transparency === 'alpha' ? dataType : 'Byte'));
}

function filled(values: BandValues, valid: Uint8Array, fill: number): BandValues {
  const out = values.slice();
  for (let i = 0; i < out.length; i += 1) if (valid[i] === 0) out[i] = fill;
  return out;
}

/** A pixel shows something where one of its bands does. */
function anyValid(bands: readonly PixelBand[], count: number): Uint8Array {
  const any = new Uint8Array(count);
  for (const { valid } of bands) {
    if (!valid) return any.fill(255);
    for (let i = 0; i < count; i += 1) if (valid[i]) any[i] = 255;
  }
  return any;
}

/** Opaque is the greatest value of the data type. */
function opacity(bands: readonly PixelBand[], count: number, dataType: string): BandValues {
  const any = anyValid(bands, count);
  return dataType === 'UInt16' ? Uint16Array.from(any, (value) => value * 257) : any;
}

function countMarked(band: PixelBand | undefined, count: { known: number; marked: number }): void {
  if (!band) return;
  const { values, valid } = band;
  for (let i = 0; i < values.length; i += 1) {
    if (valid?.[i] === 0) continue;
    count.known += 1;
    if (values[i] !== 0) count.marked += 1;
  }
}
