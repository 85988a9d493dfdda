import { createHash } from 'node:crypto';
import { parseMetadataMessage } from './metadata-message.ts';
import type { PackageRequest } from './package-request.ts';
import { parsePath } from './parse-path.ts';

/** The queue whose messages are JSON. */
export const METADATA_QUEUE = 'preprocess-md_queue';

/**
 * Reads a message of `preprocess_queue` (a path) or `preprocess-md_queue` (JSON).
 * @throws InvalidInput `InvalidPath` or `InvalidMessage`
 */
export function parseRequest(raw: string, queue: string): PackageRequest {
  if (queue === METADATA_QUEUE) return parseMetadataMessage(raw);
  return { path: parsePath(raw), overrides: { attributes: {} } };
}

/** The id a message goes by: its path, or a short hash where it names none that can be shown. */
export function requestId(raw: string, queue: string): string {
  try {
    return parseRequest(raw, queue).path;
  } catch {
    const text = raw.trim();
    const readable = queue !== METADATA_QUEUE && text !== '' && text.length <= 1024 && !/\p{Cc}/u.test(text);
    return readable ? text : `sha256:${createHash('sha256').update(raw).digest('hex').slice(0, 16)}`;
  }
}
