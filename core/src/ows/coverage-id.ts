import { ncNameOf } from './nc-name.ts';

const SEPARATOR = '__';

/** A product or a coverage. */
interface Identified {
  readonly identifier: string;
}

/**
 * What a coverage is called in the whole catalogue: its identifier where that begins with its product's, else both,
 * since coverages of a STAC item are called as its assets are.
 * @example `SCENE_1`, `SCENE_1_pan`, `S2A_33TWN__B04`
 */
export function coverageName(product: Identified, coverage: Identified) {
  const isOwn =
    coverage.identifier === product.identifier || coverage.identifier.startsWith(`${product.identifier}_`);
  return isOwn ? coverage.identifier : `${product.identifier}${SEPARATOR}${coverage.identifier}`;
}

/** The coverage's CoverageId of WCS 2.0. */
export const coverageId = (product: Identified, coverage: Identified) =>
  ncNameOf(coverageName(product, coverage));

/** Identifiers of products that a coverage of this name may belong to, the longest first. */
export function productsOfName(name: string): string[] {
  const ends = [...name.matchAll(/_/g)].map(({ index }) => index);
  return [name.length, ...ends.toReversed()].filter((end) => end > 0).map((end) => name.slice(0, end));
}
