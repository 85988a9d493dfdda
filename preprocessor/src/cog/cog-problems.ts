import type { TiffDirectory } from './tiff-directories.ts';

const REDUCED = 1;
const MASK = 4;

/**
 * What keeps a TIFF from being a Cloud Optimized GeoTIFF (OGC 21-026 §7), as sentences; none for one that is.
 * Masks are laid out like the images they belong to.
 */
export function cogProblems(directories: readonly TiffDirectory[], blockPx: number): string[] {
  const [main] = directories;
  if (!main) return ['it has no image'];
  const images = directories.filter(({ subfileType }) => (subfileType & MASK) === 0);
  const masks = directories.filter(({ subfileType }) => (subfileType & MASK) !== 0);
  return [
    ...(main.subfileType === 0 ? [] : ['its first directory is not the full image']),
    ...directories.flatMap(untiled),
    ...pyramidProblems('overviews', images, blockPx),
    ...(masks.length > 0 ? pyramidProblems('overviews of its mask', masks, blockPx) : []),
    ...(isAscending(directories.map(({ offset }) => offset)) ? [] : ['its directories are not in order']),
    ...(dataFromSmallToLarge(images) ? [] : ['the data of an overview lie after those of a larger image']),
  ];
}

function untiled({ widthPx, heightPx, tileWidthPx, tileHeightPx }: TiffDirectory): string[] {
  return tileWidthPx > 0 && tileHeightPx > 0
    ? []
    : [`its image of ${widthPx} × ${heightPx} pixels is not tiled`];
}

function pyramidProblems(what: string, levels: readonly TiffDirectory[], blockPx: number): string[] {
  // A raster of a few columns only gets shorter.
  const sizes = levels.map(({ widthPx, heightPx }) => widthPx + heightPx);
  const last = levels.at(-1);
  const reduced = levels.slice(1).every(({ subfileType }) => (subfileType & REDUCED) !== 0);
  const complete = last !== undefined && Math.min(last.widthPx, last.heightPx) <= blockPx;
  return [
    ...(isAscending(sizes.toReversed()) && reduced ? [] : [`its ${what} do not get smaller one by one`]),
    ...(complete ? [] : [`its ${what} end before one tile shows all`]),
  ];
}

function dataFromSmallToLarge(images: readonly TiffDirectory[]): boolean {
  const offsets = images.flatMap(({ firstTileOffset }) => firstTileOffset ?? []);
  return isAscending(offsets.toReversed());
}

const isAscending = (values: readonly number[]) =>
  values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0));
