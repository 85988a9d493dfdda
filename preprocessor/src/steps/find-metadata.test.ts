import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSidecar } from '@pvs/core/catalogue/sidecar';
import { readMetadata } from '@pvs/core/formats/read-metadata';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRaster, makeReport, makeTar } from '../testing/make-package.ts';
import { startPreprocessor, type TestPreprocessor } from '../testing/start-preprocessor.ts';

const STACK = `
stack: test
title: Test
collections: [{ id: TEST }]
productTypes:
  - { id: named, collection: TEST, match: { identifier: '^S1B_NAMED' }, dataFiles: ['*.tiff'] }
`;

let preprocessor: TestPreprocessor;
let outside: string;
let raster: Buffer;
let bare: Buffer;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'pvs-metadata-'));
  preprocessor = await startPreprocessor({ stack: STACK });
  raster = await readFile(await makeRaster(join(outside, 'image.tif'), { bands: 3 }));
  bare = await readFile(await makeRaster(join(outside, 'bare.tif'), { epsg: null, transform: null }));
});

afterAll(async () => {
  await preprocessor.stop();
  await rm(outside, { recursive: true, force: true });
});

const stored = (key: string) => join(preprocessor.storage, key);
const objectsAt = async (key: string) => parseSidecar(await readFile(stored(key)), key);
const coveragesAt = async (key: string) => (await objectsAt(key)).coverages;
const reportAt = async (key: string) => readFile(stored((await objectsAt(key)).report ?? ''));

describe('a package', () => {
  it('has as coverages what its metadata name as data, and no other raster', async () => {
    const item = {
      type: 'Feature',
      stac_version: '1.0.0',
      id: 'ITEM',
      geometry: null,
      properties: { datetime: '2020-01-01T00:00:00Z' },
      assets: { ms: { href: './img/ms.tif', roles: ['data'] }, gone: { href: 'gone.tif', roles: ['data'] } },
    };
    const contents = { 'item.json': JSON.stringify(item), 'img/ms.tif': raster, 'img/pan.tif': raster };
    await makeTar(stored('item.tar'), contents);
    await preprocessor.run(['item.tar']);
    expect((await coveragesAt('item/ITEM.coverages.json')).map(({ identifier }) => identifier)).toEqual([
      'ITEM',
    ]);
    const report = readMetadata(await reportAt('item/ITEM.coverages.json'), 'ITEM.xml');
    expect([report.format.name, report.metadata.beginTime]).toEqual(['gsc', new Date('2020-01-01')]);
  });

  it('whose metadata name an image that is none fails, saying which', async () => {
    const report = makeReport('BROKEN');
    const named = report.replace(
      '</gsc:opt_metadata>',
      '<gml:resultOf><eop:EarthObservationResult><eop:product><eop:ProductInformation><eop:fileName>a.tif</eop:fileName></eop:ProductInformation></eop:product></eop:EarthObservationResult></gml:resultOf></gsc:opt_metadata>',
    );
    await makeTar(stored('broken.tar'), { 'r.xml': named, 'a.tif': '', 'b.tif': raster });
    await preprocessor.run(['broken.tar']);
    expect(await preprocessor.problem('broken.tar')).toMatchObject({
      code: 'RasterUnreadable',
      message: expect.stringContaining('r.xml names a.tif, which is no image'),
    });
  });

  it.each([
    ['of Sentinel-1 whose image lost its place', 'S1B_X'],
    ['of which the same is true and whose type names the image', 'S1B_NAMED'],
  ])('%s gets it from the annotation of that image', async (_, identifier) => {
    const manifest = `<XFDU><metadataSection><metadataObject><metadataWrap><xmlData><acquisitionPeriod><startTime>2021-04-01T05:26:23</startTime></acquisitionPeriod></xmlData></metadataWrap></metadataObject></metadataSection><dataObjectSection><dataObject><byteStream><fileLocation href="./measurement/s1b-vv.tiff"/></byteStream></dataObject></dataObjectSection></XFDU>`;
    const points = [0, 24, 48].flatMap((line) =>
      [0, 32, 64].map(
        (pixel) =>
          `<geolocationGridPoint><line>${line}</line><pixel>${pixel}</pixel><latitude>${47 - line / 48}</latitude><longitude>${12 + pixel / 64}</longitude></geolocationGridPoint>`,
      ),
    );
    const annotation = `<product><adsHeader><missionId>S1B</missionId><startTime>2021-04-01T05:26:23</startTime><stopTime>2021-04-01T05:26:48</stopTime></adsHeader><geolocationGrid><geolocationGridPointList>${points.join('')}</geolocationGridPointList></geolocationGrid></product>`;
    await makeTar(stored(`${identifier}.tar`), {
      [`${identifier}.SAFE/manifest.safe`]: manifest,
      [`${identifier}.SAFE/annotation/s1b-vv.xml`]: annotation,
      [`${identifier}.SAFE/measurement/s1b-vv.tiff`]: bare,
    });
    await preprocessor.run([`${identifier}.tar`]);
    const [coverage] = await coveragesAt(`${identifier}/${identifier}.coverages.json`);
    const { transform, widthPx, heightPx, crs } = coverage?.grid ?? {};
    const [x = NaN, dx = NaN, , y = NaN, , dy = NaN] = transform ?? [];
    expect(crs).toBe('EPSG:4326');
    // Within one of its pixels.
    expect(Math.abs(x - 12)).toBeLessThan(1 / 48);
    expect(Math.abs(y - 47)).toBeLessThan(1 / 48);
    expect(Math.abs(x + dx * (widthPx ?? 0) - 13)).toBeLessThan(1 / 48);
    expect(Math.abs(y + dy * (heightPx ?? 0) - 46)).toBeLessThan(1 / 48);
  });

  it('without a document is named after its raster and sensed when the tags of that say', async () => {
    const path = await makeRaster(join(outside, 'tagged.tif'), {
      tags: { TIFFTAG_DATETIME: '2018:06:30 10:11:12' },
    });
    await makeTar(stored('tagged.tar'), { 'SCENE_7.tif': await readFile(path), 'readme.json': '[]' });
    await preprocessor.run(['tagged.tar']);
    const { metadata } = readMetadata(await reportAt('tagged/SCENE_7.coverages.json'), 'SCENE_7.xml');
    expect(metadata.beginTime).toEqual(new Date('2018-06-30T10:11:12Z'));
    expect(metadata.footprint).toBeDefined();
  });
});
