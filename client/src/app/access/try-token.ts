import { readReason } from '../search/read-reason.ts';
import { RequestProblem } from '../search/request-problem.ts';
import { texts } from '../texts/texts.ts';

/** A token as it was pasted: without spaces around it, and without the word that headers have before it. */
export const readToken = (pasted: string): string =>
  pasted.trim().replace(/^(Authorization: *)?Bearer +/i, '');

/**
 * Asks the server whether a token holds, before anything else is asked with it.
 * @throws RequestProblem which says why it does not, or why nobody knows
 */
export async function tryToken(token: string): Promise<void> {
  // What cannot stand in a header (RFC 6750 §2.1) is no token.
  if (!/^[\w.~+/-]+=*$/.test(token))
    throw new RequestProblem(texts.signIn.noToken, texts.signIn.noTokenAdvice);
  const response = await fetch('./client/config.json', {
    headers: { authorization: `Bearer ${token}` },
    cache: 'no-store',
  }).catch(() => {
    throw new RequestProblem(texts.serverUnreachable, texts.serverUnreachableAdvice);
  });
  if (response.ok) return;
  const reason = readReason(await response.text().catch(() => ''));
  throw response.status === 401
    ? new RequestProblem(texts.signIn.refused, whyRefused(reason))
    : new RequestProblem(texts.serverAnswered(response.status, reason), texts.serverFailedAdvice);
}

/** Of the server's sentence, what comes behind which path refused it. */
export const whyRefused = (reason: string): string => /does not hold: (.+)$/s.exec(reason)?.[1] ?? reason;
