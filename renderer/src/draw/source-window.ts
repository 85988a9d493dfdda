import type { ReadBlocks } from '../raster/block-reader.ts';
import type { Cog, CogLevel, Samples } from '../raster/cog.ts';
import { extendEdges } from './extend-edges.ts';
import type { PixelRect } from './map-picture.ts';
import { blocksOf, type PlacedBlock, WindowCanvas } from './window-canvas.ts';
import { weighPacked } from './weigh-packed.ts';
import { greyToFloats, isGreyWeighted, scaleOpacity, weighFloats } from './weigh-window.ts';

/** What to read of one pyramid level. */
export interface WindowRequest {
  readonly cog: Cog;
  readonly level: CogLevel;
  /** Level pixels; beyond the image the outermost pixels are repeated. */
  readonly rect: PixelRect;
  readonly bands: readonly number[];
  /** The no-data value of each of `bands`. */
  readonly nodata: readonly (number | undefined)[];
  readonly alphaBand?: number;
}

/**
 * Source pixels. `grey`: one band of bytes, all valid. `packed`: three bands of bytes, one pixel in 32 bits, the
 * first band in the lowest byte; the highest is the weight, 0–255, where `weighted`. `floats`: interleaved bands and
 * after them a weight of 0 to 1. Bands are premultiplied with weights; 0 is no data. Where `opacity` is set weights
 * are opacities, else validity.
 */
export type SourceWindow = { readonly rect: PixelRect; readonly widthPx: number } & (
  | { readonly kind: 'grey'; readonly data: Uint8Array }
  | {
      readonly kind: 'packed';
      readonly data: Int32Array;
      readonly weighted: boolean;
      readonly opacity: boolean;
    }
  | {
      readonly kind: 'floats';
      readonly data: Float32Array;
      readonly bandCount: number;
      readonly opacity: boolean;
    }
);

/** Reads and puts together the blocks of a window. Undefined where all of it is without data. */
export async function readWindow(
  request: WindowRequest,
  readBlocks: ReadBlocks,
): Promise<SourceWindow | undefined> {
  const { cog, level, rect, bands, alphaBand } = request;
  const { image, mask } = level;
  const wanted = blocksOf(image, rect, alphaBand === undefined ? bands : [...bands, alphaBand]);
  const wantedMask = mask ? blocksOf(mask, rect, [0]) : [];
  const read = await readBlocks(cog, [...wanted, ...wantedMask]);
  const blocks = read.slice(0, wanted.length);
  const isSparse = blocks.every((block) => block === undefined);
  // Under a mask or an alpha band what was never written is black, elsewhere it is no data.
  if (isSparse && !mask && alphaBand === undefined) return undefined;
  const canvas = new WindowCanvas(rect, image);
  const given = weightsOf(request, canvas, wanted, blocks, wantedMask, read.slice(wanted.length));
  const shape = { rect, widthPx: canvas.widthPx };
  const ends = { rect, image };
  const opacity = alphaBand !== undefined;
  if (image.dataType === 'uint8' && bands.length === 3) {
    const packed = new Int32Array(canvas.sizePx);
    canvas.pastePacked(packed, wanted, blocks, bands);
    const weighted = weighPacked(packed, request.nodata, given);
    return { ...shape, kind: 'packed', data: extendEdges(packed, 1, ends), weighted, opacity };
  }
  let floats: Float32Array;
  if (image.dataType === 'uint8') {
    const grey = new Uint8Array(canvas.sizePx);
    canvas.paste(grey, 1, wanted, blocks, bands);
    if (!isGreyWeighted(grey, request.nodata[0], given))
      return { ...shape, kind: 'grey', data: extendEdges(grey, 1, ends) };
    floats = greyToFloats(grey);
  } else {
    floats = new Float32Array(canvas.sizePx * (bands.length + 1));
    canvas.paste(floats, bands.length + 1, wanted, blocks, bands);
  }
  if (!weighFloats(floats, bands.length, request.nodata, given)) return undefined;
  const data = extendEdges(floats, bands.length + 1, ends);
  return { ...shape, kind: 'floats', data, bandCount: bands.length, opacity };
}

/** What alpha band, mask and sparse blocks say of each pixel, 0–255; undefined where nothing says anything. */
function weightsOf(
  { level, alphaBand }: WindowRequest,
  canvas: WindowCanvas,
  wanted: readonly PlacedBlock[],
  blocks: readonly (Samples | undefined)[],
  wantedMask: readonly PlacedBlock[],
  maskBlocks: readonly (Samples | undefined)[],
): Uint8Array | undefined {
  const { image, mask } = level;
  let weights: Uint8Array | undefined;
  if (alphaBand !== undefined) {
    const opacities = canvas.plane(image.dataType === 'uint8', 1);
    canvas.paste(opacities, 1, wanted, blocks, [alphaBand]);
    weights = scaleOpacity(opacities, image.dataType);
  } else if (!mask && blocks.some((block) => block === undefined)) {
    weights = canvas.presence(wanted, blocks);
  }
  if (!mask) return weights;
  const valid = new Uint8Array(canvas.sizePx);
  canvas.paste(valid, 1, wantedMask, maskBlocks, [0]);
  return valid.map((v, i) => (v === 0 ? 0 : (weights?.[i] ?? 255)));
}
