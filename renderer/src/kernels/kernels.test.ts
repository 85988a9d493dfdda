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

function prepare(cell: WarpCell, scale: number) {
  const scratch = scratchMemory();
  const { kernels } = scratch;
  const taps = scratch.allocate(kernels.tapsBytes(scale));
  kernels.buildTaps(scale, taps);
  const area = { x0: 0, y0: 0, x1: OUT_PX, y1: OUT_PX };
  const address = writeCells({ cells: [cell], area, window: area }, 0.5, 0.5, scratch);
  kernels.setBounds(-0.5, -0.5, SIZE_PX - 0.5, SIZE_PX - 0.5);
  return { scratch, kernels, taps, address };
}

test.each([
  ['four neighbours', 1],
  ['taps', 2],
] as const)('bytes are interpolated as in exact arithmetic, within two levels: %s', (_, mode) => {
  fc.assert(
    fc.property(cells, scales, weights, seeds, fc.boolean(), (cell, wanted, weight, seed, opacity) => {
      const scale = mode === 1 ? 1 : wanted;
      const pixels = makePixels(seed, weight);
      const { scratch, kernels, taps, address } = prepare(cell, scale);
      const window = scratch.allocate(SIZE_PX * SIZE_PX * 4 + 64);
      placeWindow(pixels, (i, values) => {
        const [r = 0, g = 0, b = 0, w = 0] = values;
        const premultiplied = [r, g, b].map((v) => Math.round((v * w) / 255));
        scratch.bytes.set([...premultiplied, w], window + i * 4);
      });
      const out = scratch.allocateZeroed(OUT_PX * OUT_PX * 4);
      kernels.warpPacked(address, 1, window, SIZE_PX, out, OUT_PX, mode, taps, taps, opacity ? 1 : 0);
      for (let i = 0; i < OUT_PX * OUT_PX; i++) {
        const exact = interpolateExactly(pixels, cell, i % OUT_PX, Math.floor(i / OUT_PX), scale);
        const ours = scratch.bytes.subarray(out + i * 4, out + i * 4 + 4);
        if (opacity || exact.weight === 0) expect(Math.abs(ours[3]! - exact.weight)).toBeLessThanOrEqual(3);
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

test('floats are interpolated as in exact arithmetic', () => {
  fc.assert(
    fc.property(cells, scales, weights, seeds, (cell, scale, weight, seed) => {
      const pixels = makePixels(seed, weight);
      const { scratch, kernels, taps, address } = prepare(cell, scale);
      const window = scratch.allocate(SIZE_PX * SIZE_PX * 16);
      placeWindow(pixels, (i, values) => {
        const [r = 0, g = 0, b = 0, w = 0] = values;
        scratch.floats(window + i * 16, 4).set([...[r, g, b].map((v) => (v * w) / 255), w / 255]);
      });
      const out = scratch.allocateZeroed(OUT_PX * OUT_PX * 16);
      kernels.warpFloats(address, 1, window, SIZE_PX, out, OUT_PX, 1, taps, taps);
      for (let i = 0; i < OUT_PX * OUT_PX; i++) {
        const exact = interpolateExactly(pixels, cell, i % OUT_PX, Math.floor(i / OUT_PX), scale);
        const ours = scratch.floats(out + i * 16, 4);
        expect(Math.abs(ours[3]! * 255 - exact.weight)).toBeLessThan(3);
        const tolerance = exact.weight === 0 ? 255 : 1 + 400 / exact.weight;
        for (const [c, value] of exact.values.entries())
          if (exact.weight > 0) expect(Math.abs(ours[c]! / ours[3]! - value)).toBeLessThan(tolerance);
      }
    }),
    { numRuns: 150 },
  );
});
