import { session } from '../access/session.ts';
import { texts } from '../texts/texts.ts';
import { readReason } from './read-reason.ts';
import { RequestProblem } from './request-problem.ts';

/** The JSON at the URL. Throws {@link RequestProblem}, or the signal's AbortError. */
export async function fetchJson(url: string, signal?: AbortSignal): Promise<unknown> {
  // Without headers of its own: what the document has the browser fetch ahead is taken for the same only so.
  const response = await session.fetch(url, signal ? { signal } : {}).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new RequestProblem(texts.serverUnreachable, texts.serverUnreachableAdvice);
  });
  if (!response.ok) throw await problemOf(response);
  return response.json().catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new RequestProblem(texts.answerNotUnderstood, texts.answerNotUnderstoodAdvice);
  });
}

async function problemOf(response: Response): Promise<RequestProblem> {
  const reason = readReason(await response.text().catch(() => ''));
  const advice = response.status < 500 ? texts.requestRefusedAdvice : texts.serverFailedAdvice;
  return new RequestProblem(texts.serverAnswered(response.status, reason), advice);
}
