import {
  isJsonObject,
  jsonAt,
  jsonItemsAt,
  jsonObjectAt,
  jsonTextAt,
  type JsonObject,
  type JsonValue,
} from '../json/json-value.ts';

/** One band of an asset. */
export interface StacBand {
  readonly name?: string;
  /** `red`, `nir`, `swir16` … (STAC EO extension). */
  readonly commonName?: string;
  readonly description?: string;
  readonly centerWavelengthUm?: number;
  readonly dataType?: string;
  readonly nodata?: number;
  /** Physical value = stored value × scale + offset. */
  readonly scale?: number;
  readonly offset?: number;
}

/** Where an asset's pixels are, as far as the item says (STAC projection extension). */
export interface StacProjection {
  /** `EPSG:n`, or as the item spells it. */
  readonly crs?: string;
  readonly wkt2?: string;
  /** GDAL's geotransform, as `Grid` has it; the item has it in another order. */
  readonly transform?: readonly [number, number, number, number, number, number];
  readonly widthPx?: number;
  readonly heightPx?: number;
}

/** One file of an item. */
export interface StacAsset {
  readonly key: string;
  /** As the item spells it: relative to the item or an address. Never to be opened as it is. */
  readonly href: string;
  readonly type?: string;
  readonly title?: string;
  readonly roles: readonly string[];
  /** In the order of the file's bands; none where the item lists none. */
  readonly bands: readonly StacBand[];
  readonly projection: StacProjection;
}

/**
 * The assets of a STAC item in its order, whichever version it is of: bands from `bands` (1.1), `eo:bands` and
 * `raster:bands` (1.0) or numbers into the item's own list (0.x), projection from the asset, else from the item.
 * Entries without an address are left out.
 */
export function stacAssets(item: JsonValue): StacAsset[] {
  return Object.entries(jsonObjectAt(item, 'assets') ?? {}).flatMap(([key, asset]) => {
    const href = jsonTextAt(asset, 'href');
    if (href === undefined) return [];
    return [
      {
        key,
        href,
        ...textIfAny('type', jsonTextAt(asset, 'type')),
        ...textIfAny('title', jsonTextAt(asset, 'title')),
        roles: rolesOf(asset),
        bands: bandsOf(item, asset),
        projection: projectionOf(item, asset),
      },
    ];
  });
}

const textIfAny = (name: 'type' | 'title', text: string | undefined) =>
  text === undefined ? {} : { [name]: text };

/** Some writers have `role` for `roles`. */
const rolesOf = (asset: JsonValue) =>
  [...jsonItemsAt(asset, 'roles'), ...jsonItemsAt(asset, 'role')].filter((role) => typeof role === 'string');

function bandsOf(item: JsonValue, asset: JsonValue): StacBand[] {
  const lists = ['bands', 'eo:bands', 'raster:bands'].map((name) => jsonItemsAt(asset, name));
  const length = Math.max(...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => bandOf(lists.flatMap((list) => describedBand(item, list[i]))));
}

/** Up to version 0.8 assets named their bands by place in the item's list. */
function describedBand(item: JsonValue, band: JsonValue | undefined): JsonObject[] {
  const described = typeof band === 'number' ? jsonItemsAt(item, 'properties/eo:bands')[band] : band;
  return isJsonObject(described) ? [described] : [];
}

function bandOf(descriptions: readonly JsonObject[]): StacBand {
  const find = (...names: string[]) =>
    descriptions
      .flatMap((band) => names.map((name) => jsonAt(band, name)))
      .find((value) => value !== undefined);
  const band = {
    name: textOf(find('name')),
    commonName: textOf(find('eo:common_name', 'common_name')),
    description: textOf(find('description')),
    centerWavelengthUm: numberOf(find('eo:center_wavelength', 'center_wavelength')),
    dataType: textOf(find('data_type')),
    nodata: numberOf(find('nodata')),
    scale: numberOf(find('raster:scale', 'scale')),
    offset: numberOf(find('raster:offset', 'offset')),
  };
  return Object.fromEntries(Object.entries(band).filter(([, value]) => value !== undefined));
}

const textOf = (value: JsonValue | undefined) => (typeof value === 'string' ? value : undefined);

/** `raster:bands` spells nodata of floats as a word. */
function numberOf(value: JsonValue | undefined): number | undefined {
  if (value === 'nan') return NaN;
  return typeof value === 'number' ? value : undefined;
}

function projectionOf(item: JsonValue, asset: JsonValue): StacProjection {
  const at = (name: string) => jsonAt(asset, `proj:${name}`) ?? jsonAt(item, `properties/proj:${name}`);
  const epsg = at('epsg');
  const crs = textOf(at('code')) ?? (typeof epsg === 'number' ? `EPSG:${epsg}` : undefined);
  const [heightPx, widthPx] = numbers(at('shape'));
  const [a, b, c, d, e, f] = numbers(at('transform'));
  const wkt2 = textOf(at('wkt2'));
  return {
    ...(crs !== undefined && { crs }),
    ...(wkt2 !== undefined && { wkt2 }),
    ...(f !== undefined && { transform: [c!, a!, b!, f, d!, e!] as const }),
    ...(heightPx !== undefined && widthPx !== undefined && { widthPx, heightPx }),
  };
}

const numbers = (value: JsonValue | undefined): number[] => {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  return list.every((one) => typeof one === 'number') ? (list as number[]) : [];
};
