import { readFileSync } from 'node:fs';

/** A position in the kernels' memory, bytes. */
export type Address = number;

/**
 * The loops over pixels, compiled from `renderer/kernels` (AssemblyScript) by `npm run kernels`; each function is
 * described there. Flags are 0 or 1.
 */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  /** Memory from here on is the caller's. */
  heapBase(): Address;
  setBounds(x0: number, y0: number, x1: number, y1: number): void;
  tapsBytes(kind: KernelKind, scale: number): number;
  buildTaps(kind: KernelKind, scale: number, taps: Address): void;
  warpPacked(
    ...args: [
      cells: Address,
      cellCount: number,
      window: Address,
      widthPx: number,
      words: Address,
      outWidthPx: number,
      mode: PackedMode,
      tapsX: Address,
      tapsY: Address,
      opacity: number,
    ]
  ): void;
  warpFloats(
    ...args: [
      cells: Address,
      cellCount: number,
      window: Address,
      widthPx: number,
      vectors: Address,
      outWidthPx: number,
      mode: number,
      tapsX: Address,
      tapsY: Address,
    ]
  ): void;
  packBytes(
    ...args: [
      source: Address,
      stride: number,
      red: number,
      green: number,
      blue: number,
      out: Address,
      outRowBytes: number,
      count: number,
      rows: number,
      none: number,
    ]
  ): number;
  spreadBytes(
    ...args: [
      source: Address,
      sourceStep: number,
      out: Address,
      outStep: number,
      outRowBytes: number,
      count: number,
      rows: number,
    ]
  ): void;
  spreadSamples(
    ...args: [
      source: Address,
      kind: number,
      sourceStep: number,
      out: Address,
      outRowBytes: number,
      count: number,
      rows: number,
      factor: number,
    ]
  ): void;
  convertThree(
    ...args: [source: Address, signed: number, out: Address, outRowBytes: number, count: number, rows: number]
  ): void;
  fillWeights(out: Address, outRowBytes: number, count: number, rows: number, weight: number): void;
  fillFloatWeights(out: Address, outRowBytes: number, count: number, rows: number, weight: number): void;
  applyMask(mask: Address, pixels: Address, count: number, pixelShift: number): void;
  weighPacked(pixels: Address, count: number, none: number): number;
  /** Bits: 1 something weighs something, 2 some of that lacks a value in one of the bands. */
  weighFloats(
    vectors: Address,
    count: number,
    bands: number,
    none0: number,
    none1: number,
    none2: number,
  ): number;
  splitVectors(vectors: Address, count: number, bands: number, least: number, columns: Address): void;
  splitWords(words: Address, count: number, bands: number, columns: Address): void;
  applyTables(words: Address, count: number, tables: Address): void;
  stretchFloats(
    ...args: [
      vectors: Address,
      count: number,
      bands: number,
      minima: Address,
      factors: Address,
      opacity: number,
      words: Address,
    ]
  ): void;
  lookUpFloats(
    ...args: [
      vectors: Address,
      count: number,
      bands: number,
      minima: Address,
      factors: Address,
      tables: Address,
      opacity: number,
      words: Address,
    ]
  ): void;
  putUnder(words: Address, picture: Address, count: number): void;
  encodeJpeg(
    ...args: [
      pixels: Address,
      widthPx: number,
      blockRows: number,
      tables: Address,
      out: Address,
      state: Address,
      isLast: number,
    ]
  ): number;
  undoDifferences(samples: Address, length: number, rows: number, stride: number, size: number): void;
  /** Bits: 1 something shows, 2 something is not opaque, 4 something is not grey. */
  analyse(pixels: Address, count: number): number;
  layOver(pixels: Address, count: number, red: number, green: number, blue: number): void;
  dropOpacity(pixels: Address, count: number, out: Address): void;
  filterRows(pixels: Address, widthPx: number, rows: number, samples: number, out: Address): void;
  adler32(adler: number, source: Address, length: number): number;
  deflateBlock(source: Address, length: number, out: Address, state: Address, isLast: number): number;
  /** Bytes written, or -1 where the zlib stream is damaged, cut or longer than that. */
  inflate(source: Address, length: number, out: Address, most: number): number;
}

/**
 * How source pixels are weighed by their distance: `linear`, `cubic` (Keys' with a = -1/2, as GDAL's), or by the `area`
 * that a pixel of the picture covers.
 */
export type KernelKind = 0 | 1 | 2;

/** How packed pixels are interpolated: `nearest`, between four `neighbours`, with `taps`. */
export type PackedMode = 0 | 1 | 2;

let loaded: Kernels | undefined;

/** The process's kernels. What they compute depends on nothing but their arguments and the memory these name. */
export function loadKernels(): Kernels {
  if (!loaded) {
    const code = readFileSync(new URL('./kernels.wasm', import.meta.url));
    loaded = new WebAssembly.Instance(new WebAssembly.Module(code)).exports as unknown as Kernels;
  }
  return loaded;
}
