import { type CompiledExpression, compileExpression } from '@pvs/core/expressions/compile-expression';
import { bandIndex } from '../plan/band-index.ts';
import { bothValid, type PixelBand } from './pixel-reader.ts';
import type { ReaderOf } from './readers.ts';

/** Bands worked out of others. A pixel is data where every band that is read is, and the result is a number. */
export const readCalculated: ReaderOf<'calculate'> = ({ input: node, names, expressions, keep }, open) => {
  const compiled = expressions.map(compileExpression);
  const input = open(node);
  return {
    ...input,
    palette: undefined,
    bandCount: expressions.length + (keep ? input.bandCount : 0),
    read(window) {
      const bands = input.read(window);
      const results = compiled.map((expression) => {
        const used = expression.bands.flatMap((name) => bands[bandIndex(names, name) ?? -1] ?? []);
        return evaluate(expression, used, window.columns * window.rows);
      });
      return keep ? [...bands, ...results] : results;
    },
  };
};

function evaluate(expression: CompiledExpression, bands: readonly PixelBand[], count: number): PixelBand {
  const values = new Float64Array(count);
  expression.evaluate(
    bands.map((band) => band.values),
    values,
  );
  const used = bands.map(({ valid }) => valid).reduce(bothValid, undefined);
  return { values, valid: whereFinite(values, used) };
}

function whereFinite(values: Float64Array, valid: Uint8Array | undefined): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  for (let i = 0; i < values.length; i += 1) {
    if (Number.isFinite(values[i])) continue;
    found ??= valid?.slice() ?? new Uint8Array(values.length).fill(255);
    found[i] = 0;
  }
  return found ?? valid;
}
