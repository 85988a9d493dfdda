import { describe, expect, it } from 'vitest';
import type { ReadDocument } from '../metadata/read-documents.ts';
import { referencedImages } from './find-referenced-rasters.ts';

const document = (file: string, ...references: string[]): ReadDocument => ({
  file,
  path: `/unpacked/${file}`,
  references,
});
const files = (...names: string[]) => new Map(names.map((name) => [name, `/unpacked/${name}`]));

describe('referencedImages', () => {
  it('are those of the first document that names some which are there, and what is missing', () => {
    const found = referencedImages(
      [
        document('x/report.xml', 'gone.tif'),
        document('x/MTD.xml', 'IMG/B1.jp2', './IMG/B2.jp2', 'IMG/B3.jp2', 'IMG/B1.jp2'),
        document('x/other.xml', 'a.tif'),
      ],
      files('x/IMG/B1.jp2', 'x/IMG/B2.jp2', 'x/a.tif'),
    );
    expect(found).toEqual({
      document: 'x/MTD.xml',
      images: ['x/IMG/B1.jp2', 'x/IMG/B2.jp2'],
      missing: ['x/IMG/B3.jp2'],
    });
  });

  it('are none for references to what is no image, outside the package, or absolute', () => {
    const named = ['report.pdf', '../../etc/a.tif', '/etc/b.tif', '..\\..\\c.tif'];
    expect(
      referencedImages([document('x/m.json', ...named)], files('x/report.pdf', 'x/a.tif')),
    ).toBeUndefined();
  });

  it('leave out what is not data', () => {
    const named = document('m.json', 'a.tif', 'cloud.tif');
    expect(referencedImages([named], files('a.tif', 'cloud.tif'), ['cloud*'])?.images).toEqual(['a.tif']);
  });

  it('may lie beside the directory of their document', () => {
    expect(referencedImages([document('meta/m.json', '../img/a.TIF')], files('img/a.TIF'))?.images).toEqual([
      'img/a.TIF',
    ]);
  });
});
