import type { MapPicture } from '../draw/map-picture.ts';
import type { Address } from '../kernels/kernels.ts';
import type { Scratch } from '../kernels/scratch.ts';

/** Pictures are worked on in strips of about this size, so that none needs much scratch memory or time at once. */
const STRIP_BYTES = 1 << 20;

/** Room in front, so that whole vectors can be worked on there. */
const SPARE_BYTES = 16;

/** Rows of a picture: from `first`, `rows` of them. */
export interface Strip {
  readonly first: number;
  readonly rows: number;
}

export function stripsOf({ widthPx, heightPx }: MapPicture): Strip[] {
  const most = Math.max(1, Math.floor(STRIP_BYTES / (widthPx * 4)));
  const count = Math.ceil(heightPx / most);
  return Array.from({ length: count }, (_, i) => ({
    first: i * most,
    rows: Math.min(most, heightPx - i * most),
  }));
}

/** Pixels in scratch memory. `count` is a multiple of four: past the end the last pixel is repeated. */
export interface PlacedRows {
  readonly address: Address;
  readonly count: number;
}

/** Copies a strip into scratch memory, with the row before it in front: nothing before the first one. */
export function placeRows(
  { rgba, widthPx }: MapPicture,
  { first, rows }: Strip,
  scratch: Scratch,
): PlacedRows {
  const rowBytes = widthPx * 4;
  const count = Math.ceil((widthPx * rows) / 4) * 4;
  const before = scratch.allocate(SPARE_BYTES + rowBytes + count * 4) + SPARE_BYTES;
  const { bytes } = scratch;
  const address = before + rowBytes;
  if (first === 0) bytes.fill(0, before, address);
  const from = Math.max(0, first - 1) * rowBytes;
  bytes.set(rgba.subarray(from, (first + rows) * rowBytes), first === 0 ? address : before);
  const end = address + rows * rowBytes;
  for (let past = end; past < address + count * 4; past += 4) bytes.copyWithin(past, end - 4, end);
  return { address, count };
}
