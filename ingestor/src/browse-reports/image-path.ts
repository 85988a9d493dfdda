import { isPvsError, messageOf } from '@pvs/core/errors';
import { allowedUrl, type HttpRules } from '@pvs/core/net/allowed-url';
import { requirePublicAddress } from '@pvs/core/net/public-address';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { ingestionException, validationError } from './report-errors.ts';

/** Where the images of a report may be. */
export interface ImagePlaces {
  readonly store: ObjectStore;
  readonly rules: HttpRules;
  /** Prefix in the store that file names are relative to. */
  readonly directory: string;
  /** Files that came with the report: name → key in the store. */
  readonly attached: ReadonlyMap<string, string>;
}

/**
 * The path under which the preprocessor finds an image: an attached file, an object below the directory, or a URL of
 * an allowed host. Addresses that a host's name leads to are checked when it is read.
 * @throws InvalidInput `IngestionException`, `ValidationError`; SourceUnavailable where the store is away
 */
export async function imagePath(fileName: string, places: ImagePlaces): Promise<string> {
  const attached = places.attached.get(fileName);
  if (attached !== undefined) return attached;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(fileName)) return imageUrl(fileName, places.rules);
  if (/[\p{Cc}\\]/u.test(fileName))
    throw validationError('fileName has control characters or backslashes: expected a path like 2012/b.png');
  const parts = fileName.split('/');
  if (fileName.startsWith('/') || parts.some((part) => part === '..' || part === '.')) {
    throw ingestionException(
      `Input path '${fileName}' points to an invalid location: expected one relative to the storage, without . and ..`,
    );
  }
  const key = `${places.directory}/${parts.filter((part) => part !== '').join('/')}`;
  if (key.length > MAX_PATH) throw validationError(`fileName has ${fileName.length} characters`);
  if ((await places.store.stat(key)) === undefined)
    throw ingestionException(`Input file '${fileName}' does not exist.`);
  return key;
}

/** What the preprocessor takes. */
const MAX_PATH = 1024;

function imageUrl(text: string, rules: HttpRules): string {
  try {
    const url = allowedUrl(text, rules);
    if (!rules.privateAddresses) requirePublicAddress(url.hostname);
    return url.href;
  } catch (error) {
    if (isPvsError(error, 'InvalidInput')) throw ingestionException(messageOf(error));
    throw error;
  }
}
