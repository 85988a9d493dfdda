import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EoAttributes } from '@pvs/core/catalogue/product';
import { writeGsc } from '@pvs/core/formats/gsc-writer';
import type { Position } from '@pvs/core/geometry/footprint';
import gdal from 'gdal-async';
import { pack } from 'tar-stream';

/** A small GeoTIFF for tests: a gradient, unless told otherwise in EPSG:32633. */
export interface TestRaster {
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly bands?: number;
  readonly dataType?: string;
  /** `null` for none. */
  readonly epsg?: number | null;
  readonly transform?: number[] | null;
  readonly nodata?: number;
  /** Of every pixel, instead of the gradient. */
  readonly value?: number;
  readonly colors?: readonly string[];
  readonly options?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** Value of a pixel of a test raster before it is cut to the data type. */
export const gradient = (column: number, row: number, band: number) =>
  (column * 3 + row * 5 + band * 40) % 251;

export async function makeRaster(path: string, given: TestRaster = {}): Promise<string> {
  const { widthPx = 64, heightPx = 48, bands = 1, dataType = 'Byte' } = given;
  await mkdir(dirname(path), { recursive: true });
  const dataset = gdal.open(path, 'w', ['GTiff'], widthPx, heightPx, bands, dataType, [
    ...(given.options ?? []),
  ]);
  if (given.epsg !== null) dataset.srs = gdal.SpatialReference.fromEPSG(given.epsg ?? 32633);
  if (given.transform !== null) dataset.geoTransform = given.transform ?? [500000, 10, 0, 5300000, 0, -10];
  if (given.tags) dataset.setMetadata(given.tags);
  dataset.bands.forEach((band, i) => {
    const pixels = Float64Array.from(
      { length: widthPx * heightPx },
      (_, at) => given.value ?? gradient(at % widthPx, Math.floor(at / widthPx), i),
    );
    band.pixels.write(0, 0, widthPx, heightPx, pixels);
    if (given.nodata !== undefined) band.noDataValue = given.nodata;
    const color = given.colors?.[i - 1];
    if (color) band.colorInterpretation = color;
  });
  dataset.close();
  return path;
}

/** A GSC report of a product with the identifier; with the outer ring of its footprint, and more attributes. */
export const makeReport = (
  identifier: string,
  ring?: readonly Position[],
  attributes: EoAttributes = {},
): string =>
  writeGsc(
    {
      identifier,
      ...(ring && { footprint: { type: 'MultiPolygon', coordinates: [[ring]] } }),
      beginTime: new Date('2018-06-17T10:00:00Z'),
      endTime: new Date('2018-06-17T10:00:09Z'),
      attributes: { productType: 'ORTHO', platform: 'TEST', ...attributes },
    },
    { responsibleOrgName: 'Test', dateTime: new Date('2018-06-18T00:00:00Z') },
  );

/** Writes a tar of the named contents. */
export async function makeTar(
  path: string,
  contents: Readonly<Record<string, Buffer | string>>,
): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const archive = pack();
  for (const [name, content] of Object.entries(contents)) archive.entry({ name }, content);
  archive.finalize();
  await pipeline(archive, createWriteStream(path));
  return path;
}

/** Writes plain files below a directory. */
export async function makeFiles(
  root: string,
  contents: Readonly<Record<string, Buffer | string>>,
): Promise<void> {
  for (const [name, content] of Object.entries(contents)) {
    await mkdir(dirname(`${root}/${name}`), { recursive: true });
    await writeFile(`${root}/${name}`, content);
  }
}
