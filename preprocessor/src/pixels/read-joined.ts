import type { ReaderOf } from './readers.ts';

/** The bands of several rasters of one grid, as one raster. */
export const readJoined: ReaderOf<'join'> = ({ inputs }, open) => {
  const readers = inputs.map(open);
  return {
    bandCount: readers.reduce((sum, { bandCount }) => sum + bandCount, 0),
    inRows: readers.some(({ inRows }) => inRows),
    read: (window) => readers.flatMap((reader) => reader.read(window)),
    close: () => readers.forEach((reader) => reader.close()),
  };
};
