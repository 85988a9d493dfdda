import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadStack, parseStack } from './load-stack.ts';

const configDir = join(import.meta.dirname, '../../../config');
const shipped = (await readdir(configDir)).filter((name) => name.endsWith('.yml'));

test.each(shipped)('%s loads', async (file) => {
  const name = file.replace('.yml', '');
  const stack = await loadStack({ PVS_STACK: name });
  expect(stack.stack).toBe(name);
  expect(stack.unclassified).toEqual({ collection: stack.collections[0]?.id });
  expect(stack.tileMatrixSets.map(({ id }) => id)).toEqual(['WebMercatorQuad', 'WorldCRS84Quad']);
});

test('both stacks are shipped', () => expect(shipped.sort()).toEqual(['emg.yml', 'vhr18.yml']));

test('a file of one’s own is read instead, and its absence is said', async () => {
  const path = join(configDir, 'vhr18.yml');
  expect((await loadStack({ PVS_STACK: 'none', PVS_CONFIG: path })).stack).toBe('vhr18');
  await expect(loadStack({ PVS_STACK: 'none' })).rejects.toMatchObject({
    code: 'InvalidConfiguration',
    message: expect.stringMatching(
      /cannot read the stack configuration .*none\.yml.*; stacks are emg, vhr18$/,
    ),
  });
});

const BASE = `stack: s
title: t
collections:
  - id: VHR
`;
const TYPE = `${BASE}productTypes:
  - id: ms
    collection: VHR
`;

test('what is left out has its default', () => {
  expect(parseStack(BASE, 'x.yml')).toMatchObject({
    productTypes: [],
    cache: { format: 'png', metatile: 4 },
    limits: { maxWidthPx: 4096 },
    seeding: { onRegister: false },
    stages: { maxAttempts: 3 },
  });
});

describe('a mistake is said with its line, its key and what is allowed', () => {
  test.each([
    ['', /^x\.yml:1: the document: .*expected object/],
    ['stack: [a\n', /^x\.yml:2: /],
    ['stack: a\nstack: b\n', /^x\.yml:2: Map keys must be unique/],
    [BASE.replace('title: t\n', ''), /^x\.yml:1: title: is missing: expected string/],
    [BASE.replace('VHR', 'A__B'), /^x\.yml:4: collections\.0\.id: .*two underscores/],
    [`${BASE}  - id: VHR\n`, /^x\.yml:5: collections\.1\.id: 'VHR' is taken/],
    [`${BASE}tytle: x\n`, /^x\.yml:5: tytle: unknown key: allowed are stack, title, abstract/],
    [
      `${BASE}cache:\n  format: png\n  formt: png\n`,
      /^x\.yml:7: cache\.formt: unknown key: allowed are url, maxBytes, format, maxAgeS, drawTimeS, metatile, compose$/,
    ],
    [`${BASE}cache:\n  format: gif\n`, /^x\.yml:6: cache\.format: .*"png"\|"jpeg"\|"webp"/],
    [`${BASE}cache: { url: /tmp/tiles }\n`, /^x\.yml:5: cache\.url: expected file:\/\/\//],
    [`${BASE}limits: { maxWidthPx: 10 }\n`, /^x\.yml:5: limits\.maxWidthPx: .*>=256/],
    [`${BASE}unclassified: drop\n`, /^x\.yml:5: unclassified: expected refuse or \{collection: …\}/],
    [
      `${BASE}unclassified: { collection: NO }\n`,
      /^x\.yml:5: unclassified\.collection: 'NO' is not a collection.*VHR/,
    ],
    [`${BASE}crs: ['EPSG:9']\n`, /^x\.yml:5: crs\.0: expected EPSG:4326, .*EPSG:3857/],
    [`${BASE}seeding: { minZoom: 9, maxZoom: 2 }\n`, /^x\.yml:5: seeding: minZoom is greater than maxZoom/],
    [
      `${BASE}tileMatrixSets: [{ id: Moon }]\n`,
      /^x\.yml:5: tileMatrixSets\.0\.id: 'Moon' is not a known .*WebMercatorQuad/,
    ],
    [
      `${BASE}tileMatrixSets: [{ id: WebMercatorQuad, crs: 'EPSG:3857' }]\n`,
      /tileMatrixSets\.0\.crs: 'WebMercatorQuad' is a known set/,
    ],
    [
      `${BASE}tileMatrixSets: [{ id: WGS84 }]\n`,
      /tileMatrixSets\.0\.id: 'WGS84' is another name of 'WorldCRS84Quad'/,
    ],
    [
      `${BASE}tileMatrixSets: [{ id: Mine, crs: 'EPSG:3035', origin: [0, 0] }]\n`,
      /tileMatrixSets\.0\.resolution: missing: a set of its own/,
    ],
    [
      `${BASE}tileMatrixSets: [{ id: Mine, crs: 'EPSG:1', origin: [0, 0], resolution: 1 }]\n`,
      /tileMatrixSets\.0\.crs: 'EPSG:1' is not a CRS/,
    ],
    [
      `${BASE}tileMatrixSets:\n  - { id: WorldCRS84Quad }\n  - { id: WorldCRS84Quad }\n`,
      /^x\.yml:7: tileMatrixSets\.1\.id: 'WorldCRS84Quad' is taken/,
    ],
    [
      `${TYPE}    typo: 1\n`,
      /^x\.yml:8: productTypes\.0\.typo: unknown key: allowed are id, collection, match/,
    ],
    [TYPE.replace('collection: VHR', 'collection: NO'), /^x\.yml:7: productTypes\.0\.collection: 'NO'/],
    [TYPE.replace('id: ms', 'id: generic'), /^x\.yml:6: productTypes\.0\.id: 'generic' is taken/],
    [
      `${TYPE}    match: { platform: '(' }\n`,
      /^x\.yml:8: .*match\.platform: '\(' is not a regular expression/,
    ],
    [
      `${TYPE}    match: { platfrom: x }\n`,
      /^x\.yml:8: .*match\.platfrom: .*allowed are identifier.*platform/,
    ],
    [
      `${TYPE}    browses:\n      outlines: { channels: [{ band: 1 }] }\n`,
      /^x\.yml:9: .*browses\.outlines: 'outlines' is taken/,
    ],
    [
      `${TYPE}    browses:\n      x:\n        channels: [{ band: 1 }, { band: 2 }]\n`,
      /^x\.yml:10: .*channels: expected one or three channels/,
    ],
    [
      `${TYPE}    resampling: lanczos\n`,
      /^x\.yml:8: .*resampling: .*"nearest"\|"bilinear"\|"cubic"\|"average"/,
    ],
    [
      `${TYPE}    browses:\n      x: { channels: [{ band: 1 }], colormap: { values: [[1, '#0a64ff']] }, resampling: cubic }\n`,
      /^x\.yml:9: .*resampling: pixels coloured by values or intervals are not interpolated: expected resampling nearest/,
    ],
    [
      `${TYPE}    browses:\n      x:\n        channels: [{ band: 1, rnge: [0, 1] }]\n`,
      /^x\.yml:10: .*channels\.0\.rnge: unknown key: allowed are band, expression, range, gamma, hillshade, terrain, contours$/,
    ],
  ])('%j', (text, message) => {
    expect(() => parseStack(text, 'x.yml')).toThrow(
      expect.objectContaining({ code: 'InvalidConfiguration' }),
    );
    expect(() => parseStack(text, 'x.yml')).toThrow(message);
  });

  test('all mistakes are said at once', () => {
    expect(() => parseStack(`${BASE}cache: 5\nlimits: 7\n`, 'x.yml')).toThrow(
      /^x\.yml:5: cache: .*\nx\.yml:6: limits: /,
    );
  });
});

describe('CRSs that are not built in', () => {
  const LAMBERT = `{ code: EPSG:31287, title: Austria, proj4: +proj=lcc +lat_1=49 +lat_2=46 +lat_0=47.5 +lon_0=13.33 +x_0=400000 +y_0=400000 +ellps=bessel }`;

  test('are known by their code in the rest of the file', () => {
    const sets = `tileMatrixSets: [{ id: Austria, crs: EPSG:31287, origin: [0, 800000], resolution: 1000 }]`;
    const stack = parseStack(`${BASE}${sets}\ncrs: [${LAMBERT}, 'EPSG:3035']\n`, 'x.yml');
    expect(stack.crs).toEqual(['EPSG:31287', 'EPSG:3035']);
    expect(stack.tileMatrixSets[0]?.tms.crs).toBe('EPSG:31287');
  });

  test.each([
    ["'EPSG:99998'", /crs\.0: expected EPSG:4326, .*\{code, title, proj4, …\}/],
    ['3', /crs\.0: expected EPSG:n, or \{code, title, proj4, …\}/],
    [LAMBERT.replace('+proj=lcc', '+proj=nosuch'), /crs\.0\.proj4: expected a PROJ string/],
    [LAMBERT.replace('31287', '3857'), /crs\.0\.code: is built in/],
    [
      LAMBERT.replace('title: Austria', 'title: Austria, domain: [17, 46, 9, 49]'),
      /crs\.0\.domain: expected \[west/,
    ],
  ])('%s is refused', (entry, message) => {
    expect(() => parseStack(`${BASE}crs: [${entry}]\n`, 'x.yml')).toThrow(message);
  });
});
