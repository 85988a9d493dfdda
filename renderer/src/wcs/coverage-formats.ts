import { invalidInput } from '@pvs/core/errors';

/** One way coverages are written. */
export interface CoverageFormat {
  readonly mediaType: string;
  /** Further words for it. */
  readonly aliases: readonly string[];
  /** Without a dot. */
  readonly extension: string;
}

/** What GetCoverage answers in, the native one first. */
export const coverageFormats: readonly CoverageFormat[] = [
  {
    mediaType: 'image/tiff',
    aliases: ['image/tiff;application=geotiff', 'image/geotiff', 'image/x-geotiff', 'tiff', 'geotiff'],
    extension: 'tif',
  },
];

/** The format of a word; the native one unless told. */
export function requireCoverageFormat(text: string | undefined): CoverageFormat {
  const plain = text?.toLowerCase().replaceAll(/\s/g, '');
  const found = coverageFormats.find(
    ({ mediaType, aliases }) => plain === undefined || plain === mediaType || aliases.includes(plain),
  );
  if (found) return found;
  const allowed = coverageFormats.map(({ mediaType }) => mediaType).join(', ');
  throw invalidInput(`there is no format '${text!.slice(0, 100)}': allowed are ${allowed}`, {
    code: 'InvalidParameterValue',
    detail: { locator: 'format' },
  });
}
