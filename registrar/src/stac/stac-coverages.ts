import type { Band, BandStatistics, ColorInterpretation, Coverage, Grid } from '@pvs/core/catalogue/product';
import { overviewStatistics } from '@pvs/core/cog/overview-statistics';
import { type CogHeader, readCogHeader } from '@pvs/core/cog/read-cog-header';
import { epsgProj4 } from '@pvs/core/crs/epsg-proj4';
import { invalidInput, isPvsError } from '@pvs/core/errors';
import {
  stacAssets,
  type StacAsset,
  type StacBand,
  type StacProjection,
} from '@pvs/core/formats/stac-assets';
import { jsonItemsAt, jsonTextAt } from '@pvs/core/json/json-value';
import { keyName } from '@pvs/core/storage/product-keys';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import type { StacDocument } from './open-stac-document.ts';
import { resolveHref } from './resolve-href.ts';

/** Rasters of one item. */
const MOST_RASTERS = 100;
/** What an item calls assets that are not its data. */
const NOT_DATA = ['thumbnail', 'metadata'];
/** Colours that drawing knows. */
const COLORS: readonly ColorInterpretation[] = ['red', 'green', 'blue'];

/**
 * The coverages of a STAC item: its GeoTIFFs where they lie, described by their own headers; what a header does not
 * say, the item's `proj:` fields do. Bands are called by their common names, so that one rule shows items of many
 * sensors.
 * @throws InvalidInput `AssetsMissing` where none of its rasters is in the storage, `CoverageMissing`, `NotACog`,
 *   `UnsupportedCrs`, `NotGeoreferenced`
 */
export async function stacCoverages(
  store: ObjectStore,
  document: StacDocument,
  identifier: string,
): Promise<Coverage[]> {
  const assets = stacAssets(document.json).filter(isRaster);
  const base = { key: document.key, self: selfOf(document) };
  const inside = assets.flatMap((asset) => {
    const key = resolveHref(asset.href, base, store);
    return key === undefined ? [] : [{ asset, key }];
  });
  if (inside.length === 0) throw assetsMissing(document.key, assets, store);
  const coverages: Coverage[] = [];
  for (const { asset, key } of inside.slice(0, MOST_RASTERS)) {
    const header = await readCogHeader(store, key);
    coverages.push(coverageOf(asset, key, header, identifier, await statisticsOf(store, key, header)));
  }
  return coverages;
}

/** 8-bit data are shown as they are. A file whose overview cannot be read is shown between its extremes. */
async function statisticsOf(store: ObjectStore, key: string, header: CogHeader): Promise<Statistics> {
  if (header.dataType === 'uint8') return [];
  try {
    const own = await overviewStatistics(store, key, header.sizeBytes, header.nodata);
    const beside = own.length === 0 ? await store.stat(`${key}.ovr`) : undefined;
    return beside ? await overviewStatistics(store, `${key}.ovr`, beside.sizeBytes, header.nodata) : own;
  } catch (error) {
    if (isPvsError(error, 'SourceUnavailable')) throw error;
    return [];
  }
}

type Statistics = readonly (BandStatistics | undefined)[];

const selfOf = ({ json }: StacDocument) => {
  const self = jsonItemsAt(json, 'links').find((link) => jsonTextAt(link, 'rel') === 'self');
  return jsonTextAt(self, 'href');
};

const isRaster = ({ href, type, roles }: StacAsset) =>
  (/^image\/(tiff|vnd\.stac\.geotiff)/i.test(type ?? '') || /\.tiff?$/i.test(href)) &&
  !roles.some((role) => NOT_DATA.includes(role));

function assetsMissing(key: string, assets: readonly StacAsset[], store: ObjectStore) {
  const named = assets.slice(0, 5).map(({ href }) => `'${href.slice(0, 200)}'`);
  return invalidInput(
    `the item ${key} has no GeoTIFF in ${store.url}: ${named.length > 0 ? `it names ${named.join(', ')}` : 'none of its assets is one'}`,
    { code: 'AssetsMissing', detail: { key } },
  );
}

function coverageOf(
  asset: StacAsset,
  objectKey: string,
  header: CogHeader,
  product: string,
  statistics: Statistics,
): Coverage {
  const { sizeBytes, dataType, hasMask } = header;
  return {
    identifier: `${product}_${keyName(asset.key)}`,
    ...{ objectKey, sizeBytes, dataType, hasMask },
    bands: bandsOf(asset, header, statistics),
    grid: gridOf(objectKey, header, asset.projection),
  };
}

function bandsOf(asset: StacAsset, { colors, nodata }: CogHeader, statistics: Statistics): Band[] {
  const taken = new Set<string>();
  return colors.map((headerColor, i): Band => {
    const described = asset.bands[i];
    const name = nameOf(asset, described, headerColor, i, colors.length, taken);
    taken.add(name);
    const color = COLORS.find((one) => one === described?.commonName) ?? headerColor;
    const none = Number.isFinite(described?.nodata) ? described?.nodata : nodata;
    const stretch = statistics[i];
    return {
      ...{ name, color },
      ...(none === undefined ? {} : { nodata: none }),
      ...(stretch ? { statistics: stretch } : {}),
      ...(described ? physicsOf(described) : {}),
    };
  });
}

/** STAC gives wavelengths in micrometres. */
function physicsOf({ centerWavelengthUm: um, scale, offset }: StacBand): Partial<Band> {
  return {
    ...(um !== undefined && um > 0 ? { wavelengthNm: Math.round(um * 1e6) / 1000 } : {}),
    ...(scale !== undefined && Number.isFinite(scale) && scale !== 0 ? { scale } : {}),
    ...(offset !== undefined && Number.isFinite(offset) ? { offset } : {}),
  };
}

/** Its common name, its own, that of an asset of one band, its colour, its number: the first that is free. */
function nameOf(
  asset: StacAsset,
  described: StacBand | undefined,
  color: ColorInterpretation,
  i: number,
  count: number,
  taken: ReadonlySet<string>,
): string {
  const colored =
    color === 'undefined' || color === 'palette' || (color === 'gray' && count === 1) ? '' : color;
  const candidates = [
    described?.commonName,
    described?.name,
    count === 1 ? asset.key : '',
    colored,
    `B${i + 1}`,
  ];
  return candidates.find((name) => name !== undefined && name !== '' && !taken.has(name)) ?? `band${i + 1}`;
}

function gridOf(key: string, header: CogHeader, projection: StacProjection): Grid {
  const { widthPx, heightPx } = header;
  const sameSize = projection.widthPx === widthPx && projection.heightPx === heightPx;
  const transform = header.transform ?? (sameSize ? projection.transform : undefined);
  if (!transform) {
    throw invalidInput(`'${key}' has no georeference, and its item no proj:transform for its size`, {
      code: 'NotGeoreferenced',
      detail: { key },
    });
  }
  const epsg = header.epsg ?? epsgOf(projection.crs);
  const proj4 = epsg === undefined ? undefined : epsgProj4(epsg);
  if (proj4 === undefined) {
    throw invalidInput(
      `'${key}' is in ${epsg === undefined ? 'a CRS without EPSG code' : `EPSG:${epsg}`}, which cannot be drawn as it lies: have it preprocessed into another`,
      { code: 'UnsupportedCrs', detail: { key } },
    );
  }
  return { crs: `EPSG:${epsg}`, proj4, transform, widthPx, heightPx };
}

function epsgOf(crs: string | undefined): number | undefined {
  const code = /^EPSG:(\d+)$/i.exec(crs ?? '')?.[1];
  return code === undefined ? undefined : Number(code);
}
