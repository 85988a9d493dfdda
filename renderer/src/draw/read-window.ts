import type { ReadBlocks } from '../raster/block-reader.ts';
import type { Cog, CogLevel, Samples } from '../raster/cog.ts';
import type { PixelRect } from './map-picture.ts';
import { blocksOf, type PlacedBlock } from './placed-block.ts';

/** What to read of one pyramid level. */
export interface WindowRequest {
  readonly cog: Cog;
  readonly level: CogLevel;
  /** Level pixels; beyond the image the outermost pixels are repeated. */
  readonly rect: PixelRect;
  /** One or three. */
  readonly bands: readonly number[];
  /** The no-data value of each of `bands`. */
  readonly nodata: readonly (number | undefined)[];
  readonly alphaBand?: number;
}

/** A block with its samples; undefined where it is sparse. */
export interface ReadBlock {
  readonly place: PlacedBlock;
  readonly samples: Samples | undefined;
}

/** The blocks that a window is put together from. */
export interface WindowBlocks {
  readonly request: WindowRequest;
  readonly image: readonly ReadBlock[];
  readonly mask: readonly ReadBlock[];
}

/** Reads the blocks of a window. Undefined where all of it is without data. */
export async function readWindow(
  request: WindowRequest,
  readBlocks: ReadBlocks,
): Promise<WindowBlocks | undefined> {
  const { cog, level, rect, bands, alphaBand } = request;
  const wanted = blocksOf(level.image, rect, alphaBand === undefined ? bands : [...bands, alphaBand]);
  const places = level.mask ? [...wanted, ...blocksOf(level.mask, rect, [0])] : wanted;
  const blocks = await readBlocks(cog, places);
  const read = places.map((place, i): ReadBlock => ({ place, samples: blocks[i] }));
  const image = read.slice(0, wanted.length);
  // Under a mask or an alpha band what was never written is black, elsewhere it is no data.
  const isSparse = !level.mask && alphaBand === undefined && image.every(({ samples }) => !samples);
  return isSparse ? undefined : { request, image, mask: read.slice(wanted.length) };
}
