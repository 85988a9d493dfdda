/** One side of the comparison while it runs. */
export interface Contender {
  readonly name: string;
  /** WMS endpoint, up to where the query begins. */
  readonly url: string;
  /** Ids of the processes that answer. */
  processes(): number[];
  stop(): Promise<void>;
}
