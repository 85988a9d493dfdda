import type { Grid } from '@pvs/core/catalogue/product';
import { projector } from '@pvs/core/crs/crs';
import { invalidInput } from '@pvs/core/errors';
import { type Box, boxAround, heightOf, widthOf } from '@pvs/core/geometry/box';
import { boxOfGrid, toGround } from './grid-transform.ts';
import type { AxisScale, Scale } from './parse-scale.ts';
import type { Subsets } from './parse-subsets.ts';
import type { RequestCrs } from './request-crs.ts';

const OPEN = { low: -Infinity, high: Infinity };
/** Points along each edge of what is projected. */
const STEPS = 64;

/**
 * The grid that a part of a coverage is answered on: its own, or north up in another CRS with pixels as large as
 * GDAL would make them, so that the diagonal has as many; then scaled. Of a part that was selected in the CRS of the
 * answer it ends where the selection does.
 */
export function planOutputGrid(
  part: Grid,
  scale: Scale | undefined,
  output: RequestCrs | undefined,
  selected: { readonly subsets: Subsets; readonly crs: RequestCrs | undefined },
): Grid {
  const isForeign = output && output.code !== part.crs;
  const grid = isForeign ? projectedGrid(part, output, selected) : part;
  return scale ? scaledGrid(grid, scale) : grid;
}

/** A grid in the same place with another number of pixels. */
export function scaledGrid(grid: Grid, { x, y }: Scale): Grid {
  const widthPx = scaledSize(grid.widthPx, x);
  const heightPx = scaledSize(grid.heightPx, y);
  const [originX, a, b, originY, d, e] = grid.transform;
  const [across, down] = [grid.widthPx / widthPx, grid.heightPx / heightPx];
  const transform = [originX, a * across, b * down, originY, d * across, e * down] as const;
  return { ...grid, widthPx, heightPx, transform };
}

function scaledSize(sizePx: number, scale: AxisScale | undefined): number {
  if (!scale) return sizePx;
  return 'sizePx' in scale ? scale.sizePx : Math.max(1, Math.round(sizePx * scale.factor));
}

function projectedGrid(
  part: Grid,
  crs: RequestCrs,
  { subsets: { x, y }, crs: selectedIn }: Parameters<typeof planOutputGrid>[3],
): Grid {
  const whole = projectedOutline(part, crs);
  const isSame = selectedIn?.code === crs.code;
  const [xIn, yIn] = [(isSame && x) || OPEN, (isSame && y) || OPEN];
  const box = {
    ...whole,
    minX: Math.max(whole.minX, xIn.low),
    maxX: Math.min(whole.maxX, xIn.high),
    minY: Math.max(whole.minY, yIn.low),
    maxY: Math.min(whole.maxY, yIn.high),
  };
  const pixel = Math.hypot(widthOf(whole), heightOf(whole)) / Math.hypot(part.widthPx, part.heightPx);
  const widthPx = Math.max(1, Math.round(widthOf(box) / pixel));
  const heightPx = Math.max(1, Math.round(heightOf(box) / pixel));
  const [width, height] = [widthOf(box) / widthPx, heightOf(box) / heightPx];
  return {
    ...{ crs: crs.code, proj4: crs.proj4, widthPx, heightPx },
    transform: [box.minX, width, 0, box.maxY, 0, -height],
  };
}

/** The rectangle around a grid in another CRS, from points of its edges. */
function projectedOutline(part: Grid, crs: RequestCrs): Box {
  const project = projector(part.proj4, crs.proj4);
  const points: (readonly [number, number])[] = [];
  for (let i = 0; i <= STEPS; i++) {
    const [x, y] = [(part.widthPx * i) / STEPS, (part.heightPx * i) / STEPS];
    for (const [column, row] of [
      [x, 0],
      [x, part.heightPx],
      [0, y],
      [part.widthPx, y],
    ] as const)
      points.push(project(...toGround(part.transform, column, row)));
  }
  const box = boxAround(
    crs.code,
    points.filter((point) => point.every(Number.isFinite)),
  );
  if (box && widthOf(box) > 0 && heightOf(box) > 0) return box;
  const { minX, minY, maxX, maxY } = boxOfGrid(part);
  throw invalidInput(
    `what is selected, ${[minX, minY, maxX, maxY].join(', ')} in ${part.crs}, cannot be projected to ${crs.code}`,
    { code: 'OutputCrs-NotSupported', detail: { locator: 'outputcrs' } },
  );
}
