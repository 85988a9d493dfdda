import gdal from 'gdal-async';
import type { Band, ColorInterpretation, Coverage, DataType } from '@pvs/core/catalogue/product';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Box } from '@pvs/core/geometry/box';
import type { MapPicture } from '../src/draw/map-picture.ts';
import type { Resampling } from '../src/draw/plan-drawing.ts';
import type { Rendering } from '../src/draw/rendering.ts';

const DATA_TYPES: Readonly<Record<string, DataType>> = {
  Byte: 'uint8',
  UInt16: 'uint16',
  Int16: 'int16',
  UInt32: 'uint32',
  Int32: 'int32',
  Float32: 'float32',
  Float64: 'float64',
};

/** Describes a raster file as the registrar would: what the catalogue knows of a coverage. */
export function describeCoverage(root: string, key: string): Coverage {
  const path = join(root, key);
  const dataset = gdal.open(path);
  const proj4 = dataset.srs?.toProj4() ?? '';
  const transform = dataset.geoTransform as unknown as Coverage['grid']['transform'];
  const bands = dataset.bands.map((band, i): Band => ({
    name: `b${i}`,
    color: (band.colorInterpretation?.toLowerCase() ?? 'undefined') as ColorInterpretation,
    ...(band.noDataValue === null ? {} : { nodata: band.noDataValue }),
  }));
  const coverage: Coverage = {
    identifier: key,
    objectKey: key,
    sizeBytes: statSync(path).size,
    dataType: DATA_TYPES[dataset.bands.get(1).dataType ?? ''] ?? 'uint8',
    bands,
    grid: {
      crs: `proj4:${proj4}`,
      proj4,
      transform,
      widthPx: dataset.rasterSize.x,
      heightPx: dataset.rasterSize.y,
    },
    // Drawing asks the file itself.
    hasMask: false,
  };
  dataset.close();
  return coverage;
}

/** Corners of a coverage in another CRS by GDAL, grown by a share of their size. */
export function boxAround(root: string, key: string, crs: string, grow: number): Box {
  const dataset = gdal.open(join(root, key));
  const out = gdal.suggestedWarpOutput({
    src: dataset,
    s_srs: dataset.srs!,
    t_srs: gdal.SpatialReference.fromUserInput(crs),
  });
  const [x, dx, , y, , dy] = out.geoTransform as unknown as number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const { x: w, y: h } = out.rasterSize;
  const [width, height] = [w * dx, -h * dy];
  dataset.close();
  return {
    crs,
    minX: x - width * grow,
    maxX: x + width * (1 + grow),
    minY: y - height * (1 + grow),
    maxY: y + height * grow,
  };
}

export interface Reference {
  /** One plane for each channel, after the rendering's stretch, not rounded. */
  readonly planes: readonly Float64Array[];
  /** 0 to 255. */
  readonly alpha: Float64Array;
}

/** What gdalwarp makes of the same request. */
export function warpWithGdal(
  root: string,
  rendering: Rendering,
  picture: { readonly box: Box; readonly widthPx: number; readonly heightPx: number },
  resampling: Resampling,
  extra: readonly string[] = [],
): Reference {
  const { box, widthPx, heightPx } = picture;
  const source = gdal.open(join(root, rendering.coverage.objectKey));
  const path = `/vsimem/reference-${Math.random().toString(36).slice(2)}.tif`;
  const extent = [box.minX, box.minY, box.maxX, box.maxY].map(String);
  const method = resampling === 'nearest' ? 'near' : 'bilinear';
  const args = ['-t_srs', box.crs, '-r', method, '-of', 'GTiff', '-dstalpha', '-te', ...extent];
  args.push('-ts', String(widthPx), String(heightPx), ...extra);
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

export interface Agreement {
  /** Mean absolute difference of grey levels where both are opaque. */
  readonly meanDifference: number;
  readonly insidePx: number;
  /** Pixels that one shows and the other does not, further than a pixel from the edge of the reference. */
  readonly strayPx: number;
}

export function compare(picture: MapPicture, reference: Reference): Agreement {
  const { widthPx, heightPx, rgba } = picture;
  let [sum, count, strayPx, insidePx] = [0, 0, 0, 0];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const i = y * widthPx + x;
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
  return { meanDifference: count === 0 ? 0 : sum / count, insidePx, strayPx };
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
