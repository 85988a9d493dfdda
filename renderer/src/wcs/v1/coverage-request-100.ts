import { z } from 'zod';
import type { Grid } from '@pvs/core/catalogue/product';
import { invalidInput, type PvsError } from '@pvs/core/errors';
import { type Box, heightOf, widthOf } from '@pvs/core/geometry/box';
import { integerParam, readParams } from '@pvs/core/ows/read-params';
import { requireCoverageFormat } from '../coverage-formats.ts';
import type { ReadCoverageRequest } from '../coverage-request.ts';
import { boxOfGrid } from '../grid-transform.ts';
import { requireInterpolation } from '../interpolation.ts';
import type { Scale } from '../parse-scale.ts';
import { planOutputGrid, scaledGrid } from '../plan-output-grid.ts';
import { optionalCrs, type RequestCrs } from '../request-crs.ts';
import { gridOfBox } from './grid-of-box.ts';
import { planOnGrid } from './plan-on-grid.ts';

/** More than any limit. */
const MAX_SIDE_PX = 100_000_000;

const numbersParam = (count: number) =>
  z.string().transform((text, context) => {
    const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
    if (values.length >= count && values.slice(0, count).every(Number.isFinite)) return values;
    context.addIssue(`expected ${count} numbers divided by commas`);
    return z.NEVER;
  });
const resolutionParam = z.string().transform((text, context) => {
  const value = Math.abs(Number(text));
  if (value > 0 && Number.isFinite(value)) return value;
  context.addIssue('expected a number other than 0');
  return z.NEVER;
});

const schema = z.object({
  coverage: z.string(),
  format: z.string(),
  crs: z.string().optional(),
  bbox: numbersParam(4).optional(),
  response_crs: z.string().optional(),
  width: integerParam(1, MAX_SIDE_PX).optional(),
  height: integerParam(1, MAX_SIDE_PX).optional(),
  resx: resolutionParam.optional(),
  resy: resolutionParam.optional(),
  time: z.string().optional(),
  interpolation: z.string().optional(),
  band: z.string().optional(),
  bands: z.string().optional(),
});
type Params = z.output<typeof schema>;

/**
 * GetCoverage of WCS 1.0.0 (OGC 03-065r6 §9.2). Coordinates are east before north, whatever the CRS; the answer is the
 * rectangle in so many pixels, or in pixels of the coverage's size.
 */
export const coverageRequest100: ReadCoverageRequest = (kvp) => {
  const params = readParams(schema, kvp);
  const bands = params.band ?? params.bands ?? kvp.get('rangesubset');
  const interpolation = requireInterpolation(params.interpolation);
  return {
    id: params.coverage.trim(),
    format: requireCoverageFormat(params.format),
    plan: (found, limits) => {
      const grid = answerGrid(params, found.coverage.grid);
      return planOnGrid(found, { grid, bands, time: params.time, interpolation }, limits);
    },
  };
};

function answerGrid(params: Params, own: Grid): Grid {
  const asked = optionalCrs(params.crs, own, { locator: 'crs', code: 'InvalidParameterValue' });
  const response = optionalCrs(params.response_crs, own, {
    ...{ locator: 'response_crs', code: 'InvalidParameterValue' },
  });
  const native = inCrs(own, asked);
  const part = params.bbox ? gridOfBox(boxOf(params.bbox, native.crs), native) : native;
  const answer = inCrs(part, response);
  const size = sizeOf(params, boxOfGrid(answer));
  return size ? scaledGrid(answer, size) : answer;
}

const inCrs = (grid: Grid, crs: RequestCrs | undefined) =>
  planOutputGrid(grid, undefined, crs, { subsets: {}, crs: undefined });

function boxOf([minX = 0, minY = 0, maxX = 0, maxY = 0]: readonly number[], crs: string): Box {
  if (minX < maxX && minY < maxY) return { crs, minX, minY, maxX, maxY };
  throw wrong('bbox', `'${[minX, minY, maxX, maxY].join(',')}' has no area: expected minx,miny,maxx,maxy`);
}

/** As many pixels as are wanted, or as fit; undefined where they are as large as the coverage's. */
function sizeOf({ width, height, resx, resy }: Params, box: Box): Scale | undefined {
  if ((width === undefined) !== (height === undefined))
    throw wrong(width === undefined ? 'width' : 'height', 'is missing: width and height belong together');
  if ((resx === undefined) !== (resy === undefined))
    throw wrong(resx === undefined ? 'resx' : 'resy', 'is missing: resx and resy belong together');
  if (width !== undefined && resx !== undefined)
    throw wrong('resx', 'is given beside width: expected one of them');
  if (width !== undefined) return { x: { sizePx: width }, y: { sizePx: height! } };
  if (resx === undefined) return undefined;
  const pixels = (length: number, resolution: number) => Math.max(1, Math.round(length / resolution));
  return { x: { sizePx: pixels(widthOf(box), resx) }, y: { sizePx: pixels(heightOf(box), resy!) } };
}

const wrong = (locator: string, message: string): PvsError =>
  invalidInput(`parameter '${locator}' ${message}`, { code: 'InvalidParameterValue', detail: { locator } });
