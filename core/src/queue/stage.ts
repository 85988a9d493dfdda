import type { Logger } from '../observe/log.ts';
import type { QueueMessage } from './queue-item.ts';
import type { StageKeys } from './stage-keys.ts';

/** What a step may use besides its state. */
export interface Job {
  readonly id: string;
  readonly log: Logger;
  /** Aborts when the worker stops or lost the item. */
  readonly signal: AbortSignal;
  /** Says how far the running step is, 0–1. */
  progress(fraction: number): void;
  /**
   * Waits until the process may have that many bytes in work (`stages.bytesInWork`); they are free again when the
   * item ends. Asking again replaces what was asked for before: nobody waits while holding a part.
   */
  reserve(bytes: number): Promise<void>;
  /** Counts bytes that came in or went out, for the metrics. */
  transferred(direction: 'in' | 'out', bytes: number): void;
}

/** One step of a stage: adding one is a file and a line in the stage's list. */
export interface Step<State> {
  readonly name: string;
  /** Its share of the whole, for progress; 1 unless given. */
  readonly weight?: number;
  /** Whether this item needs it; always, unless given. */
  applies?(state: State): boolean;
  /** What the step found out: merged into the state that the next step sees. */
  run(state: State, job: Job): Promise<Partial<State>>;
}

/** A stage of the pipeline: messages in, steps, messages out. Executed by `runStage`. */
export interface Stage<State> {
  readonly keys: StageKeys;
  /** The id a message goes by in the sets. Never throws: what cannot be parsed is its own id. */
  idOf(raw: string, queue: string): string;
  /** @throws InvalidInput for a message that is not of the queue's form */
  begin(raw: string, queue: string): State;
  readonly steps: readonly Step<State>[];
  /** Messages for the next stage's queue, pushed in the same move that finishes the item. */
  next(state: State): readonly QueueMessage[];
  /** Runs after an item, done or failed: removes what it left on this machine. */
  cleanUp?(state: State): Promise<void>;
}
