import type { DataType } from '@pvs/core/catalogue/product';
import type { Address } from '../kernels/kernels.ts';
import type { Scratch } from '../kernels/scratch.ts';
import { samplesInBlock } from '../raster/cog.ts';
import type { PixelRect } from './map-picture.ts';
import { sharedPart, type SharedPart } from './placed-block.ts';
import type { ReadBlock, WindowRequest } from './read-window.ts';

/** Where a window is put together in scratch memory. */
export interface WindowCanvas {
  readonly kind: 'packed' | 'floats';
  readonly address: Address;
  readonly rect: PixelRect;
  readonly widthPx: number;
  readonly sizePx: number;
  /** Bytes of a pixel, as a power of two. */
  readonly pixelShift: 2 | 4;
  /** Set where blocks are weighed while they are packed: the colour without data, -1 for none such. */
  readonly none?: number;
}

/** Positions are what the kernels call a kind of samples. */
const KINDS: readonly DataType[] = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'float32',
  'float64',
];
/** What full opacity is in an alpha band; 255 in any other kind. */
const OPAQUE: Partial<Record<DataType, number>> = { uint16: 65_535, int16: 32_767, uint32: 4_294_967_295 };
/** Where the weight is in a pixel of a window. */
const WEIGHT_BYTE = 3;
const WEIGHT_FLOAT = 12;
const SPARE_BYTES = 16;

/** A part of a block on its way into a window. */
interface Copy extends SharedPart {
  /** Rows of the part without gaps. */
  readonly source: Address;
  /** Bytes from one pixel to the next. */
  readonly step: number;
  readonly sampleBytes: number;
  readonly out: Address;
  readonly outRowBytes: number;
}

/** Copies what a block and the window share, with its weights. False where all of it is known to be without data. */
export function pasteBlock(
  { place, samples }: ReadBlock,
  request: WindowRequest,
  canvas: WindowCanvas,
  scratch: Scratch,
): boolean {
  const part = sharedPart(place, canvas.rect);
  if (!part) return false;
  const outRowBytes = canvas.widthPx << canvas.pixelShift;
  const out = canvas.address + part.windowY * outRowBytes + (part.windowX << canvas.pixelShift);
  if (samples) {
    const sampleBytes = samples.BYTES_PER_ELEMENT;
    const step = samplesInBlock(place.image) * sampleBytes;
    const source = copyRows({ place, samples }, part, step, scratch);
    const copy = { ...part, source, step, sampleBytes, out, outRowBytes };
    if (canvas.none !== undefined) return packAll(copy, request, canvas.none, scratch);
    if (canvas.kind === 'packed') pastePacked(copy, place.sample, request, scratch);
    else pasteFloats(copy, place.sample, request, scratch);
    return true;
  }
  if (request.level.mask && request.alphaBand === undefined) {
    const { kernels } = scratch;
    const fill = canvas.kind === 'packed' ? kernels.fillWeights : kernels.fillFloatWeights;
    fill(out, outRowBytes, part.widthPx, part.heightPx, canvas.kind === 'packed' ? 255 : 1);
    return true;
  }
  return false;
}

/** Up to four interleaved bytes without opacity: packed and weighed in one go. */
function packAll(copy: Copy, { bands }: WindowRequest, none: number, { kernels }: Scratch): boolean {
  const { source, step, out, outRowBytes, widthPx, heightPx } = copy;
  const [red = 0, green = red, blue = red] = bands;
  const args = [source, step, red, green, blue, out, outRowBytes, widthPx, heightPx, none] as const;
  return kernels.packBytes(...args) !== 0;
}

/** The part's rows, one after the other. */
function copyRows(
  { place, samples }: ReadBlock & { readonly samples: ArrayBufferView },
  { blockX, blockY, widthPx, heightPx }: SharedPart,
  step: number,
  scratch: Scratch,
): Address {
  const rowBytes = widthPx * step;
  const address = scratch.allocate(rowBytes * heightPx + SPARE_BYTES);
  const { bytes } = scratch;
  const block = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const blockRowBytes = place.image.blockWidthPx * step;
  let from = blockY * blockRowBytes + blockX * step;
  if (rowBytes === blockRowBytes) {
    bytes.set(block.subarray(from, from + rowBytes * heightPx), address);
    return address;
  }
  for (let row = 0; row < heightPx; row++, from += blockRowBytes)
    bytes.set(block.subarray(from, from + rowBytes), address + row * rowBytes);
  return address;
}

function pastePacked(copy: Copy, sample: number, request: WindowRequest, { kernels }: Scratch): void {
  const { source, step, out, outRowBytes, widthPx, heightPx } = copy;
  const { bands, alphaBand, level } = request;
  const [red = 0, green = red, blue = red] = bands;
  const spread = (band: number, byte: number) =>
    kernels.spreadBytes(source + band, step, out + byte, 4, outRowBytes, widthPx, heightPx);
  if (level.image.planar) {
    for (const [byte, band] of [red, green, blue].entries()) if (band === sample) spread(0, byte);
    if (alphaBand === undefined) kernels.fillWeights(out, outRowBytes, widthPx, heightPx, 255);
    else if (alphaBand === sample) spread(0, WEIGHT_BYTE);
    return;
  }
  if (step <= 4) {
    kernels.packBytes(source, step, red, green, blue, out, outRowBytes, widthPx, heightPx, -1);
  } else {
    for (const [byte, band] of [red, green, blue].entries()) spread(band, byte);
    kernels.fillWeights(out, outRowBytes, widthPx, heightPx, 255);
  }
  if (alphaBand !== undefined) spread(alphaBand, WEIGHT_BYTE);
}

function pasteFloats(copy: Copy, sample: number, request: WindowRequest, { kernels }: Scratch): void {
  const { source, step, sampleBytes, out, outRowBytes, widthPx, heightPx } = copy;
  const { bands, alphaBand, level } = request;
  const { planar, dataType } = level.image;
  const spread = (band: number, byte: number, factor = 1) => {
    const from = source + band * sampleBytes;
    const kind = KINDS.indexOf(dataType);
    kernels.spreadSamples(from, kind, step, out + byte, outRowBytes, widthPx, heightPx, factor);
  };
  const isThree = step === 6 && !planar && bands.length === 3 && bands.every((band, i) => band === i);
  if (isThree && alphaBand === undefined) {
    const signed = dataType === 'int16' ? 1 : 0;
    return kernels.convertThree(source, signed, out, outRowBytes, widthPx, heightPx);
  }
  for (const [i, band] of bands.entries()) if (!planar || band === sample) spread(planar ? 0 : band, i * 4);
  if (alphaBand === undefined) kernels.fillFloatWeights(out, outRowBytes, widthPx, heightPx, 1);
  else if (!planar || alphaBand === sample)
    spread(planar ? 0 : alphaBand, WEIGHT_FLOAT, 1 / (OPAQUE[dataType] ?? 255));
}

/** Takes the weight from pixels that a mask hides, or whose mask was never written. */
export function pasteMask(blocks: readonly ReadBlock[], canvas: WindowCanvas, scratch: Scratch): void {
  const address = scratch.allocateZeroed(canvas.sizePx);
  for (const { place, samples } of blocks) {
    const part = sharedPart(place, canvas.rect);
    if (!part || !samples) continue;
    const { blockX, blockY, windowX, windowY, widthPx, heightPx } = part;
    for (let row = 0; row < heightPx; row++) {
      const from = (blockY + row) * place.image.blockWidthPx + blockX;
      const to = address + (windowY + row) * canvas.widthPx + windowX;
      scratch.bytes.set(samples.subarray(from, from + widthPx), to);
    }
  }
  scratch.kernels.applyMask(address, canvas.address, canvas.sizePx, canvas.pixelShift);
}
