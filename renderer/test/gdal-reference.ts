import gdal from 'gdal-async';
import { join } from 'node:path';
import type { DataType } from '@pvs/core/catalogue/product';
import type { Box } from '@pvs/core/geometry/box';
import type { MapPicture } from '../src/draw/map-picture.ts';
import type { Resampling } from '@pvs/core/config/resampling';
import type { Rendering } from '../src/draw/rendering.ts';

export interface Reference {
  /** One plane for each channel, after the rendering's stretch, not rounded. */
  readonly planes: readonly Float64Array[];
  /** 0 to 255. */
  readonly alpha: Float64Array;
}

/** What gdalwarp makes of the same request, before it would round to integers. */
export function warpWithGdal(
  root: string,
  rendering: Rendering,
  picture: { readonly box: Box; readonly widthPx: number; readonly heightPx: number },
  resampling: Resampling,
  extra: readonly string[] = [],
): Reference {
  const { box, widthPx, heightPx } = picture;
  const source = openSource(join(root, rendering.coverage.objectKey), rendering.coverage.dataType);
  const path = `/vsimem/reference-${Math.random().toString(36).slice(2)}.tif`;
  const extent = [box.minX, box.minY, box.maxX, box.maxY].map(String);
  const method = resampling === 'nearest' ? 'near' : resampling;
  const args = ['-t_srs', box.crs, '-r', method, '-of', 'GTiff', '-dstalpha', '-te', ...extent];
  args.push('-ts', String(widthPx), String(heightPx), ...samplesOf(rendering), ...extra);
  const warped = gdal.warp(path, null, [source], args);
  const read = (band: number) =>
    Float64Array.from(warped.bands.get(band).pixels.read(0, 0, widthPx, heightPx) as ArrayLike<number>);
  const planes = rendering.channels.map(({ band, min, max }) =>
    read(band + 1).map((v) => Math.min(255, Math.max(0, ((v - min) * 255) / (max - min)))),
  );
  const alpha = read(warped.bands.count());
  warped.close();
  source.close();
  gdal.vsimem.release(path);
  return { planes, alpha };
}

/** Samples as they are drawn: as floats, and NaN is never shown. */
function samplesOf({ coverage: { bands, dataType }, alphaBand }: Rendering): string[] {
  const isSingle = ['uint8', 'int8', 'uint16', 'int16', 'float32'].includes(dataType);
  const mayHaveNaN = dataType.startsWith('float') && alphaBand === undefined;
  const hidesNaN = mayHaveNaN && bands.every(({ nodata }) => nodata === undefined);
  return [...['-ot', isSingle ? 'Float32' : 'Float64'], ...(hidesNaN ? ['-srcnodata', 'nan'] : [])];
}

/** GDAL 3.6 takes bytes with a sign for bytes: they are made 16 bits before. */
function openSource(path: string, dataType: DataType): gdal.Dataset {
  const source = gdal.open(path);
  if (dataType !== 'int8' || source.bands.get(1).dataType !== 'Byte') return source;
  const copy = gdal.translate('', source, ['-of', 'MEM', '-ot', 'Int16']);
  const { x, y } = source.rasterSize;
  source.close();
  copy.bands.forEach((band) => {
    const samples = band.pixels.read(0, 0, x, y) as Int16Array;
    band.pixels.write(
      0,
      0,
      x,
      y,
      samples.map((v) => (v << 24) >> 24),
    );
  });
  return copy;
}

export interface Agreement {
  /** Mean absolute difference of grey levels where both are opaque. */
  readonly meanDifference: number;
  readonly insidePx: number;
  /** Mean absolute difference of opacities, 0 to 255, of all pixels. */
  readonly meanOpacityDifference: number;
  /** Pixels that one shows and the other does not, further than a pixel from the edge of the reference. */
  readonly strayPx: number;
}

export function compare(picture: MapPicture, reference: Reference): Agreement {
  const { widthPx, heightPx, rgba } = picture;
  let [sum, count, strayPx, insidePx, opacities] = [0, 0, 0, 0, 0];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const i = y * widthPx + x;
      opacities += Math.abs(rgba[i * 4 + 3]! - reference.alpha[i]!);
      const [ours, theirs] = [rgba[i * 4 + 3]! > 127, reference.alpha[i]! > 127];
      if (ours !== theirs && !isAtEdge(reference.alpha, widthPx, heightPx, x, y)) strayPx++;
      if (!ours || !theirs) continue;
      insidePx++;
      for (const [c, plane] of reference.planes.entries()) {
        sum += Math.abs(rgba[i * 4 + c]! - plane[i]!);
        count++;
      }
    }
  }
  const meanOpacityDifference = opacities / (widthPx * heightPx);
  return { meanDifference: count === 0 ? 0 : sum / count, insidePx, meanOpacityDifference, strayPx };
}

function isAtEdge(alpha: Float64Array, width: number, height: number, x: number, y: number): boolean {
  const shown = alpha[y * width + x]! > 127;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const [nx, ny] = [x + dx, y + dy];
      if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
      if (alpha[ny * width + nx]! > 127 !== shown) return true;
    }
  }
  return false;
}
