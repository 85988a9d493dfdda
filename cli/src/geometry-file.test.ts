import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGeometryFile } from './geometry-file.ts';

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'pvs-geometry-'))));
afterAll(() => rm(directory, { recursive: true }));

async function read(content: unknown) {
  const path = join(directory, 'area.geojson');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readGeometryFile(path);
}

const square = (x: number) => [
  [
    [x, 0],
    [x + 1, 0],
    [x + 1, 1],
    [x, 0],
  ],
];
const polygon = (x: number) => ({ type: 'Polygon', coordinates: square(x) });
const feature = (geometry: unknown) => ({ type: 'Feature', properties: {}, geometry });

test('a geometry, a feature and features are read; polygons of features are one geometry', async () => {
  expect(await read(polygon(1))).toEqual(polygon(1));
  expect(await read(feature(polygon(1)))).toEqual(polygon(1));
  const several = { type: 'FeatureCollection', features: [feature(polygon(1)), feature(polygon(5))] };
  expect(await read(several)).toEqual({ type: 'MultiPolygon', coordinates: [square(1), square(5)] });
});

test.each([
  ['{', /area\.geojson: .*JSON/],
  [{ type: 'FeatureCollection', features: [] }, /no feature/],
  [{ type: 'Topology' }, /Topology.*allowed are Point/],
  [
    {
      type: 'FeatureCollection',
      features: [feature(polygon(1)), feature({ type: 'Point', coordinates: [1, 2] })],
    },
    /one of them a Point.*Polygon/,
  ],
])('%j is refused by name', async (content, message) => {
  await expect(read(content)).rejects.toMatchObject({
    kind: 'InvalidInput',
    message: expect.stringMatching(message) as string,
  });
});

test('a file that is not there is named', async () => {
  await expect(readGeometryFile('/no/such/file')).rejects.toThrow(/\/no\/such\/file/);
});
