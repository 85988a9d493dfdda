import { blendUnder, type MapPicture } from './map-picture.ts';
import { PixelRun } from './pixel-run.ts';
import type { SourceWindow } from './source-window.ts';
import type { WarpCell } from './warp-cell.ts';

/** What the loops over windows of bytes share. */
export interface ByteWarp<Kind extends 'grey' | 'packed'> {
  readonly window: Extract<SourceWindow, { kind: Kind }>;
  readonly image: { readonly widthPx: number; readonly heightPx: number };
  readonly cells: readonly WarpCell[];
  /** Samples to bytes of the picture: 256 entries for each band. */
  readonly tables: Uint8Array;
  readonly picture: MapPicture;
  /** The picture's pixels as words: opacity in the highest byte, red in the lowest. */
  readonly words: Int32Array;
}

/** Words of a picture that share its memory. */
export const wordsOf = ({ rgba }: MapPicture) =>
  new Int32Array(rgba.buffer, rgba.byteOffset, rgba.byteLength / 4);

/**
 * Calls `draw` for each run of pixels on the image, with the position of its first pixel in the picture. Source
 * coordinates are those of the window, relative to pixel centres where `centre` is 0.5.
 */
export function eachRun<Kind extends 'grey' | 'packed'>(
  warp: ByteWarp<Kind>,
  centre: number,
  draw: (warp: ByteWarp<Kind>, run: PixelRun, firstPixel: number) => void,
): void {
  const { cells, picture, image } = warp;
  const { rect }: SourceWindow = warp.window;
  const run = new PixelRun();
  for (const cell of cells) {
    for (let row = 0; row < cell.height; row++) {
      if (!run.set(cell, row, image)) continue;
      run.sourceX -= rect.x0 + centre;
      run.sourceY -= rect.y0 + centre;
      draw(warp, run, (cell.y + row) * picture.widthPx + cell.x + run.first);
    }
  }
}

/** Puts a colour under the pixel at position `i`. */
export function putUnder(
  { words, picture }: Pick<ByteWarp<'grey'>, 'words' | 'picture'>,
  i: number,
  r: number,
  g: number,
  b: number,
  a: number,
): void {
  if (words[i] === 0) words[i] = r | (g << 8) | (b << 16) | (a << 24);
  else blendUnder(picture.rgba, i * 4, r, g, b, a);
}
