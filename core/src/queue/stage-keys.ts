/**
 * The Redis keys of one stage: the fixed contract that operators use by hand (`docs/operations.md`), and beside it
 * what the queue needs to lose nothing. Producers LPUSH, consumers take from the right.
 */
export interface StageKeys {
  readonly stage: StageName;
  /** Lists of waiting messages. */
  readonly queues: readonly [string, ...string[]];
  /** Set of ids in work. */
  readonly working: string;
  /** Set of ids done. */
  readonly success: string;
  /** Set of ids failed. */
  readonly failure: string;
  /** Hash id → JSON {@link Problem}. */
  readonly problems: string;
  /** Hash id → JSON {@link Progress}. */
  readonly progress: string;
  /** Hash id → how often it was taken up. */
  readonly attempts: string;
  /** Hash id → `{worker}#{number}`: who holds it, and for the how manieth time. */
  readonly owners: string;
  /** Set of workers whose items are theirs; one that is not in it may change nothing. */
  readonly workers: string;
  /** Sorted set of ids that wait for a backing service, by the time (Unix, ms) they are due. */
  readonly delayed: string;
  /** Hash id → JSON {@link Trouble}. */
  readonly troubles: string;
  /** Hash id → how many of its messages wait in its {@link parkedKey} list. */
  readonly parked: string;
  /** Hash queue → messages taken from it for good; with its length, how many were ever pushed. */
  readonly taken: string;
  /** Hash `done` and `failed` → how many items ever came to that, those that came again among them. */
  readonly finished: string;
}

export type StageName = 'preprocess' | 'register' | 'deregister' | 'seed' | 'archive';

function keysOf<const Queues extends StageKeys['queues']>(
  stage: StageName,
  working: string,
  queues: Queues,
): StageKeys & { readonly queues: Queues } {
  return {
    stage,
    queues,
    working,
    success: `${stage}-success_set`,
    failure: `${stage}-failure_set`,
    problems: `${stage}_problems`,
    progress: `${stage}_progress`,
    attempts: `${stage}_attempts`,
    owners: `${stage}_owners`,
    workers: `${stage}_workers`,
    delayed: `${stage}_delayed`,
    troubles: `${stage}_troubles`,
    parked: `${stage}_parked`,
    taken: `${stage}_taken`,
    finished: `${stage}_finished`,
  };
}

/** Every stage, in the order a product passes them. */
export const stageKeys = {
  preprocess: keysOf('preprocess', 'preprocessing_set', ['preprocess_queue', 'preprocess-md_queue']),
  register: keysOf('register', 'registering_set', ['register_queue']),
  deregister: keysOf('deregister', 'deregistering_set', ['deregister_queue']),
  seed: keysOf('seed', 'seeding_set', ['seed_queue']),
  archive: keysOf('archive', 'archiving_set', ['archive_queue', 'retrieve_queue']),
} as const satisfies Record<StageName, StageKeys>;

export const stageNames = Object.keys(stageKeys) as readonly StageName[];

/** The list that holds what one worker took from one queue and has not finished. */
export const inFlightKey = (queue: string, worker: string) => `${queue}:in-flight:${worker}`;

/**
 * The list of messages that wait for their own id: behind the one in work, or, the first of a delayed id, for its
 * time. Its elements are `{queue} {message}`.
 */
export const parkedKey = (stage: StageName, id: string) => `${stage}_parked:${id}`;

/** Lives as long as the worker renews it. */
export const heartbeatKey = (stage: StageName, worker: string) => `${stage}_heartbeat:${worker}`;

/** Rung (PUBLISH) after each change of the catalogue; its payload is the new revision. */
export const CATALOGUE_CHANNEL = 'catalogue_revision';

/** Why an item failed: what `failures` and `hget {stage}_problems ID` show. */
export interface Problem {
  readonly stage: StageName;
  readonly id: string;
  readonly code: string;
  readonly message: string;
  /** ISO 8601. */
  readonly at: string;
  readonly attempts: number;
  /** The message as it was pushed. */
  readonly raw: string;
  /** The message's bytes, where they are not UTF-8 and `raw` only resembles them. */
  readonly rawBase64?: string;
  /** The queue it was pushed to. */
  readonly queue: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** How far an item is. */
export interface Progress {
  readonly step: string;
  /** 0–100 over all steps. */
  readonly percent: number;
  /** ISO 8601. */
  readonly since: string;
}

/** What an item that waits for a backing service met. */
export interface Trouble {
  /** When it first met it, ISO 8601. */
  readonly since: string;
  /** How often it was tried. */
  readonly tries: number;
  readonly reason: string;
}
