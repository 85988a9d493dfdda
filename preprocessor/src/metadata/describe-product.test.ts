import type { ProductMetadata } from '@pvs/core/catalogue/product';
import { parseStack } from '@pvs/core/config/load-stack';
import { footprintFromBox } from '@pvs/core/geometry/footprint-boxes';
import { describe, expect, it } from 'vitest';
import { describeProduct } from './describe-product.ts';
import type { ReadDocument } from './read-documents.ts';

const stack = (types: string) =>
  parseStack(`{ stack: t, title: T, collections: [{ id: C }], productTypes: [${types}] }`, 't.yml');
const plain = stack('');

const product = (identifier: string, parts: Partial<ProductMetadata> = {}): ProductMetadata => ({
  identifier,
  beginTime: new Date('2020-01-01T10:00:00Z'),
  endTime: new Date('2020-01-01T10:00:00Z'),
  attributes: {},
  ...parts,
});
const document = (format: string, file: string, metadata?: ProductMetadata): ReadDocument => ({
  file,
  path: `/unpacked/${file}`,
  format,
  references: [],
  ...(metadata && { metadata }),
});

const footprint = footprintFromBox({ crs: 'EPSG:4326', minX: 1, minY: 2, maxX: 3, maxY: 4 });

describe('describeProduct', () => {
  it('is undefined where no document could be read', () => {
    expect(describeProduct(plain, [])).toBeUndefined();
    expect(describeProduct(plain, [document('dimap', 'a.xml')])).toBeUndefined();
  });

  it('takes what the best document does not say from the next of the same acquisition', () => {
    const documents = [
      document('sentinel2-product', 'MTD.xml', product('P', { attributes: { cloudCover: 5 } })),
      document(
        'sentinel2-tile',
        'MTD_TL.xml',
        product('T', {
          beginTime: new Date('2020-01-01T10:20:00Z'),
          footprint,
          attributes: { cloudCover: 7, illuminationZenithAngle: 40 },
        }),
      ),
    ];
    expect(describeProduct(plain, documents)?.metadata).toEqual(
      product('P', { footprint, attributes: { cloudCover: 5, illuminationZenithAngle: 40 } }),
    );
  });

  it.each([
    ['of another product in the same format', 'eo-om', '2020-01-01T10:00:00Z'],
    ['of another acquisition', 'dimap', '2020-01-02T10:00:00Z'],
  ])('takes nothing from a document %s', (_, format, begin) => {
    const other = product('B', { beginTime: new Date(begin), attributes: { platform: 'X' } });
    const documents = [document('eo-om', 'a.xml', product('A')), document(format, 'b.xml', other)];
    expect(describeProduct(plain, documents)?.metadata).toEqual(product('A'));
  });

  it('adds nothing to a GSC report, which is passed on as it is', () => {
    const other = product('B', { attributes: { platform: 'X' } });
    const documents = [document('gsc', 'a.xml', product('A')), document('dimap', 'b.xml', other)];
    expect(describeProduct(plain, documents)?.metadata).toEqual(product('A'));
  });

  it('prefers the files that the type of their product names, in the order of its globs', () => {
    const config = stack(
      `{ id: S, collection: C, match: { platform: '^S' }, metadataFiles: ['best/*.json', '*.json'] }`,
    );
    const s = product('S', { attributes: { platform: 'S1' } });
    const best = product('BEST', { attributes: { platform: 'S1' } });
    const documents = [
      document('gsc', 'report.xml', product('R')),
      document('stac-item', 'a.json', s),
      document('stac-item', 'best/b.json', best),
    ];
    const found = describeProduct(config, documents);
    expect(found?.metadata.identifier).toBe('BEST');
    expect(found?.documents.map(({ file }) => file)).toEqual(['best/b.json', 'a.json', 'report.xml']);
  });

  it('goes by format where the product in the named files is of another type', () => {
    const config = stack(
      `{ id: S, collection: C, match: { platform: '^S' }, metadataFiles: ['*.json'] }, { id: ALL, collection: C }`,
    );
    const documents = [
      document('gsc', 'report.xml', product('R')),
      document('stac-item', 'a.json', product('X', { attributes: { platform: 'L8' } })),
    ];
    expect(describeProduct(config, documents)?.metadata.identifier).toBe('R');
  });
});
