import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cogSchema } from '@pvs/core/config/cog';
import { buildFootprint } from '@pvs/core/geometry/build-footprint';
import type { PolygonRings } from '@pvs/core/geometry/footprint';
import { ringContains, signedArea } from '@pvs/core/geometry/ring';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convertRaster } from '../gdal/convert-raster.ts';
import { fromLonLat, lonLatOf } from '../gdal/lon-lat-of.ts';
import { makeRaster, type TestRaster } from '../testing/make-package.ts';
import { traceOutline } from './trace-outline.ts';

let scratch: string;
let made = 0;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pvs-outline-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Whether the pixel whose centre is at these shares of width and height is data. */
type Shape = (x: number, y: number) => boolean;

const PIXEL_M = 10;
const ORIGIN = [500_000, 5_300_000] as const;

/** A COG of a raster whose data have a shape; and how many of its pixels that are. */
async function cogOf(shape: Shape, given: TestRaster & { readonly way?: Way } = {}) {
  const { widthPx = 600, heightPx = 500, way = 'nodata' } = given;
  const path = join(scratch, `${(made += 1)}.tif`);
  const isData = Uint8Array.from({ length: widthPx * heightPx }, (_, at) =>
    shape(((at % widthPx) + 0.5) / widthPx, (Math.floor(at / widthPx) + 0.5) / heightPx) ? 1 : 0,
  );
  await WAYS[way](path, { ...given, widthPx, heightPx }, isData);
  const output = path.replace('.tif', '_COG.tif');
  const rasters = [{ path, driver: 'GTiff' as const }];
  const job = { kind: 'convert', rasters, georeference: { by: 'transform' }, scratch, output } as const;
  await convertRaster({ ...job, cog: cogSchema.parse({}) }, () => undefined);
  return { output, data: isData.reduce((sum, value) => sum + value, 0) };
}

type Way = 'nodata' | 'alpha' | 'mask' | 'nan' | 'silent';

/** Ways to say where there is no data. */
const WAYS: Readonly<Record<Way, (path: string, given: TestRaster, isData: Uint8Array) => Promise<void>>> = {
  nodata: async (path, given, isData) => {
    await makeRaster(path, { ...given, value: 0, nodata: 0 });
    write(path, (raster) => [[raster.bands.get(1), isData.map((value) => value * 100)]]);
  },
  silent: async (path, given, isData) => {
    await makeRaster(path, { ...given, value: 0 });
    write(path, (raster) => [[raster.bands.get(1), isData.map((value) => value * 100)]]);
  },
  alpha: async (path, given, isData) => {
    const colors = ['Red', 'Green', 'Blue', 'Alpha'];
    await makeRaster(path, { ...given, bands: 4, colors, options: ['ALPHA=YES', 'PHOTOMETRIC=RGB'] });
    write(path, (raster) => [[raster.bands.get(4), isData.map((value) => value * 255)]]);
  },
  mask: async (path, given, isData) => {
    await makeRaster(path, { ...given, bands: 3 });
    gdal.config.set('GDAL_TIFF_INTERNAL_MASK', 'YES');
    write(path, (raster) => {
      raster.bands.get(1).createMaskBand(2);
      return [[raster.bands.get(1).getMaskBand(), isData.map((value) => value * 255)]];
    });
  },
  nan: async (path, given, isData) => {
    await makeRaster(path, { ...given, dataType: 'Float32' });
    const values = Float32Array.from(isData, (value) => (value ? 7 : NaN));
    write(path, (raster) => [[raster.bands.get(1), values]]);
  },
};

function write(
  path: string,
  pixelsOf: (raster: gdal.Dataset) => [gdal.RasterBand | null, Uint8Array | Float32Array][],
): void {
  const raster = gdal.open(path, 'r+');
  const { x, y } = raster.rasterSize;
  for (const [band, pixels] of pixelsOf(raster)) band?.pixels.write(0, 0, x, y, pixels);
  raster.close();
}

const trace = (outputs: readonly string[], nodata?: number) =>
  traceOutline({
    kind: 'outline',
    rasters: outputs.map((path) => ({ path, driver: 'GTiff' })),
    ...(nodata !== undefined && { nodata }),
  });

/** Square metres in UTM; holes do not count. */
function areaOf(polygons: readonly PolygonRings[], epsg = 32633): number {
  const toUtm = fromLonLat(gdal.SpatialReference.fromEPSG(epsg));
  const areas = polygons.map((rings) =>
    rings.map((ring) => Math.abs(signedArea(ring.map(([lon, lat]) => toUtm(lon, lat))))),
  );
  return areas
    .flatMap(([outer = 0, ...holes]) => [outer, ...holes.map((hole) => -hole)])
    .reduce((a, b) => a + b, 0);
}

const turned =
  (degrees: number, halfWidth = 0.3, halfHeight = 0.25): Shape =>
  (x, y) => {
    const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
    const [u, v] = [(x - 0.5) * 1.2, y - 0.5];
    return Math.abs(u * cos + v * sin) < halfWidth && Math.abs(v * cos - u * sin) < halfHeight;
  };
const within =
  (x0: number, y0: number, x1: number, y1: number): Shape =>
  (x, y) =>
    x > x0 && x < x1 && y > y0 && y < y1;
const without =
  (outer: Shape, inner: Shape): Shape =>
  (x, y) =>
    outer(x, y) && !inner(x, y);
const everywhere: Shape = () => true;
const disc: Shape = (x, y) => Math.hypot((x - 0.5) * 1.2, y - 0.5) < 0.4;

const SHAPES: readonly [
  what: string,
  shape: Shape,
  areas: number,
  holes: number,
  given?: TestRaster & { way?: Way },
][] = [
  ['all of it', everywhere, 1, 0],
  ['a scene turned by 17°, in a collar', turned(17), 1, 0],
  ['one turned by 45°', turned(45), 1, 0],
  ['one by an alpha band', turned(-12), 1, 0, { way: 'alpha' }],
  ['one by a mask', turned(33), 1, 0, { way: 'mask' }],
  ['one of NaN around', turned(5), 1, 0, { way: 'nan' }],
  ['one whose overviews are looked at', turned(17), 1, 0, { widthPx: 1300, heightPx: 1100 }],
  ['a disc', disc, 1, 0],
  ['a corner', within(0.6, 0.7, 1, 1), 1, 0],
  ['two far apart', (x, y) => within(0.1, 0.1, 0.4, 0.9)(x, y) || within(0.6, 0.2, 0.9, 0.8)(x, y), 2, 0],
  ['wide stripes', (_, y) => Math.floor(y * 10) % 2 === 0, 5, 0],
  ['a large hole', without(everywhere, within(0.3, 0.3, 0.7, 0.7)), 1, 1],
  ['a few pixels', everywhere, 1, 0, { widthPx: 5, heightPx: 3 }],
  ['one pixel', everywhere, 1, 0, { widthPx: 1, heightPx: 1 }],
  ['a long strip', turned(0, 2, 0.3), 1, 0, { widthPx: 3000, heightPx: 40 }],
];

describe('an outline has the area that its pixels have', () => {
  it.each(SHAPES)('%s', async (_, shape, areas, holes, given) => {
    const { output, data } = await cogOf(shape, given);
    const polygons = trace([output]);
    expect(polygons).toHaveLength(areas);
    expect(polygons.flatMap(([, ...inner]) => inner)).toHaveLength(holes);
    expect(areaOf(polygons) / (data * PIXEL_M ** 2)).toBeCloseTo(1, 1.5);
    expect(polygons.flat(2).length).toBeLessThan(400);
  });
});

describe('an outline', () => {
  it('has no narrow gaps: stripes that a scanner left out, speckle, small holes', async () => {
    const stripes: Shape = (x, y) => (y * 500) % 20 > 3 && turned(10)(x, y);
    const speckle: Shape = (x, y) => (Math.floor(x * 600) * 7 + Math.floor(y * 500) * 13) % 11 === 0;
    const whole = await cogOf(turned(10));
    expect(areaOf(trace([(await cogOf(stripes)).output])) / (whole.data * PIXEL_M ** 2)).toBeCloseTo(1, 1);
    const spread = trace([(await cogOf(speckle)).output]);
    expect(areaOf(spread) / (600 * 500 * PIXEL_M ** 2)).toBeCloseTo(1, 1);
  });

  it('goes around many small areas together, and loses none', async () => {
    const points = Array.from(
      { length: 60 },
      (_, i) => [((i * 37) % 60) / 60 + 0.008, (i + 0.5) / 60] as const,
    );
    const islands: Shape = (x, y) => points.some(([px, py]) => Math.hypot(x - px, y - py) < 0.006);
    const { output } = await cogOf(islands);
    const polygons = trace([output]);
    expect(polygons.length).toBeLessThanOrEqual(32);
    const toLonLat = lonLatOf(gdal.SpatialReference.fromEPSG(32633));
    for (const [px, py] of points) {
      const at = toLonLat(ORIGIN[0] + px * 6000, ORIGIN[1] - py * 5000);
      expect(polygons.some(([outer = []]) => ringContains(outer, at))).toBe(true);
    }
    expect(polygons.flat(2).length).toBeLessThan(600);
  });

  it('is that of all coverages together', async () => {
    const size = { widthPx: 300, heightPx: 250 };
    const west = await cogOf(everywhere, size);
    const beside = await cogOf(everywhere, {
      ...size,
      transform: [ORIGIN[0] + 3000, 10, 0, ORIGIN[1], 0, -10],
    });
    const same = await cogOf(turned(20), { widthPx: 600, heightPx: 250 });
    const polygons = trace([west.output, beside.output, same.output]);
    expect(polygons).toHaveLength(1);
    expect(areaOf(polygons) / (600 * 250 * PIXEL_M ** 2)).toBeCloseTo(1, 1.5);
  });

  it('is none where nothing is data', async () => {
    expect(trace([(await cogOf(() => false)).output])).toEqual([]);
  });

  it('leaves out what the type says is no data, where the raster says nothing', async () => {
    const { output, data } = await cogOf(turned(17), { way: 'silent' });
    expect(areaOf(trace([output])) / (600 * 500 * PIXEL_M ** 2)).toBeCloseTo(1, 2);
    expect(areaOf(trace([output], 0)) / (data * PIXEL_M ** 2)).toBeCloseTo(1, 1.5);
  });

  it('is split at the antimeridian as a footprint', async () => {
    const { output } = await cogOf(everywhere, {
      epsg: 3832,
      transform: [3_330_000, 100, 0, 1_000_000, 0, -100],
    });
    const { coordinates } = buildFootprint(trace([output]));
    expect(coordinates).toHaveLength(2);
    expect(coordinates.flat(2).every(([lon]) => Math.abs(lon) <= 180)).toBe(true);
  });

  it('bends with its edges where the CRS does', async () => {
    const { output } = await cogOf(everywhere, {
      epsg: 3035,
      transform: [4_000_000, 4000, 0, 4_000_000, 0, -4000],
    });
    const [[ring = []] = []] = trace([output]);
    expect(ring.length).toBeGreaterThan(40);
    const toLaea = fromLonLat(gdal.SpatialReference.fromEPSG(3035));
    for (const [lon, lat] of ring) {
      const [x, y] = toLaea(lon, lat);
      const [east, south] = [(x - 4_000_000) / 2_400_000, (4_000_000 - y) / 2_000_000];
      expect(Math.min(...[east, 1 - east, south, 1 - south].map(Math.abs))).toBeLessThan(1e-6);
    }
  });
});
