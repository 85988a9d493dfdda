import { join } from 'node:path';
import { invalidInput } from '@pvs/core/errors';
import type { TiePoint } from '@pvs/core/formats/metadata-format';
import type { Georeference, RasterInfo } from '../gdal/gdal-job.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import type { GivenGeoreference } from '../request/given-georeference.ts';
import { cornersAuxiliary, tiePointsAuxiliary, transformAuxiliary } from './auxiliary.ts';
import { planGeoreference } from './plan-georeference.ts';
import type { PlacedRaster, RasterSource } from './raster-source.ts';
import { writeAuxiliary } from './write-auxiliary.ts';

/** Puts a raster where its message says, whatever the file says itself. */
export async function placeAsTold(
  { files, sources, workDir }: Pick<PreprocessState, 'files' | 'sources' | 'workDir'>,
  source: RasterSource,
  given: GivenGeoreference,
): Promise<PlacedRaster> {
  const { file, raster, info } = source;
  const { auxiliary, georeference } = toldBy(given, source);
  const directory = join(workDir, 'placed', String(sources.indexOf(source)));
  return {
    file,
    raster: await writeAuxiliary(raster, file, files, auxiliary(info), directory),
    georeference,
  };
}

function toldBy(given: GivenGeoreference, source: RasterSource) {
  switch (given.by) {
    case 'box': {
      const [minX, minY, maxX, maxY] = given.box;
      const auxiliary = ({ widthPx, heightPx }: RasterInfo) =>
        transformAuxiliary([minX, (maxX - minX) / widthPx, 0, maxY, 0, (minY - maxY) / heightPx], given.crs);
      return { auxiliary, georeference: { by: 'transform' } satisfies Georeference };
    }
    case 'corners': {
      const georeference = planGeoreference(source, given);
      return { auxiliary: (info: RasterInfo) => cornersAuxiliary(given.corners, info), georeference };
    }
    case 'gcps': {
      const { widthPx, heightPx } = source.info;
      const points = given.points.map(([column, row, x, y]): TiePoint => ({
        column: column === 'ncol' ? widthPx : column,
        row: row === 'nrow' ? heightPx : row,
        position: [x, y],
      }));
      return byPoints(points, given.crs, source);
    }
    case 'grid': {
      const points = given.rows.flatMap((row, r) =>
        row.map((position, c): TiePoint => ({
          column: c * given.stepPx,
          row: r * given.stepLines,
          position,
        })),
      );
      return byPoints(points, given.crs, source);
    }
  }
}

function byPoints(points: readonly TiePoint[], crs: string, { file, info, parts }: RasterSource) {
  const outside = points.find(
    ({ column, row }) => column < 0 || row < 0 || column > info.widthPx * 2 || row > info.heightPx * 2,
  );
  if (outside) {
    throw invalidInput(
      `${file} has ${info.widthPx} × ${info.heightPx} pixels, and its message a point at column ${outside.column}, row ${outside.row}: expected column before row, from 0 0 at the upper left`,
      { code: 'NotGeoreferenced', detail: { file } },
    );
  }
  const told = { ...info, gcpCount: points.length, gcpCrs: crs };
  const { crs: _own, transform: _transform, corners: _corners, ...bare } = told;
  return {
    auxiliary: () => tiePointsAuxiliary(points, crs),
    georeference: planGeoreference({ file, info: bare, parts }),
  };
}
