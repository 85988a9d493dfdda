import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projector, requireCrs } from '@pvs/core/crs/crs';
import { boxAround, type Box } from '@pvs/core/geometry/box';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comparePictures, readPicture } from './compare-pictures.ts';
import { startServers, type StackServers } from './stack-servers.ts';
import { end, runPvs, startStack, type StartedStack } from './start-stack.ts';

let directory = tmpdir();

/** In the test's own directory: GDAL's drivers keep their caches where they are started. */
const run = (file: string, args: readonly string[]) => promisify(execFile)(file, args, { cwd: directory });
const shared = join(import.meta.dirname, '../../../shared/data');
const LONG_MS = 180_000;

const hasGdal = await run('gdalwarp', ['--version']).then(
  () => true,
  () => false,
);
const isPossible = hasGdal && existsSync(shared);
if (!isPossible) {
  // oxlint-disable-next-line no-console -- a skipped comparison must be seen
  console.warn(
    'SKIPPED: maps of real packages need gdal-bin (Debian: apt-get install gdal-bin) and the shared data',
  );
}

const REAL = /^(GSC_|DIMAP|MER_)/;
let servers: StackServers;
let stack: StartedStack;

describe.skipIf(!isPossible)('real packages on a real stack', () => {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pvs-maps-'));
    servers = await startServers(directory);
    stack = await startStack(directory, servers.variables);
    const packages = (await readdir(join(shared, 'packages'))).filter((name) => REAL.test(name));
    for (const name of packages)
      await servers.store.write(`in/${name}`, await readFile(join(shared, 'packages', name)));
    const ingested = await runPvs([
      'ingest',
      '--wait',
      '--data',
      directory,
      ...packages.map((name) => `in/${name}`),
    ]);
    expect(ingested).toMatchObject({ code: 0, stdout: `${packages.length} registered, 0 failed\n` });
  }, LONG_MS);

  afterAll(async () => {
    if (stack) await end(stack.process, 'SIGTERM');
    await servers?.stop();
    await rm(directory, { recursive: true, force: true });
  }, LONG_MS);

  test('each is found by its footprint and its time, and draws', async () => {
    const all = await search('count=50');
    expect(all.features.length).toBeGreaterThanOrEqual(8);
    for (const { id, bbox, properties } of all.features) {
      const found = await search(
        `bbox=${bbox.join(',')}&start=${properties.begin_time}&end=${properties.end_time}&count=50`,
      );
      expect(found.features.map((feature) => feature.id)).toContain(id);
      const [west, south, east, north] = bbox;
      const margin = Math.max(east - west, north - south);
      const box = {
        crs: 'EPSG:4326',
        minX: west - margin,
        minY: south - margin,
        maxX: east + margin,
        maxY: north + margin,
      };
      const { bands } = readPicture(await getMap(id, box, 300, 300));
      expect(
        bands[3]!.some((opacity) => opacity > 0),
        `${id} shows something`,
      ).toBe(true);
    }
  });

  describe('GSC_opt_OAM_Manila', () => {
    const id = 'OAM_5b90f92da0d7280005fab355_4310';
    let source: string;

    beforeAll(async () => {
      await run('tar', ['-xf', join(shared, 'packages/GSC_opt_OAM_Manila.tar'), '-C', directory]);
      source = join(directory, id, '5b90f92da0d7280005fab355_4310.tif');
    });

    test.each(['EPSG:3857', 'EPSG:4326', 'EPSG:32651'])('agrees with gdalwarp in %s', async (crs) => {
      const box = boxIn(crs);
      for (const size of [2000, 1000, 400]) {
        const reference = join(directory, 'reference.tif');
        const extent = [box.minX, box.minY, box.maxX, box.maxY].map(String);
        await run('gdalwarp', [
          '-q',
          '-overwrite',
          '-r',
          'bilinear',
          '-dstalpha',
          '-t_srs',
          crs,
          '-te',
          ...extent,
          '-ts',
          String(size),
          String(size),
          source,
          reference,
        ]);
        const difference = comparePictures(
          readPicture(await getMap(id, box, size, size)),
          readPicture(reference),
        );
        expect(difference.meanLevels).toBeLessThanOrEqual(2);
        expect(difference.sharedPx).toBeGreaterThan(0.8 * size * size);
        expect(difference.onlyOnePx).toBeLessThan(2 * size);
      }
    });

    /** Around the picture, with a margin that has to stay transparent. */
    function boxIn(crs: string): Box {
      const toCrs = projector(
        '+proj=merc +lon_0=0 +k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m',
        requireCrs(crs).proj4,
      );
      const corners = [13467522, 13467747].flatMap((x) => [1631805, 1632030].map((y) => toCrs(x, y)));
      return boxAround(crs, corners)!;
    }
  });

  test('GDAL’s WMTS driver opens the capabilities and fetches what GetMap draws', async () => {
    const capabilities = `WMTS:${stack.http}/cache/ows/wmts/1.0.0/WMTSCapabilities.xml`;
    const { stdout } = await run('gdalinfo', [capabilities]);
    expect(stdout).toContain('layer=VHR_IMAGE_2018,tilematrixset=WebMercatorQuad');
    const box = { crs: 'EPSG:3857', minX: -4e5, minY: 3.8e6, maxX: 1.4e6, maxY: 5.6e6 };
    const picture = join(directory, 'wmts.png');
    const window = [box.minX, box.maxY, box.maxX, box.minY].map(String);
    await run('gdal_translate', [
      '-q',
      '-of',
      'PNG',
      '-projwin',
      ...window,
      '-outsize',
      '500',
      '500',
      '-r',
      'bilinear',
      `${capabilities},layer=VHR_IMAGE_2018,tilematrixset=WebMercatorQuad`,
      picture,
    ]);
    const difference = comparePictures(
      readPicture(picture),
      readPicture(await getMap('VHR_IMAGE_2018', box, 500, 500)),
    );
    expect(difference.sharedPx).toBeGreaterThan(100_000);
    // Drawn from tiles of the next zoom, so that details differ; a shift by a pixel would give three times as much.
    expect(difference.meanLevels).toBeLessThan(8);
  });

  test('GDAL’s WMS driver opens both versions and fetches a picture', async () => {
    for (const version of ['1.1.1', '1.3.0']) {
      const { stdout } = await run('gdalinfo', [
        `WMS:${stack.http}/ows?service=WMS&request=GetCapabilities&version=${version}`,
      ]);
      expect(stdout).toMatch(/SUBDATASET_1_NAME=WMS:.*LAYERS=VHR_IMAGE_2018/);
    }
    const service = join(directory, 'service.xml');
    await writeFile(
      service,
      `<GDAL_WMS><Service name="WMS"><Version>1.3.0</Version><ServerUrl>${stack.http}/ows?</ServerUrl><CRS>EPSG:4326</CRS><ImageFormat>image/png</ImageFormat><Transparent>TRUE</Transparent><Layers>VHR_IMAGE_2018</Layers><BBoxOrder>yxYX</BBoxOrder></Service><DataWindow><UpperLeftX>-4</UpperLeftX><UpperLeftY>46</UpperLeftY><LowerRightX>12</LowerRightX><LowerRightY>32</LowerRightY><SizeX>800</SizeX><SizeY>700</SizeY></DataWindow><Projection>EPSG:4326</Projection><BandsCount>4</BandsCount></GDAL_WMS>`,
    );
    const picture = join(directory, 'wms.png');
    await run('gdal_translate', ['-q', '-of', 'PNG', service, picture]);
    const box = { crs: 'EPSG:4326', minX: -4, minY: 32, maxX: 12, maxY: 46 };
    const difference = comparePictures(
      readPicture(picture),
      readPicture(await getMap('VHR_IMAGE_2018', box, 800, 700)),
    );
    expect(difference.sharedPx).toBeGreaterThan(200_000);
    expect(difference.meanLevels).toBeLessThan(0.5);
  });

  test('a seeded interval is in the cache', async () => {
    const seeded = await runPvs(['seed', '2006-08-30', '--data', directory]);
    expect(seeded.code).toBe(0);
    const tile = `${stack.http}/cache/tiles/VHR_IMAGE_2018/WebMercatorQuad/8/130/95.png?time=2006-08-30`;
    await expect
      .poll(async () => (await fetch(tile, { method: 'HEAD' })).headers.get('x-tile-origin'), {
        timeout: 60_000,
        interval: 500,
      })
      .toBe('hit');
  });
});

interface Found {
  features: {
    id: string;
    bbox: [number, number, number, number];
    properties: { begin_time: string; end_time: string };
  }[];
}

async function search(query: string): Promise<Found> {
  const response = await fetch(`${stack.http}/opensearch/collections/VHR_IMAGE_2018/json/?${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Found;
}

async function getMap(
  layer: string,
  { crs, minX, minY, maxX, maxY }: Box,
  width: number,
  height: number,
): Promise<Buffer> {
  const bbox = requireCrs(crs).axisOrder === 'yx' ? [minY, minX, maxY, maxX] : [minX, minY, maxX, maxY];
  const params = {
    service: 'WMS',
    version: '1.3.0',
    request: 'GetMap',
    layers: layer,
    styles: '',
    crs,
    bbox: bbox.join(','),
    width: String(width),
    height: String(height),
    format: 'image/png',
    transparent: 'true',
  };
  const response = await fetch(`${stack.http}/ows?${new URLSearchParams(params).toString()}`);
  const body = Buffer.from(await response.arrayBuffer());
  expect(response.headers.get('content-type'), body.toString('utf8', 0, 500)).toBe('image/png');
  return body;
}
