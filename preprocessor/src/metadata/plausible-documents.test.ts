import { describe, expect, it } from 'vitest';
import { plausibleDocuments } from './plausible-documents.ts';

describe('plausibleDocuments', () => {
  it('are those with names of metadata, the less nested first', () => {
    const files = [
      'P.SAFE/GRANULE/T/MTD_TL.xml',
      'P.SAFE/manifest.safe',
      'LC08_MTL.txt',
      'readme.txt',
      'item.json',
      'METADATA.DIM',
      'image.tif',
    ];
    expect(plausibleDocuments(files, [])).toEqual([
      'LC08_MTL.txt',
      'METADATA.DIM',
      'item.json',
      'P.SAFE/manifest.safe',
      'P.SAFE/GRANULE/T/MTD_TL.xml',
    ]);
  });

  it('are also those that configuration names, by path or by name', () => {
    expect(plausibleDocuments(['a/x.meta', 'b/x.meta', 'b/y.md'], ['a/*.meta', 'y.*'])).toEqual([
      'a/x.meta',
      'b/y.md',
    ]);
  });

  it('are no more than 500', () => {
    expect(
      plausibleDocuments(
        Array.from({ length: 600 }, (_, i) => `${i}.xml`),
        [],
      ),
    ).toHaveLength(500);
  });
});
