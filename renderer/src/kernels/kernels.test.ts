import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type WarpCell } from '../draw/warp-cell.ts';
import { writeCells } from '../draw/write-cells.ts';
import { interpolateExactly, type Pixels } from '../testing/interpolate-exactly.ts';
import type { KernelKind } from './kernels.ts';
import { scratchMemory } from './scratch.ts';

const root = join(import.meta.dirname, '../../..');

test('kernels.wasm is what `npm run kernels` makes of the sources', async () => {
  const asc = join(root, 'node_modules/assemblyscript/bin/asc.js');
  const directory = await mkdtemp(join(tmpdir(), 'pvs-kernels-'));
  const outFile = join(directory, 'kernels.wasm');
  const args = [asc, '--config', 'renderer/kernels/asconfig.json', '--outFile', outFile];
  await promisify(execFile)(process.execPath, args, { cwd: root });
  const [made, kept] = [await readFile(outFile), await readFile(join(import.meta.dirname, 'kernels.wasm'))];
  await rm(directory, { recursive: true });
  expect(made.equals(kept)).toBe(true);
});

const SIZE_PX = 24;
const OUT_PX = 8;

/** A cell that shows a place of the window at some scale, turned a little. */
const cells = fc
  .record({
    x: fc.double({ min: 9, max: 11, noNaN: true }),
    y: fc.double({ min: 9, max: 11, noNaN: true }),
    stepX: fc.double({ min: 0.2, max: 0.6, noNaN: true }),
    stepY: fc.double({ min: 0.2, max: 0.6, noNaN: true }),
    shear: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
  })
  .map(({ x, y, stepX, stepY, shear }): WarpCell => {
    const corner = (column: number, row: number) => ({
      x: x + column * OUT_PX * stepX + row * OUT_PX * shear,
      y: y + row * OUT_PX * stepY - column * OUT_PX * shear,
    });
    const [a, b, c, d] = [corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)];
    return {
      ...{ x: 0, y: 0, width: OUT_PX, height: OUT_PX },
      ...{ x00: a.x, y00: a.y, x10: b.x, y10: b.y, x01: c.x, y01: c.y, x11: d.x, y11: d.y },
    };
  });
const scales = fc.oneof(
  fc.constant(1),
  fc.double({ min: 0.5, max: 1, noNaN: true }),
  fc.double({ min: 0.15, max: 1, noNaN: true }),
);
const weights = fc.constantFrom('full', 'holes', 'graded');
const seeds = fc.integer({ min: 1, max: 1e6 });

/** Pixels of red, green, blue and weight; smooth enough that an error of 1/256 of a pixel is below a level. */
function makePixels(seed: number, weight: string): Pixels {
  const value = (x: number, y: number, c: number) =>
    c < 3
      ? Math.round(128 + 60 * Math.sin((x + seed) / (2 + c)) + 60 * Math.cos((y * (c + 1) + seed) / 5))
      : weight === 'full' || (weight === 'holes' && (x * y + seed) % 7 > 1)
        ? 255
        : weight === 'graded'
          ? (x * 31 + y * 17 + seed) % 256
          : 0;
  return { widthPx: SIZE_PX, heightPx: SIZE_PX, value };
}

function placeWindow(pixels: Pixels, put: (i: number, values: readonly number[]) => void) {
  for (let y = 0; y < SIZE_PX; y++) {
    for (let x = 0; x < SIZE_PX; x++)
      put(
        y * SIZE_PX + x,
        [0, 1, 2, 3].map((c) => pixels.value(x, y, c)),
      );
  }
}

function prepare(cell: WarpCell, scale: number, kind: KernelKind, sizePx = SIZE_PX) {
  const scratch = scratchMemory();
  const { kernels } = scratch;
  const taps = scratch.allocate(kernels.tapsBytes(kind, scale));
  kernels.buildTaps(kind, scale, taps);
  const area = { x0: 0, y0: 0, x1: OUT_PX, y1: OUT_PX };
  const address = writeCells({ cells: [cell], area, window: area }, 0.5, 0.5, scratch);
  kernels.setBounds(-0.5, -0.5, sizePx - 0.5, sizePx - 0.5);
  return { scratch, kernels, taps, address };
}

/** Within the window all kernels can be as wide as the linear one at `wanted`. */
const scaleOf = (kind: KernelKind, wanted: number) =>
  kind === 0 ? wanted : kind === 1 ? Math.min(1, wanted * 2) : wanted * 2;

/** Of weights: the ends of areas are steep, and positions are known to 128ths of a pixel. */
const toleranceOf = (kind: KernelKind) => (kind === 2 ? 5 : 3);
/** So little data in an area that 128ths of a pixel decide whether there is any. */
const isSliver = (weight: number, kind: KernelKind) => kind === 2 && weight < toleranceOf(kind);

test.each([
  ['four neighbours', 1, 0],
  ['taps', 2, 0],
  ['cubic', 2, 1],
  ['by area', 2, 2],
] as const)('bytes are interpolated as in exact arithmetic, within two levels: %s', (_, mode, kind) => {
  fc.assert(
    fc.property(cells, scales, weights, seeds, fc.boolean(), (cell, wanted, weight, seed, opacity) => {
      const scale = mode === 1 ? 1 : scaleOf(kind, wanted);
      const pixels = makePixels(seed, weight);
      const { scratch, kernels, taps, address } = prepare(cell, scale, kind);
      const window = scratch.allocate(SIZE_PX * SIZE_PX * 4 + 64);
      placeWindow(pixels, (i, values) => {
        const [r = 0, g = 0, b = 0, w = 0] = values;
        const premultiplied = [r, g, b].map((v) => Math.round((v * w) / 255));
        scratch.bytes.set([...premultiplied, w], window + i * 4);
      });
      const out = scratch.allocateZeroed(OUT_PX * OUT_PX * 4);
      kernels.warpPacked(address, 1, window, SIZE_PX, out, OUT_PX, mode, taps, taps, opacity ? 1 : 0);
      for (let i = 0; i < OUT_PX * OUT_PX; i++) {
        const exact = interpolateExactly(pixels, cell, [i % OUT_PX, Math.floor(i / OUT_PX)], scale, kind);
        if (isSliver(exact.weight, kind)) continue;
        const ours = scratch.bytes.subarray(out + i * 4, out + i * 4 + 4);
        if (opacity || exact.weight === 0)
          expect(Math.abs(ours[3]! - exact.weight)).toBeLessThanOrEqual(toleranceOf(kind));
        else expect(ours[3]).toBe(255);
        // Colours of hardly visible pixels are coarse.
        const tolerance = exact.weight === 0 ? 255 : 2 + 800 / exact.weight;
        for (const [c, value] of exact.values.entries())
          expect(Math.abs(ours[c]! - value)).toBeLessThanOrEqual(tolerance);
      }
    }),
    { numRuns: 150 },
  );
});

test.each([
  ['linear', 0],
  ['cubic', 1],
  ['by area', 2],
] as const)('floats are interpolated as in exact arithmetic: %s', (_, kind) => {
  fc.assert(
    fc.property(cells, scales, weights, seeds, (cell, wanted, weight, seed) => {
      const scale = scaleOf(kind, wanted);
      const pixels = makePixels(seed, weight);
      const { scratch, kernels, taps, address } = prepare(cell, scale, kind);
      const window = scratch.allocate(SIZE_PX * SIZE_PX * 16);
      placeWindow(pixels, (i, values) => {
        const [r = 0, g = 0, b = 0, w = 0] = values;
        scratch.floats(window + i * 16, 4).set([...[r, g, b].map((v) => (v * w) / 255), w / 255]);
      });
      const out = scratch.allocateZeroed(OUT_PX * OUT_PX * 16);
      kernels.warpFloats(address, 1, window, SIZE_PX, out, OUT_PX, 1, taps, taps);
      for (let i = 0; i < OUT_PX * OUT_PX; i++) {
        const exact = interpolateExactly(pixels, cell, [i % OUT_PX, Math.floor(i / OUT_PX)], scale, kind);
        if (isSliver(exact.weight, kind)) continue;
        const ours = scratch.floats(out + i * 16, 4);
        expect(Math.abs(ours[3]! * 255 - exact.weight)).toBeLessThan(toleranceOf(kind));
        const tolerance = exact.weight === 0 ? 255 : 1 + 400 / exact.weight;
        for (const [c, value] of exact.values.entries())
          if (exact.weight > 0) expect(Math.abs(ours[c]! / ours[3]! - value)).toBeLessThan(tolerance);
      }
    }),
    { numRuns: 150 },
  );
});

test('the weights of every kernel add up to one: what is the same everywhere stays what it is', () => {
  const sizePx = 64;
  const kinds = fc.constantFrom<KernelKind>(0, 1, 2);
  const positions = fc.double({ min: 30, max: 32, noNaN: true });
  const wide = fc.double({ min: 0.08, max: 1, noNaN: true });
  fc.assert(
    fc.property(kinds, wide, positions, positions, (kind, wanted, x, y) => {
      const corners = { x00: x, y00: y, x10: x, y10: y, x01: x, y01: y, x11: x, y11: y };
      const cell: WarpCell = { x: 0, y: 0, width: 1, height: 1, ...corners };
      const { scratch, kernels, taps, address } = prepare(cell, scaleOf(kind, wanted), kind, sizePx);
      const floats = scratch.allocate(sizePx * sizePx * 16);
      for (let i = 0; i < sizePx * sizePx; i++) scratch.floats(floats + i * 16, 4).set([100, -7, 4000, 1]);
      const packed = scratch.allocate(sizePx * sizePx * 4 + 64);
      scratch.words(packed, sizePx * sizePx).fill(0xff_07_c8_ff | 0);
      const [vector, word] = [scratch.allocateZeroed(16), scratch.allocateZeroed(16)];
      kernels.warpFloats(address, 1, floats, sizePx, vector, 1, 1, taps, taps);
      kernels.warpPacked(address, 1, packed, sizePx, word, 1, 2, taps, taps, 1);
      for (const [c, value] of [100, -7, 4000, 1].entries())
        expect(scratch.floats(vector, 4)[c]! / value).toBeCloseTo(1, 4);
      expect(scratch.words(word, 1)[0]).toBe(0xff_07_c8_ff | 0);
    }),
  );
});
