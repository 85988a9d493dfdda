import gdal from 'gdal-async';
import { expect, it } from 'vitest';
import { lonLatOf } from './lon-lat-of.ts';

const custom = (axes: string) =>
  gdal.SpatialReference.fromWKT(
    `GEOGCS["unknown",DATUM["unnamed",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]${axes}]`,
  );

it.each([
  ['EPSG:4326', gdal.SpatialReference.fromEPSG(4326), 10, 47],
  ['EPSG:32633', gdal.SpatialReference.fromEPSG(32633), 500_000, 5_300_000],
  ['EPSG:3035, northing first', gdal.SpatialReference.fromEPSG(3035), 4_321_000, 3_210_000],
  ['EPSG:2193, northing first', gdal.SpatialReference.fromEPSG(2193), 1_600_000, 5_500_000],
  ['no code, latitude first', custom(',AXIS["Latitude",NORTH],AXIS["Longitude",EAST]'), 10, 47],
  ['no code, no axes', custom(''), 10, 47],
])('reads %s east first', (_, crs, x, y) => {
  const [lon, lat] = lonLatOf(crs)(x, y);
  const theirs = gdal.info(raster(crs, x, y), ['-json']);
  const extent = (JSON.parse(theirs) as { wgs84Extent: { coordinates: number[][][] } }).wgs84Extent;
  expect([lon, lat]).toEqual(extent.coordinates[0]?.[0]?.map((value) => expect.closeTo(value, 6)));
});

function raster(crs: gdal.SpatialReference, x: number, y: number): gdal.Dataset {
  const dataset = gdal.open('memory', 'w', ['MEM'], 2, 2, 1, 'Byte');
  dataset.srs = crs;
  dataset.geoTransform = [x, 0.001, 0, y, 0, -0.001];
  return dataset;
}

it('takes a grid that reaches a pixel beyond the poles as ending there', () => {
  expect(lonLatOf(gdal.SpatialReference.fromEPSG(4326))(-180, 90.25)).toEqual([-180, 90]);
});

it('throws for what is not on Earth', () => {
  expect(() => lonLatOf(gdal.SpatialReference.fromEPSG(4326))(440_720, 3_751_320)).toThrow(/not on Earth/);
});
