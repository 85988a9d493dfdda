import type { DataType } from '@pvs/core/catalogue/product';
import type { Address } from '../kernels/kernels.ts';
import type { Scratch } from '../kernels/scratch.ts';
import type { SharedPart } from './placed-block.ts';
import type { WindowRequest } from './read-window.ts';
import type { WindowCanvas } from './window-canvas.ts';

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

/** A part of a block on its way into a window. */
export interface Copy extends SharedPart {
  /** Rows of the part without gaps. */
  readonly source: Address;
  /** Bytes from one pixel to the next. */
  readonly step: number;
  readonly sampleBytes: number;
  readonly out: Address;
  readonly outRowBytes: number;
}

/** Puts the samples of a part into the window. False where all of it is known to be without data. */
export function pasteSamples(
  copy: Copy,
  sample: number,
  request: WindowRequest,
  canvas: WindowCanvas,
  scratch: Scratch,
): boolean {
  if (canvas.none !== undefined) return packAll(copy, request, canvas.none, scratch);
  if (canvas.kind === 'packed') pastePacked(copy, sample, request, scratch);
  else pasteFloats(copy, sample, request, scratch);
  return true;
}

/** Up to four interleaved bytes without opacity: packed and weighed in one go. */
function packAll(copy: Copy, { bands }: WindowRequest, none: number, { kernels }: Scratch): boolean {
  const { source, step, out, outRowBytes, widthPx, heightPx } = copy;
  const [red = 0, green = red, blue = red] = bands;
  const args = [source, step, red, green, blue, out, outRowBytes, widthPx, heightPx, none] as const;
  return kernels.packBytes(...args) !== 0;
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
