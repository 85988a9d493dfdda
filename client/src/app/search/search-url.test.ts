import { describe, expect, it } from 'vitest';
import { boxesTouch, normaliseBox } from './geo-box.ts';
import { countsUrl } from './stac-url.ts';
import { NO_FILTER } from './search-filter.ts';
import { parseCondition } from './condition.ts';
import { nextPageUrl, productUrl, searchUrl, stepUrl, wmsUrl } from './search-url.ts';

const all = {
  collection: 'A',
  area: undefined,
  time: undefined,
  filter: NO_FILTER,
  order: 'newest',
  count: 50,
} as const;

describe('searchUrl', () => {
  it('is relative to the page and names box, time and page', () => {
    const area = { kind: 'box', box: { west: 14.123456, south: 48, east: 17, north: 49.5 } } as const;
    const time = { startMs: Date.UTC(2018, 5, 30), endMs: Date.UTC(2018, 6, 2) - 1 };
    expect(searchUrl({ ...all, collection: 'VHR 1/a', area, time })).toBe(
      './opensearch/collections/VHR%201%2Fa/json/?bbox=14.12346,48,17,49.5' +
        '&start=2018-06-30T00:00:00Z&end=2018-07-01T23:59:59.999Z&count=50&startIndex=0',
    );
  });

  it('asks for everything where neither box nor time is chosen', () => {
    expect(searchUrl(all)).toBe('./opensearch/collections/A/json/?count=50&startIndex=0');
  });
});

it('conditions and order are parameters of OpenSearch EO, and a filter of STAC', () => {
  const filter = { ...NO_FILTER, maxCloudCover: 20, platform: "L'Etoile" };
  expect(decodeURIComponent(searchUrl({ ...all, filter, order: 'clearest' }))).toBe(
    "./opensearch/collections/A/json/?cloudCover=20]&platform={L'Etoile}&sortKeys=cloudCover,,1 beginTime,,0&count=50&startIndex=0",
  );
  expect(decodeURIComponent(countsUrl({ ...all, filter }, { startMs: 0, endMs: 1000 }, 'day'))).toBe(
    './stac/collections/A/aggregate?aggregations=datetime_frequency&datetime_frequency_interval=day' +
      `&datetime=1970-01-01T00:00:00Z/1970-01-01T00:00:01Z&filter="eo:cloud_cover" <= 20 AND platform = 'L''Etoile'`,
  );
});

it('conditions of any attribute go into the list, the counts, the steps and capabilities of WMS', () => {
  const orbit = {
    attribute: 'orbitNumber',
    stacName: 'sat:absolute_orbit',
    type: 'number',
    unit: undefined,
  } as const;
  const filter = { ...NO_FILTER, platform: 'A', conditions: [parseCondition('orbitNumber>=5', [orbit])!] };
  const scope = { ...all, filter };
  const time = { startMs: 0, endMs: 1000 };
  expect(new URL(searchUrl(scope), 'http://x').searchParams.get('cql')).toBe('orbitNumber >= 5');
  expect(decodeURIComponent(countsUrl(scope, time, 'day'))).toContain('"sat:absolute_orbit" >= 5');
  expect(
    new URL(stepUrl(scope, { product: { identifier: 'P', time }, time }, 1), 'http://x').searchParams.get(
      'cql',
    ),
  ).toMatch(/^\(beginTime > .* OR .*\) AND orbitNumber >= 5$/);
  const area = { kind: 'box', box: { west: 5, south: 45, east: 15, north: 50 } } as const;
  expect(new URL(wmsUrl({ ...scope, area }, time), 'http://x').searchParams.get('cql')).toBe(
    'beginTime <= 1970-01-01T00:00:01Z AND endTime >= 1970-01-01T00:00:00Z AND BBOX(footprint, 5, 45, 15, 50)' +
      " AND platform = 'A' AND orbitNumber >= 5",
  );
});

it('any attribute gives an order', () => {
  expect(searchUrl({ ...all, order: 'orbitNumber:asc' })).toContain(
    'sortKeys=orbitNumber%2C%2C1%20beginTime%2C%2C0',
  );
});

describe('stepUrl', () => {
  const time = { startMs: 0, endMs: 1000 };
  const product = { identifier: 'P', time };
  it.each([
    ['from all times to the oldest', { product: undefined, time: undefined }, 1, ''],
    ['from an interval', { product: undefined, time }, -1, 'cql=beginTime < 1970-01-01T00:00:00Z&'],
    [
      'from a product, through those of the same begin',
      { product, time },
      1,
      "cql=beginTime > 1970-01-01T00:00:00Z OR (beginTime = 1970-01-01T00:00:00Z AND identifier > 'P')&",
    ],
  ] as const)('steps %s', (_fact, origin, direction, cql) => {
    const ascending = direction === 1 ? 1 : 0;
    expect(decodeURIComponent(stepUrl(all, origin, direction))).toBe(
      `./opensearch/collections/A/json/?${cql}sortKeys=beginTime,,${ascending} identifier,,${ascending}&count=1&startIndex=0`,
    );
  });
});

it('productUrl names one product', () => {
  expect(productUrl('A', 'urn:x,y')).toBe(
    './opensearch/collections/A/json/?uid=urn%3Ax%2Cy&count=1&startIndex=0',
  );
});

describe('nextPageUrl', () => {
  const current = './opensearch/collections/A/json/?count=50&startIndex=0';

  it.each([
    'https://elsewhere.example/base/opensearch/collections/A/json/?count=50&startIndex=50',
    '/opensearch/collections/A/json/?count=50&startIndex=50#results',
    '?count=50&startIndex=50',
  ])('keeps the own path for %s', (href) => {
    expect(nextPageUrl(current, href)).toBe('./opensearch/collections/A/json/?count=50&startIndex=50');
  });
});

describe('normaliseBox', () => {
  it('leaves out a box around the whole world', () => {
    expect(normaliseBox({ west: -200, south: -80, east: 160, north: 80 })).toBeUndefined();
  });

  it('keeps west greater than east across the antimeridian', () => {
    expect(normaliseBox({ west: 170, south: -95, east: 190, north: 80 })).toEqual({
      west: 170,
      south: -90,
      east: -170,
      north: 80,
    });
  });

  it('moves an extent in another copy of the world back', () => {
    expect(normaliseBox({ west: -380, south: 0, east: -340, north: 1 })).toMatchObject({
      west: -20,
      east: 20,
    });
  });
});

const box = (west: number, east: number) => ({ west, south: 0, east, north: 10 });

describe('boxesTouch', () => {
  it.each([
    [box(0, 10), box(5, 20), true],
    [box(0, 10), box(11, 20), false],
    [box(170, -170), box(-175, -160), true],
    [box(170, -170), box(160, 175), true],
    [box(170, -170), box(0, 10), false],
  ])('%j and %j: %s', (a, b, touch) => {
    expect(boxesTouch(a, b)).toBe(touch);
    expect(boxesTouch(b, a)).toBe(touch);
  });
});
