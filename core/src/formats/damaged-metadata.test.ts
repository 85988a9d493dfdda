import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isPvsError } from '../errors.ts';
import { hasRealMetadata } from '../testing/real-metadata.ts';
import { METADATA_FORMATS } from './index.ts';
import { parseDocument } from './parsed-document.ts';
import { readMetadata, readParsedDocument } from './read-metadata.ts';

/** One document of each format. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  gsc: 'gsc-synthetic/GSC_sar_ASAR.xml',
  'planet-eo-om': 'planet/test_scene_cropped_metadata.xml',
  'eo-om': 'eo-om/2.0-2.1-ogc-examples/opt_example.xml',
  dimap: 'dimap/gdal/dimap2/vhr2020_ms_fs/MS-FS/DIM_MS-FS.XML',
  'sentinel2-product': 'gdal-products/sentinel2/fake_l1c/S2A_OPER_PRD_MSIL1C.SAFE/S2A_OPER_MTD_SAFL1C.xml',
  'safe-manifest':
    'sentinel1-safe/S1B_IW_GRDH_1SDV_20210401T052623_20210401T052648_026269_032297_ECC8.SAFE/manifest.safe',
  'landsat-mtl': 'landsat/assets4/LC08_L2SP_017036_20130419_20200913_02_T2_MTL.txt',
  'stac-item': 'stac/spec-examples/extended-item.json',
  'planet-item': 'planet/order/files/20180119_XXXXXXX_XXXX_metadata.json',
  'sentinel2-tile':
    'gdal-products/sentinel2/fake_l1c/S2A_OPER_PRD_MSIL1C.SAFE/GRANULE/S2A_OPER_MSI_L1C_T32TQR_N01.03/S2A_OPER_MTD_L1C_T32TQR.xml',
  'sentinel1-annotation':
    'gdal-products/SAFE_FAKE/test.SAFE/annotation/s1a-iw-grd-vv-20150705t064241-20150705t064306-006672-008ea0-001.xml',
};

/** What may stand where a value stood. */
const junk = fc.oneof(
  fc.constantFrom('', ' ', 'NaN', 'Infinity', '-1', '1e999', '../x', '0/0', '91 181', '2020-13-45', '1,2,3'),
  fc.string({ maxLength: 12 }).map((text) => text.replace(/[<>&"\\\r\n]/g, '')),
);

/** A text with some of its values replaced. */
const damaged = (text: string, isJson: boolean) => {
  const value = isJson
    ? /(?<=[:,[] ?)(-?[\d.]+|"[^"]*"|null)(?=\s*[,\]}])/g
    : /(?<=>)[^<>]+(?=<)|(?<= = ).+/g;
  const places = [...text.matchAll(value)].map(({ index, 0: found }) => ({ index, length: found.length }));
  return fc
    .array(fc.record({ place: fc.nat(places.length - 1), by: junk }), { minLength: 1, maxLength: 6 })
    .map((changes) => {
      const byPlace = new Map(changes.map(({ place, by }) => [place, by]));
      return [...byPlace]
        .sort(([a], [b]) => b - a)
        .reduce((result, [place, by]) => {
          const { index = 0, length = 0 } = places[place] ?? {};
          const written = isJson ? JSON.stringify(by) : by;
          return result.slice(0, index) + written + result.slice(index + length);
        }, text);
    });
};

const endsWell = (read: () => unknown) => {
  try {
    read();
  } catch (error) {
    if (!isPvsError(error)) throw error;
  }
};

describe.skipIf(!hasRealMetadata)('a damaged document', () => {
  it.each(Object.entries(DOCUMENTS))('in %s ends in a product or a problem', (name, path) => {
    const text = readFileSync(new URL(`../../../../shared/data/metadata/${path}`, import.meta.url), 'utf8');
    expect(METADATA_FORMATS.find((format) => format.recognises(parseDocument(text)))?.name).toBe(name);
    fc.assert(
      fc.property(damaged(text, path.endsWith('.json')), (broken) =>
        endsWell(() => readMetadata(broken, path)),
      ),
      { numRuns: 150 },
    );
  });

  it('is there for every format of documents', () => {
    const names = METADATA_FORMATS.map(({ name }) => name).filter((name) => name !== 'geotiff-tags');
    expect(Object.keys(DOCUMENTS)).toEqual(names);
  });
});

describe('any JSON', () => {
  const item = fc.record({
    type: fc.constant('Feature'),
    stac_version: fc.constant('1.0.0'),
    id: fc.jsonValue(),
    geometry: fc.oneof(
      fc.jsonValue(),
      fc.record({ type: fc.constantFrom('Polygon', 'MultiPolygon'), coordinates: fc.jsonValue() }),
    ),
    bbox: fc.jsonValue(),
    properties: fc.oneof(fc.jsonValue(), fc.record({ datetime: fc.jsonValue(), 'eo:bands': fc.jsonValue() })),
    assets: fc.dictionary(
      fc.string(),
      fc.record({
        href: fc.jsonValue(),
        roles: fc.jsonValue(),
        bands: fc.jsonValue(),
        'eo:bands': fc.jsonValue(),
      }),
    ),
  });

  it('ends in a product or a problem', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), item), (value) =>
        endsWell(() => readMetadata(JSON.stringify(value), 'item.json')),
      ),
      { numRuns: 500 },
    );
  });
});

it('any tags of a GeoTIFF end in a product or a problem', () => {
  const name = fc.constantFrom('TIFFTAG_DATETIME', 'CLOUDCOVER', '__proto__', 'END_TIME');
  fc.assert(
    fc.property(fc.dictionary(name, fc.string()), (tags) =>
      endsWell(() => readParsedDocument({ kind: 'geotiff', tags }, 'a.tif')),
    ),
  );
});
