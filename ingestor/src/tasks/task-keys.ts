/** The Redis keys that the ingestor keeps beside those of the stages. */
export const taskKeys = {
  /** Hash task → JSON `Task`. */
  tasks: 'ingest_tasks',
  /** Sorted set of tasks that have not ended, by the time (Unix, ms) they came. */
  open: 'ingest_open',
  /** Sorted set of tasks that have ended, by when (Unix, ms). */
  ended: 'ingest_ended',
  /** Hash task → JSON `TaskState` it ended in. */
  outcomes: 'ingest_outcomes',
  /** Hash browse → `{date of its report} {task}`, until the catalogue knows it. */
  browses: 'ingest_browses',
  /** Sorted set of ended tasks whose callback is not told yet, by when it is due (Unix, ms). */
  callbacks: 'ingest_callbacks',
  /** Hash task → how often its callback was tried. */
  callbackTries: 'ingest_callback_tries',
  /** Held by the one ingestor that closes tasks. */
  keeper: 'ingest_keeper',
  /** Hash upload → JSON `UploadRecord`, until it is queued. */
  uploads: 'ingest_uploads',
  /** Held by the one ingestor that lands uploads. */
  lander: 'ingest_lander',
  /** Held by the one ingestor that looks at an inbox. */
  inbox: (id: string) => `ingest_inbox:${id}`,
  /** Hash inbox → JSON `BucketCursor`. */
  cursors: 'ingest_cursors',
  /** Hash version of a file → task, of one source: what was seen is never pushed again. */
  seen: (source: string) => `ingest_seen:${source}`,
} as const;
