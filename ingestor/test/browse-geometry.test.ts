import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSidecar } from '@pvs/core/catalogue/sidecar';
import { readMetadata } from '@pvs/core/formats/read-metadata';
import { makeRaster } from '@pvs/preprocessor/testing/make-package';
import { startPreprocessor, type TestPreprocessor } from '@pvs/preprocessor/testing/start-preprocessor';
import { parseReport } from '../src/browse-reports/parse-report.ts';
import { planBrowse } from '../src/browse-reports/plan-browse.ts';

const directory = join(import.meta.dirname, '../../../shared/data/metadata/ngeo-browse-reports');
const hasTools = spawnSync('gdaltransform', ['--version']).status === 0;
const isThere = existsSync(directory) && hasTools;
const MISSING = `no real browse reports (${directory}) or no gdaltransform: places are not compared`;
// oxlint-disable-next-line no-console -- a skipped test must not look like a passed one
if (!isThere) console.warn(MISSING);

let preprocessor: TestPreprocessor;
beforeAll(async () => {
  preprocessor = await startPreprocessor();
});
afterAll(() => preprocessor.stop());

describe.runIf(isThere)('where GDAL puts a browse by the tie points of its report', () => {
  it.each([
    ['browseReport_footprint.xml', 7, 6],
    ['browseReport_regularGrid.xml', 6, 5],
    ['browseReport_regularGrid_old.xml', 6, 5],
  ])('is where the product of %s lies, within a pixel', async (name, widthPx, heightPx) => {
    const report = parseReport(readFileSync(join(directory, name)));
    const path = `${name.replace('.xml', '')}.tif`;
    const size = { widthPx, heightPx, epsg: null, transform: null };
    await makeRaster(join(preprocessor.storage, path), size);
    const plan = planBrowse(report, report.browses[0]!, { path, strategy: 'replace', mergeWithinS: 0 });
    if (plan.action === 'skip') throw new Error('nothing to skip');
    await preprocessor.run([plan.message], 'preprocess-md_queue');
    expect(await preprocessor.problem(path)).toEqual({});
    const outline = await outlineOf(path.replace('.tif', ''), plan.identifier);
    const corners = gdalCorners(plan.message, widthPx, heightPx);
    const pixel = distance(corners[0]!, corners[1]!) / widthPx;
    for (const corner of corners) {
      expect(Math.min(...outline.map((position) => distance(position, corner)))).toBeLessThan(pixel);
    }
  });
});

type Position = readonly [lon: number, lat: number];

const distance = (a: Position, b: Position) => Math.hypot(a[0] - b[0], a[1] - b[1]);

async function outlineOf(prefix: string, identifier: string) {
  const key = `${prefix}/${identifier}.coverages.json`;
  const stored = (key: string) => readFileSync(join(preprocessor.storage, key));
  const { report = '' } = parseSidecar(stored(key), key);
  return readMetadata(stored(report), 'report.xml').metadata.footprint?.coordinates.flat(2) as Position[];
}

/** The corners of the image by GDAL's thin plate spline through the points of a message. */
function gdalCorners(message: string, widthPx: number, heightPx: number): Position[] {
  const { georeference } = JSON.parse(message) as {
    georeference: {
      points?: number[][];
      rows?: number[][][];
      stepPx: number;
      stepLines: number;
    };
  };
  const { points, rows = [], stepPx, stepLines } = georeference;
  const all =
    points ?? rows.flatMap((row, r) => row.map((place, c) => [c * stepPx, r * stepLines, ...place]));
  const gcps = all.flatMap((point) => ['-gcp', ...point.map(String)]);
  const corners = [
    [0, 0],
    [widthPx, 0],
    [widthPx, heightPx],
    [0, heightPx],
  ]
    .map((corner) => corner.join(' '))
    .join('\n');
  const answer = execFileSync('gdaltransform', ['-tps', '-output_xy', ...gcps], {
    input: corners,
    encoding: 'utf8',
  });
  return answer
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number) as unknown as Position);
}
