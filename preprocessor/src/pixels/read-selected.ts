import type { NodeOf, ReaderOf } from './readers.ts';

/** Some bands of a raster; of a file, no other band is read. */
export const readSelected: ReaderOf<'select'> = (node, open) => {
  const pushed = pushedDown(node);
  if (pushed) return open(pushed);
  const input = open(node.input);
  return {
    ...input,
    bandCount: node.bands.length,
    read(window) {
      const bands = input.read(window);
      return node.bands.flatMap((band) => bands[band] ?? []);
    },
  };
};

function pushedDown({ input, bands }: NodeOf<'select'>): NodeOf<'source'> | undefined {
  return input.op === 'source'
    ? { ...input, bands: bands.flatMap((band) => input.bands[band] ?? []) }
    : undefined;
}
