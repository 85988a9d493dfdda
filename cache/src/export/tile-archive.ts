import type { TileAddress } from '@pvs/core/tile-matrix-set/tile-matrix-set';

/** The one form that the tiles of an archive have. */
export type ArchiveTileFormat = 'png' | 'jpeg' | 'webp';

/** What an archive says about itself. */
export interface ArchiveAbout {
  readonly name: string;
  readonly description: string;
  readonly attribution: string;
  readonly format: ArchiveTileFormat;
  /** West, south, east, north, degrees. */
  readonly bounds: readonly [number, number, number, number];
  readonly minZoom: number;
  readonly maxZoom: number;
}

/** A file of tiles that is being written. It has its name only when it is whole. */
export interface TileArchive {
  /** Zoom by zoom from the lowest, and along the Hilbert curve in each; rows count from the top. */
  add(address: TileAddress, body: Buffer): void;
  /** Makes the file whole and gives it its name. */
  finish(about: ArchiveAbout): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** Where viewers begin: in the middle, at the lowest zoom. */
export function centerOf({ bounds: [west, south, east, north], minZoom }: ArchiveAbout) {
  return [(west + east) / 2, (south + north) / 2, minZoom] as const;
}
