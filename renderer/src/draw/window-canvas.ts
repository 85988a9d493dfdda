import type { BlockAddress } from '../raster/block-reader.ts';
import { blockIndexOf, type CogImage, type Samples, strideOf } from '../raster/cog.ts';
import type { PixelRect } from './map-picture.ts';

/** A block, and where it lies in its image. */
export interface PlacedBlock extends BlockAddress {
  readonly column: number;
  readonly row: number;
  readonly sample: number;
}

/** The blocks of an image that a window touches; of planar images those of the given samples. */
export function blocksOf(image: CogImage, rect: PixelRect, samples: readonly number[]): PlacedBlock[] {
  const planes = image.planar ? [...new Set(samples)] : [0];
  const rows = touched(rect.y0, rect.y1, image.blockHeightPx, image.rows);
  const columns = touched(rect.x0, rect.x1, image.blockWidthPx, image.columns);
  return planes.flatMap((sample) =>
    rows.flatMap((row) =>
      columns.map((column) => {
        const index = blockIndexOf(image, column, row, sample);
        return { image, index, column, row, sample };
      }),
    ),
  );
}

/** Numbers of the blocks along one axis that pixels `from` up to but without `to` lie in. */
function touched(from: number, to: number, blockSizePx: number, count: number): number[] {
  const first = Math.max(0, Math.floor(from / blockSizePx));
  const last = Math.min(count - 1, Math.floor((to - 1) / blockSizePx));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** One or more channels of a window, interleaved. */
export type Plane = Uint8Array | Float32Array;

/** Pastes blocks into planes of a window's size. */
export class WindowCanvas {
  readonly widthPx: number;
  readonly sizePx: number;
  readonly #rect: PixelRect;
  readonly #image: CogImage;

  constructor(rect: PixelRect, image: CogImage) {
    this.widthPx = rect.x1 - rect.x0;
    this.sizePx = this.widthPx * (rect.y1 - rect.y0);
    this.#rect = rect;
    this.#image = image;
  }

  plane(bytes: boolean, channels: number): Plane {
    return bytes ? new Uint8Array(this.sizePx * channels) : new Float32Array(this.sizePx * channels);
  }

  /** Copies the samples `bands` of the blocks into the channels of a plane, in that order. */
  paste(
    plane: Plane,
    channels: number,
    placed: readonly PlacedBlock[],
    blocks: readonly (Samples | undefined)[],
    bands: readonly number[],
  ): void {
    const image = placed[0]?.image;
    if (!image) return;
    const stride = strideOf(image);
    const inOrder = !image.planar && stride === channels && bands.every((b, c) => b === c);
    const scratch =
      plane instanceof Float32Array && !inOrder ? new Float32Array(image.blockWidthPx * stride) : undefined;
    for (const [i, place] of placed.entries()) {
      const block = blocks[i];
      if (!block) continue;
      this.#eachRow(place, (from, count, to) => {
        const row = block.subarray(from * stride, (from + count) * stride);
        if (inOrder) return plane.set(row, to * channels);
        // Copying into floats first: a loop over many kinds of arrays is far slower than one over two.
        scratch?.set(row);
        const source = scratch ?? (row as Uint8Array);
        for (const [c, band] of bands.entries()) {
          if (image.planar && band !== place.sample) continue;
          pick(plane, to * channels + c, channels, source, image.planar ? 0 : band, stride, count);
        }
      });
    }
  }

  /** Copies three bands of bytes into pixels of 32 bits, the first in the lowest byte. */
  pastePacked(
    plane: Int32Array,
    placed: readonly PlacedBlock[],
    blocks: readonly (Samples | undefined)[],
    bands: readonly number[],
  ): void {
    for (const [i, place] of placed.entries()) {
      const block = blocks[i];
      if (!(block instanceof Uint8Array)) continue;
      const stride = strideOf(place.image);
      const whole = stride === 4 && bands.every((b, c) => b === c);
      this.#eachRow(place, (from, count, to) => {
        if (whole) plane.set(new Int32Array(block.buffer, block.byteOffset + from * 4, count), to);
        else if (place.image.planar) orBand(plane, to, block, from, count, bands, place.sample);
        else packRow(plane, to, block, from * stride, count, bands, stride);
      });
    }
  }

  /** 255 where there is a block, 0 where it is sparse. */
  presence(placed: readonly PlacedBlock[], blocks: readonly (Samples | undefined)[]): Uint8Array {
    const present = new Uint8Array(this.sizePx);
    for (const [i, place] of placed.entries()) {
      if (!blocks[i] || place.sample !== placed[0]?.sample) continue;
      this.#eachRow(place, (_, count, to) => present.fill(255, to, to + count));
    }
    return present;
  }

  /** For each row that block and window share: pixel in the block, pixels, pixel in the window. */
  #eachRow(
    { image, column, row }: PlacedBlock,
    copy: (from: number, count: number, to: number) => void,
  ): void {
    const { x0, y0, x1, y1 } = this.#rect;
    const [left, top] = [column * image.blockWidthPx, row * image.blockHeightPx];
    const fromX = Math.max(x0, left);
    const toX = Math.min(x1, left + image.blockWidthPx, this.#image.widthPx);
    const toY = Math.min(y1, top + image.blockHeightPx, this.#image.heightPx);
    for (let y = Math.max(y0, top); y < toY; y++) {
      copy((y - top) * image.blockWidthPx + fromX - left, toX - fromX, (y - y0) * this.widthPx + fromX - x0);
    }
  }
}

function pick(
  plane: Plane,
  first: number,
  channels: number,
  source: Plane,
  sample: number,
  stride: number,
  count: number,
): void {
  for (let i = 0, o = first, s = sample; i < count; i++, o += channels, s += stride)
    plane[o] = source[s] as number;
}

function packRow(
  plane: Int32Array,
  to: number,
  block: Uint8Array,
  first: number,
  count: number,
  bands: readonly number[],
  stride: number,
): void {
  const [red = 0, green = 0, blue = 0] = bands;
  for (let i = 0, p = first; i < count; i++, p += stride) {
    plane[to + i] =
      (block[p + red] as number) | ((block[p + green] as number) << 8) | ((block[p + blue] as number) << 16);
  }
}

function orBand(
  plane: Int32Array,
  to: number,
  block: Uint8Array,
  from: number,
  count: number,
  bands: readonly number[],
  sample: number,
): void {
  for (const [c, band] of bands.entries()) {
    if (band !== sample) continue;
    for (let i = 0; i < count; i++)
      plane[to + i] = (plane[to + i] as number) | ((block[from + i] as number) << (8 * c));
  }
}
