import { invalidInput } from '@pvs/core/errors';

/**
 * Whether a description is wanted before the file (OGC 09-110r4 §8.4.1).
 * @throws InvalidInput `InvalidParameterValue` for other media types than the one that the standard has
 */
export function isMultipart(mediaType: string | undefined): boolean {
  if (mediaType === undefined) return false;
  if (/^multipart\/(related|mixed)$/i.test(mediaType.trim())) return true;
  throw invalidInput(
    `there is no media type '${mediaType.slice(0, 100)}': allowed is multipart/related, or none for the file alone`,
    { code: 'InvalidParameterValue', detail: { locator: 'mediatype' } },
  );
}
