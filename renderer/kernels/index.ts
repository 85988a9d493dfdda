// What the renderer calls: one WebAssembly module without imports. Memory after `heapBase` is the caller's.

export { setBounds } from './run';
export { buildTaps, tapsBytes } from './taps';
export { warpPacked } from './warp-packed';
export { warpFloats } from './warp-floats';
export {
  applyMask,
  convertThree,
  fillFloatWeights,
  fillWeights,
  packBytes,
  spreadBytes,
  spreadSamples,
  weighFloats,
  weighPacked,
} from './window';
export { splitVectors, splitWords } from './split';
export { applyTables, lookUpFloats, putUnder, stretchFloats } from './finish';

export function heapBase(): usize {
  return __heap_base;
}
export { adler32, analyse, dropOpacity, layOver } from './png';
export { filterRows } from './filter';
export { deflateBlock } from './deflate';
export { inflate } from './inflate';
export { undoDifferences } from './predictor';
export { encodeJpeg } from './jpeg';
