import type gdal from 'gdal-async';
import type { PixelReader } from './pixel-reader.ts';
import type { Window } from './warp-windows.ts';

/**
 * True where no value of a window is nodata, nor can become it by mixing values: all lie on one side of it (NaN has
 * no side, and only comes from itself).
 */
export async function isAllData(
  source: gdal.Dataset,
  nodata: number,
  window: Window,
  read: PixelReader,
): Promise<boolean> {
  for (let i = 1; i <= source.bands.count(); i += 1) {
    const pixels = await read(source.bands.get(i), window);
    if (!isOnOneSide(pixels as Float64Array, nodata)) return false;
  }
  return true;
}

function isOnOneSide(values: Float64Array, nodata: number): boolean {
  if (Number.isNaN(nodata)) return !values.includes(NaN);
  const [first = nodata] = values;
  if (first > nodata) {
    for (let i = 0; i < values.length; i += 1) if (!((values[i] as number) > nodata)) return false;
    return true;
  }
  for (let i = 0; i < values.length; i += 1) if (!((values[i] as number) < nodata)) return false;
  return true;
}
