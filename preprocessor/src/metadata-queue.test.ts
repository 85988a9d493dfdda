import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSidecar } from '@pvs/core/catalogue/sidecar';
import { readMetadata } from '@pvs/core/formats/read-metadata';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFiles, makeRaster, makeReport, makeTar } from './testing/make-package.ts';
import { startPreprocessor, type TestPreprocessor } from './testing/start-preprocessor.ts';

let preprocessor: TestPreprocessor;
let outside: string;
let raster: Buffer;
let bare: Buffer;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'pvs-md-queue-'));
  preprocessor = await startPreprocessor();
  raster = await readFile(await makeRaster(join(outside, 'image.tif'), { bands: 3 }));
  bare = await readFile(await makeRaster(join(outside, 'bare.tif'), { epsg: null, transform: null }));
});
afterAll(async () => {
  await preprocessor.stop();
  await rm(outside, { recursive: true, force: true });
});

const stored = (key: string) => join(preprocessor.storage, key);
const reportAt = async (key: string) =>
  readFile(stored(parseSidecar(await readFile(stored(key)), key).report ?? ''));

describe('a message of preprocess-md_queue', () => {
  const queue = 'preprocess-md_queue';

  it('makes a product of a raster without metadata', async () => {
    await makeFiles(preprocessor.storage, { 'md/alone.tif': raster });
    const message = {
      path: 'md/alone.tif',
      identifier: 'ALONE',
      beginTime: '2020-01-02T03:04:05Z',
      endTime: '2020-01-02T03:05:05Z',
      attributes: { platform: 'DRONE', cloudCover: 3 },
    };
    await preprocessor.run([JSON.stringify(message)], queue);
    const report = readMetadata(await reportAt('md/alone/ALONE.coverages.json'), 'ALONE.xml');
    expect(report.metadata).toMatchObject({
      identifier: 'ALONE',
      attributes: { platform: 'DRONE', cloudCover: 3 },
    });
    // The outline of the raster, since nobody gave a footprint.
    const [lon, lat] = report.metadata.footprint?.coordinates[0]?.[0]?.[0] ?? [];
    expect([lon, lat]).toEqual([expect.closeTo(15, 1), expect.closeTo(47.85, 1)]);
  });

  /** A raster of 64 × 48 pixels without a place, at 10–16° east and 44–48° north, told in each way. */
  const [west, south, east, north] = [10, 44, 16, 48];
  const utm = [500000, 5200000, 564000, 5248000];
  it.each([
    ['box', { by: 'box', box: [west, south, east, north] }, [west, north]],
    ['utm', { by: 'box', crs: 'EPSG:32633', box: utm }, [15, 47.385]],
    [
      'corners',
      {
        by: 'corners',
        corners: [
          [west, north],
          [east, north],
          [east, south],
          [west, south],
        ],
      },
      [west, north],
    ],
    [
      'gcps',
      {
        by: 'gcps',
        points: [
          [0, 0, west, north],
          [64, 0, east, north],
          [64, 48, east, south],
          [0, 48, west, south],
        ],
      },
      [west, north],
    ],
    [
      'utm-gcps',
      {
        by: 'gcps',
        crs: 'EPSG:32633',
        points: [
          [0, 0, 500000, 5248000],
          [64, 0, 564000, 5248000],
          [64, 48, 564000, 5200000],
          [0, 48, 500000, 5200000],
        ],
      },
      [15, 47.385],
    ],
    [
      'grid',
      {
        by: 'grid',
        stepPx: 32,
        stepLines: 24,
        rows: [
          [
            [10, 48],
            [13, 48],
            [16, 48],
          ],
          [
            [10, 46],
            [13, 46],
            [16, 46],
          ],
          [
            [10, 44],
            [13, 44],
            [16, 44],
          ],
        ],
      },
      [west, north],
    ],
  ])('says where an image lies by %s', async (name, georeference, upperLeft) => {
    await makeFiles(preprocessor.storage, { [`md/${name}.tif`]: bare });
    const message = {
      path: `md/${name}.tif`,
      identifier: name,
      beginTime: '2020-01-02T03:04:05Z',
      georeference,
    };
    await preprocessor.run([JSON.stringify(message)], queue);
    expect(await preprocessor.problem(`md/${name}.tif`)).toEqual({});
    const { footprint } = readMetadata(await reportAt(`md/${name}/${name}.coverages.json`), 'r.xml').metadata;
    const corners = footprint?.coordinates.flat(2) ?? [];
    const distance = ([lon = 0, lat = 0]: readonly number[]) =>
      Math.hypot(lon - upperLeft[0]!, lat - upperLeft[1]!);
    // A pixel is a tenth of a degree.
    expect(Math.min(...corners.map(distance))).toBeLessThan(0.1);
  });

  it.each([
    [{ by: 'box', box: [16, 44, 10, 48] }, /expected minX < maxX/],
    [{ by: 'box', crs: 'EPSG:3035', box: [1, 1, 2, 2] }, /expected EPSG:4326, EPSG:3857 or a UTM zone/],
    [
      {
        by: 'grid',
        stepPx: 1,
        stepLines: 1,
        rows: [
          [
            [1, 1],
            [2, 2],
          ],
          [[1, 1]],
        ],
      },
      /rows of one length/,
    ],
    [{ by: 'magic' }, /georeference\.by/],
  ])('that places an image by %j is refused', async (georeference, message) => {
    const raw = JSON.stringify({
      path: 'md/none.tif',
      identifier: 'N',
      beginTime: '2020-01-01',
      georeference,
    });
    await preprocessor.run([raw], queue);
    const problems = await Promise.all((await preprocessor.failed()).map((id) => preprocessor.problem(id)));
    expect(problems.find((one) => one.raw === raw)).toMatchObject({
      code: 'InvalidMessage',
      message: expect.stringMatching(message) as string,
    });
  });

  it('overrides what the package says', async () => {
    await makeTar(stored('md/over.tar'), { 'r.xml': makeReport('BEFORE'), 'a.tif': raster });
    await preprocessor.run([JSON.stringify({ file: 'md/over.tar', identifier: 'AFTER' })], queue);
    const { metadata } = readMetadata(await reportAt('md/over/AFTER.coverages.json'), 'AFTER.xml');
    expect(metadata).toMatchObject({ identifier: 'AFTER', attributes: { platform: 'TEST' } });
  });

  it('that is not JSON fails with what is expected', async () => {
    await preprocessor.run(['{"path": '], queue);
    expect(await preprocessor.problem('{"path":')).toMatchObject({ code: 'InvalidMessage' });
  });

  it('of ten megabytes, or of no text, fails with a reason, and the message is kept', async () => {
    const large = JSON.stringify({ file: 'x'.repeat(10 * 1024 ** 2) });
    await preprocessor.redis.lpush(queue, Buffer.from([0xff, 0xfe, 0x00]));
    await preprocessor.run([large], queue);
    const ids = (await preprocessor.failed()).filter((one) => one.startsWith('sha256:'));
    const problems = await Promise.all(ids.map((id) => preprocessor.problem(id)));
    expect(problems.find(({ raw }) => raw === large)).toMatchObject({
      code: 'InvalidMessage',
      message: expect.stringMatching(/characters, allowed are 1048576/),
    });
    expect(problems.find(({ rawBase64 }) => rawBase64 === '//4A')).toMatchObject({
      code: 'InvalidMessage',
      message: expect.stringMatching(/not UTF-8/),
    });
  });
});
