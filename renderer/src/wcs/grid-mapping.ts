import type { Grid } from '@pvs/core/catalogue/product';
import { projector } from '@pvs/core/crs/crs';
import type { PixelMapping } from '../draw/pixel-mapping.ts';
import { toGround, toPixels } from './grid-transform.ts';

/** The exact way from a pixel of an answer to a pixel of the coverage's full resolution, and back. */
export function gridMapping(answer: Grid, coverage: Grid): PixelMapping {
  const toCoverage = projector(answer.proj4, coverage.proj4);
  const toAnswer = projector(coverage.proj4, answer.proj4);
  return {
    toSource: (x, y) => toPixels(coverage.transform, ...toCoverage(...toGround(answer.transform, x, y))),
    toPicture: (x, y) => toPixels(answer.transform, ...toAnswer(...toGround(coverage.transform, x, y))),
    outline: () => [],
  };
}
