/** One thing that came in, as it is kept: what was pushed for it, and what was refused. */
export interface Task {
  readonly id: string;
  /** How it came in. */
  readonly kind: 'browse-report' | 'upload' | 'inbox';
  /** From where: who sent it, or the inbox and the path there. */
  readonly source: string;
  /** ISO 8601. */
  readonly at: string;
  readonly items: readonly TaskItem[];
  readonly refused: readonly RefusedItem[];
  /** Told when it ends. */
  readonly callback?: string;
}

/** A message that was pushed to the preprocessor. */
export interface TaskItem {
  /** How whoever sent it calls it. */
  readonly name: string;
  readonly queue: string;
  readonly message: string;
  /** By which id it goes in the two stages. */
  readonly preprocessId: string;
  readonly registerId: string;
  /** Of the product, where that is known beforehand. */
  readonly identifier?: string;
  /** Of a browse report's browse: under which name `taskKeys.browses` notes it. */
  readonly browse?: string;
  readonly sizeBytes?: number;
  /** @example `sha256:9f86d0…`, `etag:"d41d8…"` */
  readonly checksum?: string;
}

/** What of it was never pushed. */
export interface RefusedItem {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}
