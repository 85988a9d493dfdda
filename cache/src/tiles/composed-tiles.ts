import type { StackConfig } from '@pvs/core/config/stack';
import { isLaidOver } from '@pvs/core/layers/is-laid-over';
import { shownAt } from '@pvs/core/layers/shown-at';
import { hasTile, matrixAt, type TileAddress } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import type { TileRequest } from './tile-request.ts';

type Composable = Pick<TileRequest, 'layer' | 'tms'>;

/**
 * Whether a tile is made of the four below it: by the stack's rules, from its place and the number of its products
 * alone, so that its key says how it is made. Outlines would become thinner and thinner.
 */
export function isComposed(
  { layer, tms }: Composable,
  { zoom }: TileAddress,
  productCount: number,
  { cache: { compose } }: StackConfig,
): boolean {
  if (!compose || zoom > compose.maxZoom || productCount < compose.minProducts) return false;
  const [above, below] = [tms.matrices[zoom], tms.matrices[zoom + 1]];
  if (!above || !below || above.resolution !== below.resolution * 2) return false;
  return isLaidOver(shownAt(layer, tms.crs, matrixAt(tms, zoom).resolution));
}

/** The stack's rules, but all tiles are drawn. */
export const drawingAll = (stack: StackConfig): StackConfig => {
  const { compose: _compose, ...cache } = stack.cache;
  return { ...stack, cache };
};

/** The tiles below a tile. */
export function tilesBelow({ tms }: Pick<TileRequest, 'tms'>, { zoom, column, row }: TileAddress) {
  const places = [0, 1].flatMap((lower) => [0, 1].map((right) => ({ right, lower }) as const));
  return places
    .map(({ right, lower }) => ({
      right: right as 0 | 1,
      lower: lower as 0 | 1,
      address: { zoom: zoom + 1, column: column * 2 + right, row: row * 2 + lower },
    }))
    .filter(({ address }) => hasTile(tms, address));
}
