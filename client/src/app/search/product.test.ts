import { describe, expect, it } from 'vitest';
import { parseProduct } from './product.ts';

const feature = {
  type: 'Feature',
  id: 'P1',
  bbox: [14, 48, 17, 49],
  geometry: {
    type: 'MultiPolygon',
    coordinates: [[[[14, 48], [17, 48], [17, 49], [14, 48]]]], // prettier-ignore
  },
  properties: {
    identifier: 'P1',
    collection: 'VHR',
    begin_time: '2018-06-30T10:00:00Z',
    end_time: '2018-06-30T10:00:20.500Z',
    platform: 'PHR1A',
    cloudCover: 0,
    orbitNumber: 1234,
    nothing: null,
    links: {
      data: [
        { href: 'https://example.org/P1.tar', title: 'Package', length: 5000 },
        { href: 'javascript:alert(1)' },
      ],
    },
  },
};

describe('parseProduct', () => {
  it('reads a feature of a search answer', () => {
    expect(parseProduct(feature)).toMatchObject({
      identifier: 'P1',
      title: 'P1',
      time: { startMs: Date.UTC(2018, 5, 30, 10), endMs: Date.UTC(2018, 5, 30, 10, 0, 20, 500) },
      platform: 'PHR1A',
      instrument: undefined,
      cloudCover: 0,
      box: { west: 14, south: 48, east: 17, north: 49 },
      geometry: { type: 'MultiPolygon' },
      attributes: [['orbitNumber', '1234']],
    });
  });

  it('keeps links of web pages and paths only', () => {
    expect(parseProduct(feature)?.downloads).toEqual([
      { href: 'https://example.org/P1.tar', title: 'Package', sizeBytes: 5000 },
    ]);
  });

  it.each([
    ['https://inside.example/base/objects/P1/quick%20look.jpg', './objects/P1/quick%20look.jpg'],
    ['http://inside.example/ows?request=GetMap&layers=P1', './ows?request=GetMap&layers=P1'],
    ['https://elsewhere.example/quicklook.jpg', undefined],
  ])('shows the picture at %s from this host only', (href, picture) => {
    const links = { previews: [{ href, title: 'QUICKLOOK' }] };
    expect(parseProduct({ id: 'P', properties: { links } })?.picture).toBe(picture);
  });

  it('knows all of it in one file from its other files, and has this host send it', () => {
    const data = [
      { href: 'http://inside.example/objects/P/a.tif', title: 'a', length: 7 },
      { href: 'http://inside.example/ows?service=DSEO&request=GetProduct&ProductURI=P', title: 'Product' },
    ];
    const product = parseProduct({ id: 'P', properties: { links: { data } } });
    expect(product?.whole).toBe('./ows?service=DSEO&request=GetProduct&ProductURI=P');
    expect(product?.downloads.map(({ title }) => title)).toEqual(['a']);
  });

  it('takes the id where there are no properties', () => {
    expect(parseProduct({ id: 'P2', geometry: null, properties: null })).toMatchObject({
      identifier: 'P2',
      time: undefined,
      box: undefined,
      geometry: undefined,
      attributes: [],
    });
  });

  it.each([undefined, null, 'P1', [], {}, { properties: {} }])('refuses %j', (value) => {
    expect(parseProduct(value)).toBeUndefined();
  });

  it('knows no cloud cover where it is not a number', () => {
    expect(parseProduct({ id: 'P', properties: { cloudCover: 'n/a' } })?.cloudCover).toBeUndefined();
    expect(parseProduct({ id: 'P', properties: { cloudCover: '12.5' } })?.cloudCover).toBe(12.5);
    expect(parseProduct({ id: 'P', properties: { cloudCover: null } })?.cloudCover).toBeUndefined();
  });
});
