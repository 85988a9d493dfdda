import { join } from 'node:path';
import gdal from 'gdal-async';
import type { Box } from '@pvs/core/geometry/box';

const METRES_PER_DEGREE = (Math.PI * 6378137) / 180;
const EDGE_M = 180 * METRES_PER_DEGREE;

/**
 * A box around a raster in another CRS by GDAL, grown by a share of its size. It ends where the CRS does: at a pole,
 * at the square of Web Mercator, 3,500 km from the meridian of a UTM zone. Where the raster reaches over 180°, so does the box.
 */
export function boxAround(root: string, key: string, crs: string, grow: number): Box {
  const dataset = gdal.open(join(root, key));
  const out = gdal.suggestedWarpOutput({
    src: dataset,
    s_srs: dataset.srs!,
    t_srs: gdal.SpatialReference.fromUserInput(crs),
  });
  const [left, dx, , top, , dy] = transformOf(out.geoTransform);
  const { x: w, y: h } = out.rasterSize;
  const unwound = longitudesOf(dataset, crs);
  const [west, east] = unwound ?? [left, left + w * dx];
  dataset.close();
  const limits = limitsOf(crs);
  const [minLimit, maxLimit] = unwound ? [-Infinity, Infinity] : [limits.minX, limits.maxX];
  const [minX, maxX] = [Math.max(minLimit, west), Math.min(maxLimit, east)];
  const [minY, maxY] = [Math.max(limits.minY, top + h * dy), Math.min(limits.maxY, top)];
  const [width, height] = [maxX - minX, maxY - minY];
  return {
    crs,
    minX: Math.max(minLimit, minX - width * grow),
    maxX: Math.min(maxLimit, maxX + width * grow),
    minY: Math.max(limits.minY, minY - height * grow),
    maxY: Math.min(limits.maxY, maxY + height * grow),
  };
}

/** West and east of a raster of longitudes that reaches over 180°, which GDAL would take for the whole world. */
function longitudesOf({ srs, geoTransform, rasterSize }: gdal.Dataset, crs: string) {
  const unit = crs === 'EPSG:4326' ? 1 : METRES_PER_DEGREE;
  if (!srs?.isGeographic() || (crs !== 'EPSG:4326' && crs !== 'EPSG:3857')) return undefined;
  const [west, dx] = transformOf(geoTransform);
  const east = west + dx * rasterSize.x;
  return east > 180.5 && east - west < 359 ? ([west * unit, east * unit] as const) : undefined;
}

function limitsOf(crs: string) {
  if (crs === 'EPSG:4326') return { minX: -180, minY: -90, maxX: 180, maxY: 90 };
  if (crs === 'EPSG:3857') return { minX: -EDGE_M, minY: -EDGE_M, maxX: EDGE_M, maxY: EDGE_M };
  const equator = crs.startsWith('EPSG:327') ? 1e7 : 0;
  return { minX: -3e6, minY: equator - 9.4e6, maxX: 4e6, maxY: equator + 9.4e6 };
}

const transformOf = (transform: unknown) =>
  transform as [x: number, dx: number, rx: number, y: number, ry: number, dy: number];
