import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPvsError } from '../../errors.ts';
import type { Filter } from './filter.ts';
import { parseCql } from './parse-cql.ts';
import { parseCql2Json } from './parse-cql2-json.ts';
import { parseCql2Text } from './parse-cql2-text.ts';
import { eoQueryables, type Queryables } from './queryables.ts';

const vocabulary: Queryables = new Map([
  ...eoQueryables,
  ['eo:cloud_cover', { kind: 'property', property: 'cloudCover' }],
  [
    'sat:orbit_state',
    { kind: 'property', property: 'orbitDirection', stored: (value: string) => value.toUpperCase() },
  ],
]);

const cql = (text: string) => parseCql(text, vocabulary);
const text = (filter: string) => parseCql2Text(filter, vocabulary);
const json = (filter: unknown) => parseCql2Json(filter, vocabulary);
const p = (property: string) => ({ property });
const op = (name: string, ...args: unknown[]) => ({ op: name, args });

const day = (from: string, to: string): Filter => ({
  kind: 'and',
  parts: [
    { kind: 'compare', property: 'beginTime', comparison: '<=', value: new Date(to) },
    { kind: 'compare', property: 'endTime', comparison: '>=', value: new Date(from) },
  ],
});
const triangle = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ],
  ],
};

describe('the same in CQL2 text and CQL2 JSON', () => {
  test.each<[string, unknown]>([
    ["platform = 'it''s'", op('=', p('platform'), "it's")],
    ['"eo:cloud_cover" < 10', op('<', p('eo:cloud_cover'), 10)],
    ['10 > eo:cloud_cover', op('<', p('eo:cloud_cover'), 10)],
    ['cloudCover <> -1.5e1', op('<>', p('cloudCover'), -15)],
    ['cloudCover >= snowCover', op('>=', p('cloudCover'), p('snowCover'))],
    ["sat:orbit_state = 'descending'", op('=', p('sat:orbit_state'), 'descending')],
    ['NOT cloudCover IS NULL', op('not', op('isNull', p('cloudCover')))],
    ['cloudCover is not null', op('not', op('isNull', p('cloudCover')))],
    ["platform IN ('A', 'B')", op('in', p('platform'), ['A', 'B'])],
    ['cloudCover NOT BETWEEN 1 AND 2', op('not', op('between', p('cloudCover'), 1, 2))],
    ["platform LIKE 'S%'", op('like', p('platform'), 'S%')],
    ["CASEI(platform) LIKE CASEI('s%')", op('like', op('casei', p('platform')), op('casei', 's%'))],
    ["CASEI(platform) = 'a_b'", op('=', op('casei', p('platform')), 'a_b')],
    [
      'cloudCover < 1 AND snowCover < 2 OR orbitNumber = 3',
      op(
        'or',
        op('and', op('<', p('cloudCover'), 1), op('<', p('snowCover'), 2)),
        op('=', p('orbitNumber'), 3),
      ),
    ],
    ['TRUE', true],
    ['S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1, 0 0)))', op('s_intersects', p('geometry'), triangle)],
    [
      'S_WITHIN(POINT(1 2), geometry)',
      op('s_contains', p('geometry'), { type: 'Point', coordinates: [1, 2] }),
    ],
    [
      'S_DISJOINT(geometry, BBOX(170, -10, -170, 10))',
      op('s_disjoint', p('geometry'), { bbox: [170, -10, -170, 10] }),
    ],
    [
      "T_INTERSECTS(datetime, INTERVAL('2018-06-01', '2018-06-30T10:00:00Z'))",
      op('t_intersects', p('datetime'), { interval: ['2018-06-01', '2018-06-30T10:00:00Z'] }),
    ],
    ["T_AFTER(datetime, DATE('2018-06-01'))", op('t_before', { date: '2018-06-01' }, p('datetime'))],
    [
      "T_DURING(INTERVAL(beginTime, endTime), INTERVAL('..', '2018'))",
      op('t_during', { interval: [p('beginTime'), p('endTime')] }, { interval: ['..', '2018'] }),
    ],
    [
      "creationDate >= TIMESTAMP('2018-06-30T10:00:00Z')",
      op('>=', p('creationDate'), { timestamp: '2018-06-30T10:00:00Z' }),
    ],
  ])('%s', (given, sameInJson) => {
    expect(text(given)).toEqual(json(sameInJson));
  });
});

describe('the same in CQL and CQL2 text', () => {
  test.each([
    ['cloudCover<10 and platform in ("A", \'B\')', "cloudCover < 10 AND platform IN ('A', 'B')"],
    ["platform ILIKE 'a%'", "CASEI(platform) LIKE 'a%'"],
    [
      '[cloudCover BETWEEN 1 AND 2] OR NOT (snow_cover > 3)',
      'cloudCover BETWEEN 1 AND 2 OR NOT (snowCover > 3)',
    ],
    ['BBOX(footprint, 1, 2, 3, 4)', 'S_INTERSECTS(footprint, BBOX(1, 2, 3, 4))'],
    ['BBOX(footprint, 1, 2, 3, 4, "EPSG:4326")', 'S_INTERSECTS(footprint, BBOX(1, 2, 3, 4))'],
    [
      'WITHIN(footprint, POLYGON((0 0, 1 0, 1 1, 0 0)))',
      'S_WITHIN(footprint, POLYGON((0 0, 1 0, 1 1, 0 0)))',
    ],
    ['begin_time AFTER 2018-06-01T00:00:00Z', "T_AFTER(beginTime, TIMESTAMP('2018-06-01T00:00:00Z'))"],
    [
      'beginTime DURING 2018-06-01T00:00:00Z/P1D',
      "beginTime >= TIMESTAMP('2018-06-01T00:00:00.000Z') AND beginTime <= TIMESTAMP('2018-06-02T00:00:00.000Z')",
    ],
    [
      'endTime BEFORE OR DURING P1M/2018-06-30T23:59:59.999Z',
      "endTime <= TIMESTAMP('2018-06-30T23:59:59.999Z')",
    ],
    [
      'beginTime DURING OR AFTER 2018-06-01T00:00:00Z/2019-01-01T00:00:00Z',
      "beginTime >= DATE('2018-06-01')",
    ],
  ])('%s', (given, same) => {
    expect(flat(cql(given))).toEqual(flat(text(same)));
  });

  /** Conditions in one list, whether they came from one condition or two. */
  const flat = (filter: Filter): unknown =>
    filter.kind === 'and'
      ? filter.parts.flatMap((part) => (part.kind === 'and' ? part.parts : [part]))
      : [filter];
});

test('distances are of the ellipsoid', () => {
  const within = cql('DWITHIN(footprint, POINT(16 48), 10, kilometers)');
  expect(within).toEqual(cql('DWITHIN(footprint, POINT(16 48), 10000, meters)'));
  expect(within).toMatchObject({ relation: 'intersects', geometry: { type: 'MultiPolygon' } });
  expect(cql('BEYOND(footprint, POINT(16 48), 1, statute miles)')).toMatchObject({ relation: 'disjoint' });
});

test('a time stands for all of its precision', () => {
  expect(text("datetime = '2018-06-30'")).toEqual(day('2018-06-30T00:00:00Z', '2018-06-30T23:59:59.999Z'));
  expect(text("datetime > DATE('2018-06-30')")).toEqual({
    kind: 'compare',
    property: 'beginTime',
    comparison: '>',
    value: new Date('2018-06-30T23:59:59.999Z'),
  });
});

describe('what is refused, saying why', () => {
  test.each<[string, RegExp]>([
    ['', /at the end: expected a property/],
    ['cloudcoverage < 1', /'cloudcoverage': allowed are .*cloudCover/],
    ['__proto__ = 1', /'__proto__'/],
    ['cloudCover < ', /at the end/],
    ['cloudCover < 1 cloudCover > 2', /'cloudCover > 2' \(character 16\)/],
    ["cloudCover < 'many'", /'cloudCover' is compared with "many": expected a number/],
    ['orbitNumber = 99999999999', /expected a number from/],
    ["platform = 'a\0b'", /NUL/],
    ["platform = 'open", /expected a property or a value|expected a word/],
    ["creationDate < 'yesterday'", /'creationDate'.*expected a time/],
    ['1 = 1', /expected a property/],
    ['cloudCover = platform', /cannot be compared/],
    ["cloudCover LIKE '1%'", /is no text/],
    ['cloudCover < 1; drop table product', /character 15/],
    ['(('.repeat(50) + 'cloudCover < 1' + '))'.repeat(50), /nested more than 32/],
    ['NOT '.repeat(50) + 'cloudCover < 1', /nested more than 32/],
    [Array.from({ length: 1001 }, () => 'cloudCover < 1').join(' OR '), /1001 conditions/],
    [`platform = '${'x'.repeat(100_001)}'`, /characters: allowed are 100000/],
    ['geometry = 1', /spatial functions/],
  ])('%s', (given, reason) => {
    expect(() => text(given)).toThrow(reason);
    expect(() => cql(given)).toThrow(reason);
  });

  test.each<[string, RegExp]>([
    ['S_INTERSECTS(geometry, POINT(200 0))', /longitude 200 is out of range/],
    ['S_INTERSECTS(geometry, POINT(NaN 0))', /expected a number/],
    ['S_INTERSECTS(geometry, POINT EMPTY)', /expected '\('/],
    ['S_INTERSECTS(geometry, POLYGON((0 0, 1 1)))', /a ring of 2 positions/],
    ['S_INTERSECTS(geometry, BBOX(0, 10, 1, 5))', /south 10 is north of its north 5/],
    ['S_INTERSECTS(platform, POINT(0 0))', /compares the footprint with a geometry/],
    [`S_INTERSECTS(geometry, LINESTRING(${'0 0,'.repeat(6000)}0 0))`, /more than 5000 positions/],
    ["T_AFTER(platform, DATE('2018'))", /no property that is a time/],
    ["T_AFTER(datetime, INTERVAL('2019', '2018'))", /expected a time/],
    ["CASEI(platform) < 'a'", /without regard to case/],
  ])('%s in CQL2 text', (given, reason) => expect(() => text(given)).toThrow(reason));

  test.each<[unknown, RegExp]>([
    [null, /null is no condition/],
    [op('=', p('platform')), /= has 1 arguments: 2 are needed/],
    [op('xor', true, false), /no operator 'xor': allowed are and/],
    [op('constructor'), /no operator/],
    [op('=', p('platform'), { $ne: 1 }), /neither a property nor a value/],
    [op('s_intersects', p('geometry'), { type: 'Sphere' }), /type "Sphere": allowed/],
    [op('s_intersects', p('geometry'), { type: 'Point', coordinates: ['1', 2] }), /longitude "1"/],
    [op('in', p('platform'), 'A'), /expected an array/],
  ])('%j in CQL2 JSON', (given, reason) => expect(() => json(given)).toThrow(reason));
});

test('no text, however odd, is anything but a filter or an error of its own', () => {
  const words = [
    'platform',
    'cloudCover',
    '<',
    '=',
    "'a'",
    '1',
    '(',
    ')',
    'AND',
    'NOT',
    'IN',
    'LIKE',
    'BBOX',
    'POINT',
    'DURING',
    '/',
    ',',
    '2018-06-01T00:00:00Z',
    'INTERVAL',
    'CASEI',
    'S_INTERSECTS',
    '"',
    '\\',
  ];
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...words)).map((all) => all.join(' ')),
  );
  fc.assert(
    fc.property(anyText, (given) => {
      for (const parse of [cql, text]) {
        try {
          parse(given);
        } catch (error) {
          expect(isPvsError(error), String(error)).toBe(true);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('no JSON, however odd, is anything but a filter or an error of its own', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (given) => {
      try {
        json(given);
      } catch (error) {
        expect(isPvsError(error), String(error)).toBe(true);
      }
    }),
  );
});
