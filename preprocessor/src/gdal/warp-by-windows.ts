import { availableParallelism } from 'node:os';
import type { Box } from '@pvs/core/geometry/box';
import gdal from 'gdal-async';
import type { TargetGrid } from '../cog/align-grid.ts';
import type { RasterFile } from './gdal-job.ts';
import { isAllData } from './is-all-data.ts';
import { openRaster } from './open-raster.ts';
import { scaleOf, sourceWindow } from './source-window.ts';
import { type PixelReader, pixelReader } from './pixel-reader.ts';
import type { WarpWindows } from './plan-warp.ts';
import { type Window, windowsOf } from './warp-windows.ts';

/** What is warped, and to where. */
export interface WindowedWarp extends WarpWindows {
  readonly raster: RasterFile;
  /** Absolute path of the GeoTIFF to write. */
  readonly output: string;
  /** Bytes of one window: with what it needs of the source, a warp takes a few times as much. */
  readonly windowBytes?: number;
}

/** Windows that are warped at once: one a core, within the threads that node gives to such work. */
const LANES = Math.min(4, availableParallelism());

const WINDOW_BYTES = 12 * 1024 ** 2;

const FILE = '-of GTiff -co TILED=YES -co BIGTIFF=IF_SAFER -co SPARSE_OK=TRUE'.split(' ');

/**
 * gdalwarp of one raster with nodata, window by window. gdalwarp as a whole takes its slow kernel, which asks for
 * each sample whether it is nodata, as soon as the file names a nodata value at all; a window that needs none of it
 * gives the same pixels with the fast one.
 */
export async function warpByWindows(
  warp: WindowedWarp,
  progress: (fraction: number) => void,
): Promise<gdal.Dataset> {
  const lanes = Array.from({ length: LANES }, () => openRaster(warp.raster));
  try {
    const [source] = lanes;
    if (!source) throw new Error('no lane');
    const target = emptyTarget(source, warp);
    const windows = windowsOf(warp.grid.widthPx, warp.grid.heightPx, {
      windowBytes: warp.windowBytes ?? WINDOW_BYTES,
      bytesPerPixel: bytesPerPixel(source),
      inStrips: source.bands.get(1).blockSize.x >= source.rasterSize.x,
    });
    const waiting = windows.values();
    let done = 0;
    const work = async (lane: gdal.Dataset) => {
      const crs = gdal.SpatialReference.fromUserInput(warp.grid.box.crs);
      const toPixels = new gdal.CoordinateTransformation(crs, lane);
      const scale = scaleOf(toPixels, warp.grid);
      const args = [...warp.args, '-wo', `XSCALE=${scale.x}`, '-wo', `YSCALE=${scale.y}`];
      const read = pixelReader();
      for (const window of waiting) {
        await warpWindow({ source: lane, toPixels, read }, target, window, { ...warp, args });
        progress((done += 1) / windows.length);
      }
    };
    await Promise.all(lanes.map(work));
    target.flush();
    return target;
  } finally {
    for (const lane of lanes) lane.close();
  }
}

const bytesPerPixel = (source: gdal.Dataset) =>
  source.bands
    .map(({ dataType }) => Number(/\d+$/.exec(dataType ?? '')?.[0] ?? 8) / 8)
    .reduce((sum, bytes) => sum + bytes, 0);

/** A file in the grid with everything but the pixels of the source. */
function emptyTarget(source: gdal.Dataset, { grid, output }: WindowedWarp): gdal.Dataset {
  const { crs, minX, minY, maxX, maxY } = grid.box;
  // A window beside the source has no pixels, so that nothing is written.
  return gdal.translate(output, source, [
    ...FILE,
    ...['-srcwin', '-2', '-2', '1', '1', '-outsize', String(grid.widthPx), String(grid.heightPx)],
    ...['-a_srs', crs, '-a_ullr', ...[minX, maxY, maxX, minY].map(String)],
  ]);
}

/** What one of the windows in work has for itself: a dataset takes one operation at a time. */
interface Lane {
  readonly source: gdal.Dataset;
  readonly toPixels: gdal.CoordinateTransformation;
  readonly read: PixelReader;
}

async function warpWindow(
  { source, toPixels, read }: Lane,
  target: gdal.Dataset,
  window: Window,
  { grid, nodata, args }: WindowedWarp,
): Promise<void> {
  const box = boxOf(grid, window);
  const needed = sourceWindow(toPixels, box, source.rasterSize);
  if (needed === 'outside') return;
  const isData = needed !== 'unknown' && (await isAllData(source, nodata, needed, read));
  const { x, y, widthPx, heightPx } = window;
  const warped = await gdal.warpAsync(
    'window',
    null,
    [source],
    [
      ...args,
      ...['-of', 'MEM', '-wm', '64', '-te', ...[box.minX, box.minY, box.maxX, box.maxY].map(String)],
      ...['-ts', String(widthPx), String(heightPx)],
      ...(isData ? ['-srcnodata', 'None', '-dstnodata', 'None', '-wo', `INIT_DEST=${nodata}`] : []),
    ],
  );
  try {
    for (let i = 1; i <= warped.bands.count(); i += 1) {
      const pixels = await read(warped.bands.get(i), { ...window, x: 0, y: 0 });
      await target.bands.get(i).pixels.writeAsync(x, y, widthPx, heightPx, pixels);
    }
  } finally {
    warped.close();
  }
}

function boxOf({ box, widthPx, heightPx }: TargetGrid, window: Window): Box {
  const [dx, dy] = [(box.maxX - box.minX) / widthPx, (box.maxY - box.minY) / heightPx];
  return {
    crs: box.crs,
    minX: box.minX + window.x * dx,
    maxX: box.minX + (window.x + window.widthPx) * dx,
    minY: box.maxY - (window.y + window.heightPx) * dy,
    maxY: box.maxY - window.y * dy,
  };
}
