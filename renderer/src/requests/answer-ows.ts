import { type AnswerOws, findOwsRequest } from '@pvs/core/ows/ows-request';
import type { RendererContext } from '../renderer-context.ts';
import { owsRequests } from './index.ts';

/** What `/ows` answers, for the route and for a cache in the same process. */
export const answerOws =
  (context: RendererContext): AnswerOws =>
  async (kvp, publicUrl, signal) =>
    findOwsRequest(owsRequests, kvp).handle(kvp, { ...context, publicUrl, signal });
