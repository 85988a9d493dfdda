import type { TiePoint } from '@pvs/core/formats/metadata-format';
import type { Position } from '@pvs/core/geometry/footprint';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import type { GeoTransform, RasterFile } from '../gdal/gdal-job.ts';

/*
 * What GDAL reads beside a raster as its own metadata (`{raster}.aux.xml`, its "persistent auxiliary metadata"): a
 * raster gets its place without one pixel being copied, and before anything the file itself says.
 */

const WGS84 =
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AXIS["Longitude",EAST],AXIS["Latitude",NORTH]]';

/** A geotransform in a CRS, `EPSG:n`. */
export const transformAuxiliary = (transform: GeoTransform, crs: string): XmlFragment => xml`<PAMDataset>
  <SRS dataAxisToSRSAxisMapping="${isLatLon(crs) ? '2,1' : '1,2'}">${crs}</SRS>
  <GeoTransform>${transform.join(', ')}</GeoTransform>
</PAMDataset>
`;

/** What the corners of an image (upper left, then clockwise) are on Earth. */
export function cornersAuxiliary(
  corners: readonly Position[],
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
): XmlFragment {
  const pixels = [
    [0, 0],
    [widthPx, 0],
    [widthPx, heightPx],
    [0, heightPx],
  ] as const;
  return tiePointsAuxiliary(
    corners.map((position, i) => {
      const [column, row] = pixels[i] ?? [0, 0];
      return { column, row, position };
    }),
  );
}

/** Places of an image as ground control points: in longitude and latitude, or east and north of a CRS, `EPSG:n`. */
export function tiePointsAuxiliary(points: readonly TiePoint[], crs = 'EPSG:4326'): XmlFragment {
  const gcps = points.map(
    ({ column, row, position: [lon, lat] }, i) =>
      xml`<GCP Id="${i + 1}" Pixel="${column}" Line="${row}" X="${lon}" Y="${lat}"/>`,
  );
  return xml`<PAMDataset>
  <GCPList Projection="${crs === 'EPSG:4326' ? WGS84 : crs}" dataAxisToSRSAxisMapping="1,2">${gcps}</GCPList>
</PAMDataset>
`;
}

/** One band of longitudes or latitudes. */
export interface TiePoints {
  readonly raster: RasterFile;
  readonly band: number;
}

/** Longitudes and latitudes of the centres of every nth pixel (gdal.org/development/rfc/rfc4_geolocate.html). */
export function geolocationAuxiliary(
  longitude: TiePoints,
  latitude: TiePoints,
  step: { readonly px: number; readonly lines: number },
): XmlFragment {
  const items = {
    SRS: WGS84,
    X_DATASET: longitude.raster.path,
    X_BAND: longitude.band,
    Y_DATASET: latitude.raster.path,
    Y_BAND: latitude.band,
    // Coordinates count from the corner of the first pixel.
    PIXEL_OFFSET: 0.5,
    LINE_OFFSET: 0.5,
    PIXEL_STEP: step.px,
    LINE_STEP: step.lines,
    GEOREFERENCING_CONVENTION: 'TOP_LEFT_CORNER',
  };
  const entries = Object.entries(items).map(([key, value]) => xml`<MDI key="${key}">${value}</MDI>`);
  return xml`<PAMDataset>
  <Metadata domain="GEOLOCATION">${entries}</Metadata>
</PAMDataset>
`;
}

/** Names of bands, the first to the last. */
export const bandNamesAuxiliary = (names: readonly string[]): XmlFragment => xml`<PAMDataset>
${names.map((name, i) => xml`  <PAMRasterBand band="${i + 1}"><Description>${name}</Description></PAMRasterBand>\n`)}</PAMDataset>
`;

const isLatLon = (crs: string) => crs === 'EPSG:4326' || crs === 'EPSG:4258';
