import { seenContext } from '@pvs/core/access/seen-context';
import { logFailure } from '@pvs/core/http/log-failure';
import { type AnswerOws, findOwsRequest } from '@pvs/core/ows/ows-request';
import type { RendererContext } from '../renderer-context.ts';
import { exceptionPicture, wantsPicture } from './exception-picture.ts';
import { owsRequests } from './index.ts';

/** What `/ows` answers, for the route and for a cache in the same process. */
export const answerOws =
  (context: RendererContext): AnswerOws =>
  async (kvp, { publicUrl, sight, signal, file }) => {
    const seen = seenContext(context, sight);
    try {
      return await findOwsRequest(owsRequests, kvp).handle(kvp, { ...seen, publicUrl, signal, file });
    } catch (error) {
      if (signal.aborted || !wantsPicture(kvp)) throw error;
      logFailure(context.log, '/ows', error);
      return exceptionPicture(error, kvp, context.stack.limits);
    }
  };
