import type { Position } from '@pvs/core/geometry/footprint';
import gdal from 'gdal-async';
import { fromLonLat } from '../gdal/lon-lat-of.ts';
import { fillPolygon, type PixelRing } from './fill-polygon.ts';
import type { PixelGrid } from './pixel-plan.ts';
import type { ReaderOf } from './readers.ts';

/** Parts an edge is cut into, so that what is straight on a map of degrees bends as it should in another CRS. */
const PARTS = 16;

/** A band that is 255 inside polygons of longitudes and latitudes. */
export const readPolygons: ReaderOf<'polygons'> = ({ grid, polygons }) => {
  const srs = gdal.SpatialReference.fromWKT(grid.crs);
  const toPixel = pixelOf(grid, fromLonLat(srs));
  // A grid of degrees that crosses the antimeridian counts on beyond 180.
  const turns = srs.isGeographic() ? [-360, 0, 360] : [0];
  const pixels = turns.flatMap((turn) =>
    polygons.map((rings) => rings.map((ring) => placed(ring, toPixel, turn))),
  );
  return {
    bandCount: 1,
    inRows: false,
    read(window) {
      const values = new Uint8Array(window.columns * window.rows);
      for (const rings of pixels) fillPolygon(values, window, rings);
      return [{ values }];
    },
    close: () => undefined,
  };
};

type ToPixel = (lon: number, lat: number, turn: number) => PixelRing[number];

function placed(ring: readonly Position[], toPixel: ToPixel, turn: number): PixelRing {
  return ring.slice(1).flatMap(([lon, lat], i) => {
    const [fromLon, fromLat] = ring[i] ?? [lon, lat];
    return Array.from({ length: PARTS }, (_, part) => {
      const share = part / PARTS;
      return toPixel(fromLon + (lon - fromLon) * share, fromLat + (lat - fromLat) * share, turn);
    });
  });
}

function pixelOf(
  { transform: [x0, dx, rx, y0, ry, dy] }: PixelGrid,
  project: (lon: number, lat: number) => readonly [number, number],
): ToPixel {
  const determinant = dx * dy - rx * ry;
  return (lon, lat, turn) => {
    const [x, y] = project(lon, lat);
    const [east, north] = [x + turn - x0, y - y0];
    return [(east * dy - north * rx) / determinant, (north * dx - east * ry) / determinant];
  };
}
