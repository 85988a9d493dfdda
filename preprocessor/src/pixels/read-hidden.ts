import { bothValid } from './pixel-reader.ts';
import type { ReaderOf } from './readers.ts';

/** A raster of which what a mask marks, or does not, is no data. */
export const readHidden: ReaderOf<'hide'> = ({ input: node, mask: maskNode, where }, open) => {
  const input = open(node);
  const mask = open(maskNode);
  return {
    bandCount: input.bandCount,
    palette: input.palette,
    inRows: input.inRows || mask.inRows,
    read(window) {
      const [marks] = mask.read(window);
      const shown = Uint8Array.from(marks?.values ?? [], (value) =>
        (value !== 0) === (where === 'unmarked') ? 255 : 0,
      );
      return input.read(window).map(({ values, valid }) => ({ values, valid: bothValid(valid, shown) }));
    },
    close() {
      input.close();
      mask.close();
    },
  };
};
