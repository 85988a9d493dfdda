import gdal from 'gdal-async';

/** Pixels looked at together in each direction: memory stays bounded whatever the size. */
const WINDOW_PX = 2048;
const VALID = 255;

type Window = readonly [x: number, y: number, widthPx: number, heightPx: number];

/**
 * Copies a raster into a GeoTIFF with a mask as one more band: 255 where any band has data. For compressions that
 * change values, after which nodata would not be told from data.
 */
export async function maskNodata(
  source: gdal.Dataset,
  output: string,
  progress: (fraction: number) => void,
): Promise<gdal.Dataset> {
  const count = source.bands.count();
  const bands = [...Array.from({ length: count }, (_, i) => i + 1), 1];
  const target = await gdal.translateAsync(output, source, [
    ...'-of GTiff -co TILED=YES -co INTERLEAVE=BAND -co BIGTIFF=IF_SAFER -a_nodata none -mask none'.split(
      ' ',
    ),
    ...bands.flatMap((number) => ['-b', String(number)]),
  ]);
  const mask = target.bands.get(count + 1);
  const { x: widthPx, y: heightPx } = source.rasterSize;
  for (let y = 0; y < heightPx; y += WINDOW_PX) {
    for (let x = 0; x < widthPx; x += WINDOW_PX) {
      const size = [Math.min(WINDOW_PX, widthPx - x), Math.min(WINDOW_PX, heightPx - y)] as const;
      await mask.pixels.writeAsync(x, y, ...size, await validPixels(source, [x, y, ...size]));
    }
    progress(Math.min(1, (y + WINDOW_PX) / heightPx));
  }
  return target;
}

async function validPixels(source: gdal.Dataset, window: Window): Promise<Uint8Array> {
  const valid = new Uint8Array(window[2] * window[3]);
  for (let i = 1; i <= source.bands.count(); i += 1) {
    const mask = await source.bands
      .get(i)
      .getMaskBand()
      ?.pixels.readAsync(...window);
    for (let at = 0; at < valid.length; at += 1) if (mask?.[at] !== 0) valid[at] = VALID;
  }
  return valid;
}
