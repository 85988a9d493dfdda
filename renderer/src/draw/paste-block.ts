import type { Address } from '../kernels/kernels.ts';
import type { Scratch } from '../kernels/scratch.ts';
import { type Samples, samplesInBlock } from '../raster/cog.ts';
import { pasteSamples } from './paste-samples.ts';
import { sharedPart, type SharedPart } from './placed-block.ts';
import type { ReadBlock, WindowRequest } from './read-window.ts';
import type { WindowCanvas } from './window-canvas.ts';

const SPARE_BYTES = 16;
/** Rows of a block are copied in portions of about this size: all bands of a wide block are many times its window. */
const PORTION_BYTES = 1 << 20;

/** Copies what a block and the window share, with its weights. False where all of it is known to be without data. */
export function pasteBlock(
  { place, samples }: ReadBlock,
  request: WindowRequest,
  canvas: WindowCanvas,
  scratch: Scratch,
): boolean {
  const part = sharedPart(place, canvas.rect);
  if (!part) return false;
  if (samples) return pastePart({ place, samples }, part, request, canvas, scratch);
  if (request.level.mask && request.alphaBand === undefined) {
    const { kernels } = scratch;
    const fill = canvas.kind === 'packed' ? kernels.fillWeights : kernels.fillFloatWeights;
    const { out, outRowBytes } = targetOf(part, canvas);
    fill(out, outRowBytes, part.widthPx, part.heightPx, canvas.kind === 'packed' ? 255 : 1);
    return true;
  }
  return false;
}

/** Where in the window a part of a block goes. */
function targetOf({ windowX, windowY }: SharedPart, { address, widthPx, pixelShift }: WindowCanvas) {
  const outRowBytes = widthPx << pixelShift;
  return { out: address + windowY * outRowBytes + (windowX << pixelShift), outRowBytes };
}

interface DecodedBlock extends ReadBlock {
  readonly samples: Samples;
}

function pastePart(
  block: DecodedBlock,
  part: SharedPart,
  request: WindowRequest,
  canvas: WindowCanvas,
  scratch: Scratch,
): boolean {
  const sampleBytes = block.samples.BYTES_PER_ELEMENT;
  const step = samplesInBlock(block.place.image) * sampleBytes;
  const portionRows = Math.max(1, Math.floor(PORTION_BYTES / (part.widthPx * step)));
  let shows = false;
  for (let row = 0; row < part.heightPx; row += portionRows) {
    const heightPx = Math.min(portionRows, part.heightPx - row);
    const portion = { ...part, blockY: part.blockY + row, windowY: part.windowY + row, heightPx };
    const paste = () => {
      const source = copyRows(block, portion, step, scratch);
      const copy = { ...portion, source, step, sampleBytes, ...targetOf(portion, canvas) };
      return pasteSamples(copy, block.place.sample, request, canvas, scratch);
    };
    shows = scratch.lend(paste) || shows;
  }
  return shows;
}

/** The part's rows, one after the other. */
function copyRows(
  { place, samples }: DecodedBlock,
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
