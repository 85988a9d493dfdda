import { messageId } from '@pvs/core/queue/message-id';
import { parsePackagePath } from '@pvs/core/queue/package-path';
import { parseMetadataMessage } from './metadata-message.ts';
import type { PackageRequest } from './package-request.ts';

/** The queue whose messages are JSON. */
export const METADATA_QUEUE = 'preprocess-md_queue';

/**
 * Reads a message of `preprocess_queue` (a path) or `preprocess-md_queue` (JSON).
 * @throws InvalidInput `InvalidPath` or `InvalidMessage`
 */
export function parseRequest(raw: string, queue: string): PackageRequest {
  if (queue === METADATA_QUEUE) return parseMetadataMessage(raw);
  return { path: parsePackagePath(raw), overrides: { attributes: {} } };
}

/** The id a message goes by: its path, or what {@link messageId} gives where it names none. */
export function requestId(raw: string, queue: string): string {
  try {
    return parseRequest(raw, queue).path;
  } catch {
    return messageId(raw);
  }
}
