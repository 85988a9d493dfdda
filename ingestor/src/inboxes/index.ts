import type { InboxConfig } from '@pvs/core/config/inboxes';
import type { IngestorContext } from '../ingestor-context.ts';
import { bucketInbox } from './bucket-inbox.ts';
import { directoryInbox } from './directory-inbox.ts';
import type { Inbox, OpenInbox } from './inbox.ts';
import { sftpInbox } from './sftp-inbox.ts';

/** Every kind of inbox. */
const kinds: { readonly [K in InboxConfig['kind']]: OpenInbox<Extract<InboxConfig, { kind: K }>> } = {
  directory: directoryInbox,
  bucket: bucketInbox,
  sftp: sftpInbox,
};

/** @throws InvalidInput `InvalidConfiguration` */
export const openInbox = (config: InboxConfig, context: IngestorContext): Inbox =>
  (kinds[config.kind] as OpenInbox<InboxConfig>)(config, context);
