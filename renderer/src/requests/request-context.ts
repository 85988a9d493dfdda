import type { FileWish } from '@pvs/core/ows/ows-request';
import type { RendererContext } from '../renderer-context.ts';

/** What an operation works with: the process's context and what belongs to this request. */
export interface RequestContext extends RendererContext {
  /** URL of the stack as the client sees it, without a trailing slash. */
  readonly publicUrl: string;
  /** What of a file that is kept the client wants; all of it unless told. */
  readonly file?: FileWish | undefined;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}
