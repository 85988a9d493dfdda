import {
  LONG,
  LONG8,
  type Tag,
  tiffHeader,
  type TiffKind,
  writeDirectory,
} from '../encode/tiff-directory.ts';
import { type CoveragePlan, SAMPLE_BYTES } from './plan-coverage.ts';
import { piecesOf, type TiffShape } from './tiff-shape.ts';

/** Where classic TIFF's offsets end. */
const CLASSIC_BYTES = 2 ** 32 - 1;
/** More than all but the blocks' places takes. */
const TAGS_BYTES = 65_536;

/** Where blocks are, counted from the first one of the file. */
export interface BlockPlaces {
  readonly offsets: number[];
  readonly sizes: number[];
}

/** The blocks of an image and of its mask. */
export interface ImagePlaces {
  readonly image: BlockPlaces;
  readonly mask?: BlockPlaces;
}

/** Places that are still to be found. */
export function unplaced({ columns, rows, planes }: TiffShape, hasMask: boolean): ImagePlaces {
  const empty = (count: number) => ({
    offsets: Array<number>(count).fill(0),
    sizes: Array<number>(count).fill(0),
  });
  const count = columns * rows;
  return { image: empty(count * planes), ...(hasMask ? { mask: empty(count) } : {}) };
}

/** Enters the blocks of a tile, one behind the other: of each plane, then of the mask. Returns where they end. */
export function placeTile(
  { image, mask }: ImagePlaces,
  { columns, rows, planes }: TiffShape,
  tile: number,
  sizes: readonly number[],
  at: number,
): number {
  let next = at;
  for (const [i, size] of sizes.entries()) {
    const places = i < planes ? image : mask!;
    const index = i < planes ? i * columns * rows + tile : tile;
    places.offsets[index] = next;
    places.sizes[index] = size;
    next += size;
  }
  return next;
}

/** Where uncompressed blocks are, and how much they are. */
export function placeUncompressed(plan: CoveragePlan, shape: TiffShape, hasMask: boolean) {
  const places = unplaced(shape, hasMask);
  const pixelBytes = (plan.bands.length / shape.planes) * SAMPLE_BYTES[plan.dataType];
  let dataBytes = 0;
  for (const { first, tiles } of piecesOf(plan, shape))
    for (const [i, { x0, x1, y0, y1 }] of tiles.entries()) {
      const sizes = Array<number>(shape.planes).fill((x1 - x0) * (y1 - y0) * pixelBytes);
      if (hasMask) sizes.push(Math.ceil((x1 - x0) / 8) * (y1 - y0));
      dataBytes = placeTile(places, shape, first + i, sizes, dataBytes);
    }
  return { places, dataBytes };
}

/** An image of a file with its blocks. */
export interface TiffDirectory {
  readonly tags: readonly Tag[];
  readonly shape: TiffShape;
  readonly places: BlockPlaces;
}

/** What a TIFF begins with: all directories, which tell where the blocks behind them are. A BigTIFF beyond 4 GB. */
export function tiffHead(directories: readonly TiffDirectory[], dataBytes: number): Buffer {
  const blocks = directories.reduce((sum, { places }) => sum + places.sizes.length, 0);
  const kind = dataBytes + blocks * 16 + TAGS_BYTES > CLASSIC_BYTES ? 'big' : 'classic';
  const start = tiffHeader(kind, 0).length;
  const write = (dataAt: number) => {
    const written: Buffer[] = [];
    let at = start;
    for (const [i, directory] of directories.entries()) {
      const bytes = writeOne(directory, { at, dataAt, kind, isLast: i === directories.length - 1 });
      written.push(bytes);
      at += bytes.length;
    }
    return Buffer.concat([tiffHeader(kind, start), ...written]);
  };
  const dataAt = Math.ceil(write(0).length / 16) * 16;
  return Buffer.concat([write(dataAt)], dataAt);
}

interface DirectoryPlace {
  readonly at: number;
  readonly dataAt: number;
  readonly kind: TiffKind;
  readonly isLast: boolean;
}

function writeOne({ tags, shape, places }: TiffDirectory, { at, dataAt, kind, isLast }: DirectoryPlace) {
  const all = [...tags, ...blockTags(shape, places, dataAt, kind)];
  return writeDirectory(all, at, kind, isLast ? 'last' : 'followed');
}

function blockTags(
  { isTiled, blockWidthPx, blockHeightPx }: TiffShape,
  { offsets, sizes }: BlockPlaces,
  dataAt: number,
  kind: TiffKind,
): Tag[] {
  const type = kind === 'big' ? LONG8 : LONG;
  // Of blocks that were never written both are 0.
  const placed = offsets.map((offset, i) => (sizes[i] === 0 ? 0 : offset + dataAt));
  if (!isTiled) {
    return [
      [273, type, placed],
      [278, LONG, [blockHeightPx]],
      [279, LONG, sizes],
    ];
  }
  return [
    [322, LONG, [blockWidthPx]],
    [323, LONG, [blockHeightPx]],
    [324, type, placed],
    [325, LONG, sizes],
  ];
}
