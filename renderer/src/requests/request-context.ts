import type { RendererContext } from '../renderer-context.ts';

/** What an operation works with: the process's context and what belongs to this request. */
export interface RequestContext extends RendererContext {
  /** URL of the stack as the client sees it, without a trailing slash. */
  readonly publicUrl: string;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}
