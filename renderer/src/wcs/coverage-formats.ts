import { invalidInput } from '@pvs/core/errors';
import type { CoverageFormat } from './coverage-format.ts';
import { netcdfCoverage } from './write-netcdf.ts';
import { jpegCoverage, pngCoverage } from './write-picture.ts';
import { cogCoverage, tiffCoverage } from './write-tiff.ts';

/** What GetCoverage answers in, the native one first: adding a format is a file and a line here. */
export const coverageFormats: readonly CoverageFormat[] = [
  tiffCoverage,
  cogCoverage,
  pngCoverage,
  jpegCoverage,
  netcdfCoverage,
];

/** The format of a word; the native one unless told. */
export function requireCoverageFormat(text: string | undefined): CoverageFormat {
  const plain = text?.toLowerCase().replaceAll(/\s/g, '');
  const found = coverageFormats.find(
    ({ name, mediaType, aliases }) =>
      plain === undefined || [name.toLowerCase(), mediaType, ...aliases].includes(plain),
  );
  if (found) return found;
  const allowed = coverageFormats.map(({ mediaType }) => mediaType).join(', ');
  throw invalidInput(`there is no format '${text!.slice(0, 100)}': allowed are ${allowed}`, {
    code: 'InvalidParameterValue',
    detail: { locator: 'format' },
  });
}
