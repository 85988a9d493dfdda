import type { DrawMetatile } from '@pvs/core/layers/metatile';
import type { AnswerOws } from '@pvs/core/ows/ows-request';

/** What the cache needs of the renderer: over HTTP, or in the same process. */
export interface Renderer {
  /** Draws what is not kept. */
  readonly draw: DrawMetatile;
  /** Answers the requests of WMS that tiles do not. */
  readonly ows: AnswerOws;
}
