import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRaster } from '../testing/make-package.ts';
import { openRaster } from './open-raster.ts';

let root: string;
let secret: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-references-'));
  secret = await makeRaster(join(root, 'elsewhere', 'secret.tif'), { widthPx: 32, heightPx: 24, value: 77 });
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** GDAL's auxiliary metadata that says where overviews are. */
const overviewsIn = (file: string) =>
  `<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">${file}</MDI></Metadata></PAMDataset>`;

/** A file of a format that is made of references. */
const leadingTo = (file: string) => `<VRTDataset rasterXSize="32" rasterYSize="24">
  <VRTRasterBand dataType="Byte" band="1">
    <SimpleSource><SourceFilename relativeToVRT="0">${file}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>
  </VRTRasterBand>
</VRTDataset>`;

/** Puts something beside a raster of 64 × 48 pixels of 9, and gives the raster's path. */
const HOSTILE: Readonly<Record<string, (image: string) => Promise<void>>> = {
  'auxiliary metadata that name overviews elsewhere': (image) =>
    writeFile(`${image}.aux.xml`, overviewsIn(secret)),
  'a tag that names overviews elsewhere': (image) => {
    const raster = gdal.open(image, 'r+');
    raster.setMetadata({ OVERVIEW_FILE: secret }, 'OVERVIEWS');
    raster.close();
    return Promise.resolve();
  },
  'overviews beside it that are of another format': (image) => writeFile(`${image}.ovr`, leadingTo(secret)),
  'overviews whose own overviews lie elsewhere': async (image) => {
    await makeRaster(`${image}.ovr`, { widthPx: 48, heightPx: 36, value: 9 });
    await writeFile(`${image}.ovr.aux.xml`, overviewsIn(secret));
  },
};

const overviewValues = (dataset: gdal.Dataset) => {
  const { overviews } = dataset.bands.get(1);
  return Array.from({ length: overviews.count() }, (_, i) => overviews.get(i).pixels.get(0, 0));
};

describe('a raster', () => {
  it.each(Object.entries(HOSTILE))('with %s is refused, which GDAL would follow', async (what, prepare) => {
    const directory = join(root, what.replaceAll(/\W/g, '-'));
    await mkdir(directory);
    const path = await makeRaster(join(directory, 'image.tif'), { value: 9 });
    await prepare(path);
    expect(overviewValues(gdal.open(path))).toContain(77);
    expect(() => openRaster({ path, driver: 'GTiff' })).toThrow(
      expect.objectContaining({
        code: 'UnsupportedRaster',
        message: expect.stringMatching(/may not refer to other files: image\.tif/),
      }),
    );
  });

  it.each(['IMAGE.TIF.OVR', 'image.tif.msk', 'image.tif.ovr.msk'])(
    'is refused with a %s that is no TIFF',
    async (name) => {
      const directory = join(root, `case-${name}`);
      const path = await makeRaster(join(directory, 'image.tif'));
      await writeFile(join(directory, name), leadingTo(secret));
      expect(() => openRaster({ path, driver: 'GTiff' })).toThrow(/is no TIFF/);
    },
  );

  it('keeps its overviews and its mask in TIFFs beside it', async () => {
    const directory = join(root, 'good');
    const path = await makeRaster(join(directory, 'image.tif'), { value: 9 });
    await makeRaster(`${path}.ovr`, { widthPx: 32, heightPx: 24, value: 8 });
    await makeRaster(`${path}.msk`, { value: 255, tags: { INTERNAL_MASK_FLAGS_1: '2' } });
    const dataset = openRaster({ path, driver: 'GTiff' });
    expect(overviewValues(dataset)).toEqual([8]);
    expect(dataset.bands.get(1).getMaskFlags()).toBe(2);
    dataset.close();
  });
});
