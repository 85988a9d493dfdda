import type { PolygonRings, Position, Ring } from '@pvs/core/geometry/footprint';
import { signedArea } from '@pvs/core/geometry/ring';
import gdal from 'gdal-async';
import { lonLatOf } from '../gdal/lon-lat-of.ts';
import { openRaster } from '../gdal/open-raster.ts';
import type { OutlineJob } from '../gdal/pixel-jobs.ts';
import { readValidPixels } from './read-valid-pixels.ts';
import { TOLERANCE, tracePixels } from './trace-pixels.ts';

/** Share of its area below which a hole in it is left out. */
const SMALLEST_HOLE = 0.01;
const MOST_POSITIONS = 300;
/** Parts of the longer side of the whole that no edge is longer than: what is straight in the CRS is bent on Earth. */
const PARTS = 16;

/** What rasters of one CRS show together, and how exactly that is known in units of the CRS. */
interface Area {
  readonly srs: gdal.SpatialReference;
  readonly shape: gdal.Geometry;
  readonly tolerance: number;
}

/**
 * Where COGs have data together, as polygons in longitude and latitude of a few hundred positions at most; none where
 * no pixel is data.
 */
export function traceOutline({ rasters, nodata }: OutlineJob): PolygonRings[] {
  const areas = new Map<string, Area>();
  for (const raster of rasters) {
    const dataset = openRaster(raster);
    try {
      const area = areaOf(dataset, nodata);
      const wkt = area.srs.toWKT();
      areas.set(wkt, joined(areas.get(wkt), area));
    } finally {
      dataset.close();
    }
  }
  return [...areas.values()].flatMap(onEarth);
}

function areaOf(dataset: gdal.Dataset, nodata: number | undefined): Area {
  const { srs, geoTransform, rasterSize } = dataset;
  if (!srs || geoTransform?.length !== 6) throw new Error('the COG has no georeference');
  const valid = readValidPixels(dataset, nodata);
  const [x0 = 0, dx = 0, rx = 0, y0 = 0, ry = 0, dy = 0] = geoTransform;
  const [across, down] = [rasterSize.x / valid.widthPx, rasterSize.y / valid.heightPx];
  const place = ([column, row]: Position): Position => {
    const [c, r] = [column * across, row * down];
    return [x0 + c * dx + r * rx, y0 + c * ry + r * dy];
  };
  const coordinates = tracePixels(valid).map((rings) => rings.map((ring) => ring.map(place)));
  const pixel = Math.sqrt(Math.abs(dx * dy - rx * ry) * across * down);
  return {
    srs,
    shape: gdal.Geometry.fromGeoJson({ type: 'MultiPolygon', coordinates }),
    tolerance: pixel * Math.max(valid.widthPx, valid.heightPx) * TOLERANCE,
  };
}

function joined(before: Area | undefined, { srs, shape, tolerance }: Area): Area {
  if (!before) return { srs, shape, tolerance };
  const both = Math.max(before.tolerance, tolerance);
  return { srs, shape: before.shape.union(shape).simplifyPreserveTopology(both), tolerance: both };
}

function onEarth({ srs, shape, tolerance }: Area): PolygonRings[] {
  if (shape.isEmpty()) return [];
  const toLonLat = lonLatOf(srs);
  const { minX, maxX, minY, maxY } = shape.getEnvelope();
  const longest = Math.max(maxX - minX, maxY - minY) / PARTS;
  return withFewPositions(shape, tolerance).map((rings) =>
    rings.map((ring) => withShortEdges(ring, longest).map(([x, y]) => toLonLat(x, y))),
  );
}

/** Polygons without small holes, simplified further until there are few positions. */
function withFewPositions(shape: gdal.Geometry, tolerance: number): PolygonRings[] {
  const polygons = polygonsOf(shape).map(withoutSmallHoles);
  if (polygons.flat(2).length <= MOST_POSITIONS) return polygons;
  const coarser = gdal.Geometry.fromGeoJson({ type: 'MultiPolygon', coordinates: polygons });
  return withFewPositions(coarser.simplifyPreserveTopology(tolerance * 2), tolerance * 2);
}

function polygonsOf(shape: gdal.Geometry): PolygonRings[] {
  const { type, coordinates } = shape.toObject() as
    { type: 'Polygon'; coordinates: PolygonRings } | { type: 'MultiPolygon'; coordinates: PolygonRings[] };
  return type === 'Polygon' ? [coordinates] : coordinates;
}

function withoutSmallHoles(rings: PolygonRings): PolygonRings {
  const area = (ring: Ring = []) => Math.abs(signedArea(ring));
  return rings.filter((ring, i) => i === 0 || area(ring) > area(rings[0]) * SMALLEST_HOLE);
}

/** The ring with positions along its edges, so that none is longer than given. */
function withShortEdges(ring: Ring, longest: number): Position[] {
  return ring.flatMap((to, i) => {
    const from = ring[i - 1];
    if (!from) return [to];
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const parts = Math.max(1, Math.ceil(Math.hypot(dx, dy) / longest - 1e-9));
    return Array.from({ length: parts }, (_, k): Position => [
      from[0] + (dx * (k + 1)) / parts,
      from[1] + (dy * (k + 1)) / parts,
    ]);
  });
}
