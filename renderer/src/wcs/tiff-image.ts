import type { CoverageAnswer } from './coverage-format.ts';
import type { CoveragePlan } from './plan-coverage.ts';
import type { CoverageReader } from './read-coverage.ts';
import { maskCompression } from './tiff-block.ts';
import type { ImagePlaces, TiffDirectory } from './tiff-layout.ts';
import { type TiffShape, tiffShape } from './tiff-shape.ts';
import { imageTags, maskTags } from './tiff-tags.ts';

/** One image of a TIFF that is written, full resolution or an overview. */
export interface TiffImage {
  readonly plan: CoveragePlan;
  readonly shape: TiffShape;
  readonly reader: CoverageReader;
  /** Its own directory and that of its mask. */
  directories(places: ImagePlaces): TiffDirectory[];
}

export function tiffImage(
  { cog, encoding }: Pick<CoverageAnswer, 'cog' | 'encoding'>,
  plan: CoveragePlan,
  reader: CoverageReader,
  isOverview: boolean,
): TiffImage {
  const shape = tiffShape(plan, encoding);
  const tags = imageTags(plan, encoding, cog.levels[0].image.palette, isOverview);
  const tagsOfMask = maskTags(plan, maskCompression(encoding).code, isOverview);
  const directories = ({ image, mask }: ImagePlaces) => [
    { tags, shape, places: image },
    ...(mask ? [{ tags: tagsOfMask, shape, places: mask }] : []),
  ];
  return { plan, shape, reader, directories };
}
