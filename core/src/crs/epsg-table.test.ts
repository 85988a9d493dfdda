import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defineCrs, findCrs, parseCrs, projector, requireCrs } from './crs.ts';
import { epsgCrs } from './epsg-table.ts';

const codes = readFileSync(join(import.meta.dirname, 'epsg-crss.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => Number.parseInt(line, 10));
const LON_LAT = requireCrs('EPSG:4326').proj4;

test('the codes are in order, each once', () => {
  expect(codes.length).toBeGreaterThan(5000);
  expect(codes).toEqual([...new Set(codes)].toSorted((one, other) => one - other));
});

test('every CRS is complete', () => {
  for (const code of codes) {
    const crs = epsgCrs(code)!;
    expect(crs.code).toBe(`EPSG:${code}`);
    expect([crs.title.length > 0, crs.metresPerUnit > 0, crs.proj4.startsWith('+proj=')]).toEqual([
      ...[true, true, true],
    ]);
    expect(crs.domain.every(Number.isFinite)).toBe(true);
  }
});

test('what is in the middle of a domain is projected there and back', () => {
  for (const code of codes.filter((_, i) => i % 40 === 0)) {
    const { proj4, domain } = epsgCrs(code)!;
    const [west, south, east, north] = domain;
    const middle = (west + east + (east < west ? 360 : 0)) / 2;
    const at = [middle > 180 ? middle - 360 : middle, (south + north) / 2] as const;
    const back = projector(proj4, LON_LAT)(...projector(LON_LAT, proj4)(...at));
    for (const [i, number] of back.entries()) expect(Math.abs(number - at[i]!)).toBeLessThan(1e-5);
  }
});

test.each([
  ['EPSG:28992', 'xy', 1],
  ['EPSG:31468', 'yx', 1],
  ['EPSG:2180', 'yx', 1],
  ['EPSG:2229', 'xy', 1200 / 3937],
  ['EPSG:6932', 'xy', 1],
] as const)('%s has its order of axes and its unit', (code, axisOrder, metresPerUnit) => {
  const { crs } = parseCrs(code);
  expect([crs.axisOrder, crs.metresPerUnit.toFixed(9)]).toEqual([axisOrder, metresPerUnit.toFixed(9)]);
});

test('a stack’s own definition goes first', () => {
  defineCrs({ ...epsgCrs(21_781)!, title: 'Own' });
  expect(findCrs('EPSG:21781')?.title).toBe('Own');
});

test.each(['EPSG:9', 'EPSG:4979', 'EPSG:5773', 'EPSG:32600', 'EPSG:028992'])('%s is none', (code) => {
  expect(findCrs(code)).toBeUndefined();
});
