import { coverageId } from '@pvs/core/ows/coverage-id';
import type { GeoBox } from './geo-box.ts';
import { isRecord } from './product.ts';

/** A raster of a product, as its STAC item describes it. */
export interface ProductRaster {
  readonly coverageId: string;
  readonly title: string;
  readonly bands: readonly string[];
  readonly dataType: string;
  /** EPSG code; undefined where the CRS has none, and there is no coverage then. */
  readonly epsg: number | undefined;
}

/** What is to be cut out of a raster. */
export interface CutOut {
  readonly raster: ProductRaster;
  /** Undefined: the whole of it. */
  readonly box: GeoBox | undefined;
  readonly bands: readonly string[];
  /** Of the answer; undefined: the raster's own. */
  readonly crs: string | undefined;
  readonly format: CutFormat;
}

/** Media types of WCS, with the ends of file names. */
export const cutFormats = {
  tiff: 'image/tiff',
  png: 'image/png',
  jpeg: 'image/jpeg',
} as const;

export type CutFormat = keyof typeof cutFormats;

/** CRSs that every stack can answer in. */
export const cutCrss = ['EPSG:4326', 'EPSG:3857', 'EPSG:3035'] as const;

export const itemUrl = (collection: string, identifier: string) =>
  `./stac/collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(identifier)}`;

/** The rasters of an item that are coverages: those with data and an EPSG code. */
export function readRasters(item: unknown): ProductRaster[] {
  const identifier = isRecord(item) && typeof item['id'] === 'string' ? item['id'] : '';
  const assets = isRecord(item) && isRecord(item['assets']) ? Object.entries(item['assets']) : [];
  return assets.flatMap(([key, asset]) => {
    if (!isRecord(asset) || !Array.isArray(asset['eo:bands'])) return [];
    const title = typeof asset['title'] === 'string' ? asset['title'] : key;
    const raster = {
      coverageId: coverageId({ identifier }, { identifier: key === 'data' ? title : key }),
      title,
      bands: asset['eo:bands'].flatMap((band) => (isRecord(band) ? [String(band['name'])] : [])),
      dataType: dataTypeOf(asset['raster:bands']),
      epsg: typeof asset['proj:epsg'] === 'number' ? asset['proj:epsg'] : undefined,
    };
    return raster.epsg === undefined ? [] : [raster];
  });
}

function dataTypeOf(bands: unknown): string {
  const first: unknown = Array.isArray(bands) ? bands[0] : undefined;
  return isRecord(first) && typeof first['data_type'] === 'string' ? first['data_type'] : '';
}

/** Which formats can hold it: JPEG one or three bands of bytes, PNG also 16 bits and four bands. */
export function formatsFor({ dataType }: ProductRaster, bands: number): CutFormat[] {
  const jpeg = dataType === 'uint8' && (bands === 1 || bands === 3);
  const png = ['uint8', 'uint16'].includes(dataType) && bands <= 4;
  return ['tiff', ...(png ? (['png'] as const) : []), ...(jpeg ? (['jpeg'] as const) : [])];
}

/** Relative to the page (WCS 2.0.1, OGC 09-110r4 with its extensions). */
export function cutOutUrl({ raster, box, bands, crs, format }: CutOut): string {
  const rounded = (degrees: number) => Number(degrees.toFixed(6));
  const parameters = [
    'service=WCS&version=2.0.1&request=GetCoverage',
    `coverageId=${encodeURIComponent(raster.coverageId)}`,
    ...(box
      ? [
          `subset=Lat(${rounded(box.south)},${rounded(box.north)})`,
          `subset=Long(${rounded(box.west)},${rounded(box.east)})`,
          'subsettingCrs=EPSG:4326',
        ]
      : []),
    ...(bands.length === raster.bands.length
      ? []
      : [`rangeSubset=${bands.map(encodeURIComponent).join(',')}`]),
    ...(crs === undefined ? [] : [`outputCrs=${crs}`]),
    `format=${cutFormats[format]}`,
  ];
  return `./ows?${parameters.join('&')}`;
}
