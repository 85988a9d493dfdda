import type { StackConfig } from '@pvs/core/config/stack';
import type { XmlValue } from '@pvs/core/xml/xml-template';
import type { IngestorContext } from '../ingestor-context.ts';

export type Query = Readonly<Record<string, string | undefined>>;

/** What somebody filled in, and what is wrong with it, by the name of the field. */
export interface FilledForm {
  readonly values: URLSearchParams;
  readonly problems: Readonly<Record<string, string>>;
}

/** What a page knows beside its data. */
export interface PageContext {
  /** URL of the stack as its reader sees it, without a trailing slash. */
  readonly base: string;
  readonly stack: StackConfig;
  readonly query: Query;
  readonly form: FilledForm;
  readonly nowMs: number;
}

/** One thing that `/ops` tells: JSON for programs, and a page for browsers. */
export interface OpsView<Data> {
  readonly path: string;
  /** In the navigation; absent where there is no page. */
  readonly name?: string;
  /** For the OpenAPI document. */
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly description: string;
    readonly schema: object;
  }[];
  /** JSON Schema of the data. */
  readonly answer: object;
  /** Whether its page changes by itself. */
  readonly isLive: boolean;
  read(context: IngestorContext, query: Query): Promise<Data>;
  page?(data: Data, context: PageContext): XmlValue;
}

/** One thing that can be changed: JSON from programs, and forms of pages. */
export interface OpsChange<Wanted, Result> {
  readonly path: string;
  readonly summary: string;
  /** JSON Schema of what is posted. */
  readonly request: object;
  /** JSON Schema of what came of it. */
  readonly answer: object;
  /** Path of the view with its form, which is shown again with what is wrong. */
  readonly form: string;
  /** @throws InvalidInput */
  readBody(body: unknown, stack: StackConfig): Wanted;
  /** @throws InvalidInput `InvalidFields` */
  readForm(fields: URLSearchParams, stack: StackConfig): Wanted;
  change(context: IngestorContext, wanted: Wanted): Promise<Result>;
  /** What the view with the form is asked for afterwards. */
  next(wanted: Wanted, result: Result): Readonly<Record<string, string>>;
}
