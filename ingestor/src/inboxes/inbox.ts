import type { InboxConfig } from '@pvs/core/config/inboxes';
import type { IngestorContext } from '../ingestor-context.ts';

/** A file that is there, whole. */
export interface Arrival {
  /** Path in its inbox. */
  readonly name: string;
  /** What tells it from an earlier file of the same name. */
  readonly version: string;
  readonly sizeBytes: number;
}

/** An arrival where the preprocessor finds it. */
export interface Landed {
  /** What is pushed to `preprocess_queue`. */
  readonly path: string;
  /** @example `sha256:9f86d0…`, `etag:d41d8c…` */
  readonly checksum: string;
}

/** A place that packages are taken from as they arrive. */
export interface Inbox {
  readonly config: InboxConfig;
  /** Whole files that are there now; of very many some at a time. @throws SourceUnavailable */
  list(signal: AbortSignal): AsyncIterable<Arrival>;
  /** All that was listed has been looked at: the next look may be at others. */
  looked?(): Promise<void>;
  /**
   * Brings a file to where the preprocessor finds it; doing so again changes nothing.
   * @throws SourceUnavailable, also for one that changed meanwhile
   */
  land(arrival: Arrival, signal: AbortSignal): Promise<Landed>;
  /** What becomes of a file that is queued for good; absent where it stays. */
  settle?(arrival: Arrival): Promise<void>;
  /** Lets go of what it holds when nobody looks at it any more. */
  close?(): Promise<void>;
}

/** A kind of inbox: adding one is a file, a line in the registry, and its options in `core/src/config/inboxes.ts`. */
export type OpenInbox<Config extends InboxConfig> = (config: Config, context: IngestorContext) => Inbox;
