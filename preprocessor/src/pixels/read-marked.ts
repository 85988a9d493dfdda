import { compileExpression } from '@pvs/core/expressions/compile-expression';
import type { ReaderOf } from './readers.ts';

/** A band that is 255 where an expression over `value`, the input's first band, is true; never where that is no data. */
export const readMarked: ReaderOf<'mark'> = ({ input: node, expression }, open) => {
  const compiled = compileExpression(expression);
  const input = open(node);
  return {
    ...input,
    palette: undefined,
    bandCount: 1,
    read(window) {
      const [band] = input.read(window);
      if (!band) return [];
      const values = new Uint8Array(band.values.length);
      compiled.evaluate(compiled.bands.length > 0 ? [band.values] : [], values);
      for (let i = 0; i < values.length; i += 1) values[i] = values[i] && band.valid?.[i] !== 0 ? 255 : 0;
      return [{ values, valid: band.valid }];
    },
  };
};
