import { emptyTile } from './empty-tile.ts';
import type { TilePlan } from './tile-plan.ts';
import type { TileRequest } from './tile-request.ts';

/** An answered tile. */
export interface Tile {
  readonly body: Buffer;
  /**
   * Whether it was kept, drawn for this request, is empty without drawing, or is an earlier state of a tile that
   * cannot be drawn now.
   */
  readonly origin: 'hit' | 'miss' | 'empty' | 'stale';
  /** Of the content that is in `body`; see {@link TilePlan}. */
  readonly hash: string;
}

/** `kept` is empty or absent for an empty tile. */
export function tileOf(
  { format, tms }: TileRequest,
  { hash }: TilePlan,
  origin: Tile['origin'],
  kept?: Buffer,
): Tile {
  return { body: kept && kept.length > 0 ? kept : emptyTile(format.name, tms.tileSizePx), origin, hash };
}
