import { z } from 'zod';
import type { Grid } from '@pvs/core/catalogue/product';
import { invalidInput, type PvsError } from '@pvs/core/errors';
import type { Box } from '@pvs/core/geometry/box';
import { readParams } from '@pvs/core/ows/read-params';
import { requireWcsVersion, type WcsVersion } from '@pvs/core/ows/wcs-version';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { requireCoverageFormat } from '../coverage-formats.ts';
import type { ReadCoverageRequest } from '../coverage-request.ts';
import { requireInterpolation } from '../interpolation.ts';
import { planOutputGrid } from '../plan-output-grid.ts';
import { optionalCrs, type RequestCrs } from '../request-crs.ts';
import { namespaces110 } from './capabilities-110.ts';
import { gridOfBox } from './grid-of-box.ts';
import { readRangeSubset110 } from './range-subset-110.ts';
import { planOnGrid } from './plan-on-grid.ts';

const listed = z.string().transform((text) => text.split(',').map((part) => part.trim()));
const numbers = z.string().transform((text, context) => {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (values.every(Number.isFinite)) return values;
  context.addIssue('expected numbers divided by commas');
  return z.NEVER;
});

const schema = z.object({
  identifier: z.string(),
  format: z.string(),
  boundingbox: listed.optional(),
  timesequence: z.string().optional(),
  rangesubset: z.string().optional(),
  gridbasecrs: z.string().optional(),
  gridorigin: numbers.optional(),
  gridoffsets: numbers.optional(),
  store: z.string().default('false'),
});
type Params = z.output<typeof schema>;

/**
 * GetCoverage of WCS 1.1 (OGC 07-067r5 §10.2). Coordinates are in the order that their CRS has; the answer has the
 * pixels whose middles lie in the rectangle, a document before the file.
 */
export const coverageRequest110: ReadCoverageRequest = (kvp) => {
  const version = requireWcsVersion(kvp);
  const params = readParams(schema, kvp);
  if (params.store.toLowerCase() !== 'false')
    throw wrong('store', 'nothing is stored for later: allowed is false');
  const { bands, interpolation } = readRangeSubset110(params.rangesubset);
  return {
    id: params.identifier.trim(),
    format: requireCoverageFormat(params.format),
    plan: (found, limits) => {
      const grid = answerGrid(params, found.coverage.grid);
      const time = params.timesequence;
      return planOnGrid(
        found,
        { grid, bands, time, interpolation: requireInterpolation(interpolation) },
        limits,
      );
    },
    describe: ({ id }, _plan, href) => coverages(id, href, version),
  };
};

const coverages = (id: string, href: string, version: WcsVersion): XmlFragment =>
  xml`<Coverages${namespaces110(version)}><Coverage><ows:Title>${id}</ows:Title><ows:Identifier>${id}</ows:Identifier><ows:Reference xlink:href="${href}" xlink:role="urn:ogc:def:role:WCS:1.1:coverage"/></Coverage></Coverages>`;

function answerGrid(params: Params, own: Grid): Grid {
  const [, , , , boxCrs] = params.boundingbox ?? [];
  const crs = optionalCrs(boxCrs, own, { locator: 'boundingbox', code: 'InvalidParameterValue' });
  const base = optionalCrs(params.gridbasecrs, own, {
    locator: 'gridbasecrs',
    code: 'InvalidParameterValue',
  });
  const native = inCrs(own, crs);
  const box = params.boundingbox && boxOf(params.boundingbox, crs ?? ownCrs(own));
  const { gridoffsets: offsets } = params;
  if (!offsets || !box) return inCrs(box ? gridOfBox(box, native) : native, base);
  const isSame = !base || base.code === native.crs;
  if (!isSame)
    throw wrong('boundingbox', `is in ${native.crs}, the grid in ${base.code}: expected both in one CRS`);
  return gridOfOffsets(box, stepsOf(offsets, crs ?? ownCrs(own)), params.gridorigin, { ...native, box: crs });
}

const ownCrs = ({ crs, proj4 }: Grid): RequestCrs => ({ code: crs, proj4, axisOrder: 'xy' });

const inCrs = (grid: Grid, crs: RequestCrs | undefined) =>
  planOutputGrid(grid, undefined, crs, { subsets: {}, crs: undefined });

/** A pair in the order of a CRS as east and north. */
const eastNorth = ({ axisOrder }: RequestCrs, [first = NaN, second = NaN]: readonly number[]) =>
  axisOrder === 'yx' ? { x: second, y: first } : { x: first, y: second };

function boxOf(words: readonly string[], crs: RequestCrs): Box {
  const values = words.slice(0, 4).map((word) => (word === '' ? NaN : Number(word)));
  const [low, high] = [eastNorth(crs, values.slice(0, 2)), eastNorth(crs, values.slice(2))];
  // Of one row or column the middles of pixels are a line.
  if (low.x <= high.x && low.y <= high.y)
    return { crs: crs.code, minX: low.x, minY: low.y, maxX: high.x, maxY: high.y };
  const order = crs.axisOrder === 'yx' ? 'miny,minx,maxy,maxx' : 'minx,miny,maxx,maxy';
  throw wrong(
    'boundingbox',
    `'${words.join(',').slice(0, 200)}' is no rectangle: expected ${order} in ${crs.code}`,
  );
}

/** Two offsets along the axes, or two vectors of two of which each is along one. */
function stepsOf(offsets: readonly number[], crs: RequestCrs): { readonly x: number; readonly y: number } {
  const vectors = [offsets.slice(0, 2), offsets.slice(2, 4)].map((vector) => eastNorth(crs, vector));
  const isSimple = offsets.length === 2;
  const step = (axis: 'x' | 'y') =>
    isSimple ? Math.abs(vectors[0]![axis]) : Math.max(...vectors.map((vector) => Math.abs(vector[axis])));
  const isTurned = !isSimple && vectors.some(({ x, y }) => x !== 0 && y !== 0);
  const steps = { x: step('x'), y: step('y') };
  if ((isSimple || offsets.length === 4) && !isTurned && steps.x > 0 && steps.y > 0) return steps;
  throw wrong(
    'gridoffsets',
    `'${offsets.join(',')}' are no steps of a grid along the axes: expected two or four`,
  );
}

/** The grid points in a rectangle are the middles of pixels: clients give rectangles around those, or around pixels. */
function gridOfOffsets(
  box: Box,
  { x, y }: { readonly x: number; readonly y: number },
  origin: readonly number[] | undefined,
  { crs, proj4, box: boxCrs }: Pick<Grid, 'crs' | 'proj4'> & { readonly box: RequestCrs | undefined },
): Grid {
  const at = origin && boxCrs ? eastNorth(boxCrs, origin) : { x: origin?.[0] ?? NaN, y: origin?.[1] ?? NaN };
  const start = Number.isFinite(at.x + at.y) ? at : { x: box.minX + x / 2, y: box.maxY - y / 2 };
  const columns = pointsWithin(box.minX, box.maxX, start.x, x);
  const rows = pointsWithin(box.minY, box.maxY, start.y, y);
  return {
    ...{ crs, proj4, widthPx: columns.count, heightPx: rows.count },
    transform: [columns.first - x / 2, x, 0, rows.first + (rows.count - 1) * y + y / 2, 0, -y],
  };
}

/** Numbers of clients have some digits. */
const SLACK = 0.02;

function pointsWithin(low: number, high: number, start: number, step: number) {
  const first = Math.ceil((low - start) / step - SLACK);
  const last = Math.floor((high - start) / step + SLACK);
  return { first: start + first * step, count: Math.max(1, last - first + 1) };
}

const wrong = (locator: string, message: string): PvsError =>
  invalidInput(`parameter '${locator}': ${message}`, { code: 'InvalidParameterValue', detail: { locator } });
