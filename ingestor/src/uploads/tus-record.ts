import type { StackConfig } from '@pvs/core/config/stack';
import { allowedCallback } from '../tasks/send-callbacks.ts';
import { packageName, sha256Of, type UploadRecord } from './upload-record.ts';

/** What is known of an upload that was created by the tus protocol. */
export interface TusUpload {
  readonly id: string;
  readonly metadata?: Readonly<Record<string, string | null>> | undefined;
  readonly source?: string;
  /** ISO 8601; now, unless given. */
  readonly at?: string | undefined;
}

/**
 * The record of an upload, by the metadata that it came with.
 * @throws InvalidInput `InvalidName`, `InvalidChecksum`, `CallbackNotAllowed`
 */
export function tusRecord({ ingest }: StackConfig, upload: TusUpload): UploadRecord {
  const { id, metadata = {}, source = 'tus', at = new Date().toISOString() } = upload;
  const { filename, sha256, callback } = metadata;
  const name = packageName(filename ?? '');
  return {
    id,
    name,
    key: `${ingest.uploads.directory}/${id}/${name}`,
    via: 'tus',
    source,
    at,
    ...(sha256 != null && { sha256: sha256Of(sha256) }),
    ...(callback != null && { callback: allowedCallback(callback, ingest.callbacks) }),
  };
}
