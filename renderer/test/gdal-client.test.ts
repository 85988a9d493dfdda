import { execFile, spawnSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { pixelsOf, startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

const run = promisify(execFile);
const hasGdal = spawnSync('gdalinfo', ['--version']).error === undefined;
if (!hasGdal)
  process.stderr.write('SKIPPED: GDAL’s WMS driver needs gdalinfo and gdal_translate (gdal-bin)\n');

let renderer: TestRenderer;
let url: string;
let directory: string;

beforeAll(async () => {
  if (!hasGdal) return;
  directory = await mkdtemp(join(tmpdir(), 'pvs-gdal-client-'));
  renderer = await startRenderer(`
stack: test
title: Test
collections: [{ id: VHR, title: Very high }]
productTypes: [{ id: rgb, collection: VHR, browses: { grey: { channels: [{ band: 1 }] } } }]
`);
  const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 12, maxY: 41 };
  // Red in the north, blue in the south.
  const color = (_x: number, y: number) => (y < 32 ? ([200, 0, 0] as const) : ([0, 0, 200] as const));
  const scene = { identifier: 'A', collection: 'VHR', type: 'rgb', time: '2018', color } as const;
  await addScene(renderer.stack, { ...scene, box });
  await renderer.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(renderer.app.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await renderer?.stop();
  if (directory) await rm(directory, { recursive: true });
});

describe.runIf(hasGdal)('GDAL’s WMS driver', () => {
  test.each(['1.1.1', '1.3.0'])('lists the layers of capabilities %s', async (version) => {
    const { stdout } = await run('gdalinfo', [
      `WMS:${url}/ows?service=WMS&request=GetCapabilities&version=${version}`,
    ]);
    expect(stdout).toMatch(/SUBDATASET_1_NAME=WMS:.*LAYERS=VHR&/);
    expect(stdout).toMatch(/SUBDATASET_1_DESC=Very high/);
    expect(stdout).toMatch(/LAYERS=VHR__grey&/);
  });

  test.each([
    ['1.3.0', 'EPSG:4326', 'yxYX', [9, 42, 13, 39]],
    ['1.1.1', 'EPSG:4326', 'xyXY', [9, 42, 13, 39]],
    ['1.3.0', 'EPSG:3857', 'xyXY', [1_001_875, 5_160_979, 1_447_153, 4_721_671]],
  ] as const)('fetches a map by WMS %s in %s', async (version, crs, order, [west, north, east, south]) => {
    const name = version === '1.1.1' ? 'SRS' : 'CRS';
    const service = `<Service name="WMS"><Version>${version}</Version><ServerUrl>${url}/ows?</ServerUrl><${name}>${crs}</${name}><ImageFormat>image/png</ImageFormat><Transparent>TRUE</Transparent><Layers>VHR</Layers><BBoxOrder>${order}</BBoxOrder></Service>`;
    const window = `<DataWindow><UpperLeftX>${west}</UpperLeftX><UpperLeftY>${north}</UpperLeftY><LowerRightX>${east}</LowerRightX><LowerRightY>${south}</LowerRightY><SizeX>400</SizeX><SizeY>300</SizeY></DataWindow>`;
    const source = join(directory, 'source.xml');
    await writeFile(
      source,
      `<GDAL_WMS>${service}${window}<Projection>${crs}</Projection><BandsCount>4</BandsCount></GDAL_WMS>`,
    );
    const target = join(directory, `${version}-${crs.slice(5)}.png`);
    await run('gdal_translate', ['-q', '-of', 'PNG', source, target]);
    const { at } = await pixelsOf(await readFile(target));
    expect([at(200, 120), at(200, 180), at(20, 20)[3]]).toEqual([[200, 0, 0, 255], [0, 0, 200, 255], 0]);
  });
});
