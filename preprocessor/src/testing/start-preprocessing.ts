import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSidecar, type Sidecar } from '@pvs/core/catalogue/sidecar';
import type { Problem } from '@pvs/core/queue/stage-keys';
import gdal from 'gdal-async';
import { gradient, makeRaster, makeReport, makeTar, type TestRaster } from './make-package.ts';
import { startPreprocessor } from './start-preprocessor.ts';

type Files = Readonly<Record<string, Buffer | string>>;

/** What a package came to. */
export interface Made {
  readonly sidecar: Sidecar;
  readonly datasets: readonly gdal.Dataset[];
  readonly masks: readonly gdal.Dataset[];
}

/** Size of a test raster that says no other. */
export const WIDTH = 64;
export const HEIGHT = 48;

/** Values of a band of a test raster. */
export const made = (band = 1): number[] =>
  Array.from({ length: WIDTH * HEIGHT }, (_, i) => gradient(i % WIDTH, Math.floor(i / WIDTH), band));

/** All values of a band, or of its mask. */
export const pixels = (dataset: gdal.Dataset | undefined, band = 1): number[] =>
  all(dataset?.bands.get(band));
export const maskOf = (dataset: gdal.Dataset | undefined): number[] =>
  all(dataset?.bands.get(1).getMaskBand() ?? undefined);

function all(band: gdal.RasterBand | undefined): number[] {
  const { x = 0, y = 0 } = band?.size ?? {};
  return [...((band?.pixels.read(0, 0, x, y) ?? []) as Uint8Array)];
}

/** The preprocessor with product types that differ in their steps: `{ID}_1` is the product of type `ID`. */
export async function startPreprocessing(types: Readonly<Record<string, object>>) {
  const productTypes = Object.entries(types).map(([id, rest]) => ({
    id,
    collection: 'TEST',
    match: { identifier: `^${id}_` },
    ...('preprocess' in rest ? rest : { preprocess: rest }),
  }));
  const stack = JSON.stringify({ stack: 'test', title: 'Test', collections: [{ id: 'TEST' }], productTypes });
  const preprocessor = await startPreprocessor({ stack });
  const scratch = join(preprocessor.root, 'made');
  await mkdir(scratch);
  let count = 0;
  const push = async (type: string, files: Files, report: string): Promise<Problem> => {
    const id = `in/${type}.tar`;
    await makeTar(join(preprocessor.storage, id), { 'report.xml': report, ...files });
    await preprocessor.run([id]);
    return preprocessor.problem(id);
  };
  return {
    ...preprocessor,
    /** A path for a file of a test. */
    path: (name: string) => join(scratch, name),
    raster: async (given?: TestRaster) => readFile(await makeRaster(join(scratch, `${count++}.tif`), given)),
    /** Runs a package that has to come to something. */
    async make(type: string, files: Files, report = makeReport(`${type}_1`)): Promise<Made> {
      const problem = await push(type, files, report);
      if (problem.code) throw new Error(`${problem.code}: ${problem.message}`);
      const key = `in/${type}/${type}_1.coverages.json`;
      const sidecar = parseSidecar(await readFile(join(preprocessor.storage, key)), key);
      const opened = (one: { objectKey: string }) => gdal.open(join(preprocessor.storage, one.objectKey));
      return { sidecar, datasets: sidecar.coverages.map(opened), masks: sidecar.masks.map(opened) };
    },
    /** Runs a package that has to fail. */
    fail: (type: string, files: Files) => push(type, files, makeReport(`${type}_1`)),
  };
}

export type TestPreprocessing = Awaited<ReturnType<typeof startPreprocessing>>;
