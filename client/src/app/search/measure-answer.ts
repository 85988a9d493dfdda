import { fileNameIn } from '../access/file-name-in.ts';
import { session } from '../access/session.ts';
import { texts } from '../texts/texts.ts';
import { readReason } from './read-reason.ts';

/** How large an answer will be and how it is called, or why there will be none. */
export interface AnswerSize {
  /** Undefined where the server does not know before. */
  readonly bytes?: number;
  readonly name?: string;
  readonly problem?: string;
}

/** Asks for the head of an answer; where it is refused, once more for the reason, which heads cannot hold. */
export async function measureAnswer(url: string, signal: AbortSignal): Promise<AnswerSize> {
  try {
    // The page may ask its own host only: where a store has the file nothing is known of it.
    const head = await session.fetch(url, { method: 'HEAD', signal, redirect: 'manual' });
    if (head.type === 'opaqueredirect') return {};
    if (head.ok) return readHead(head.headers);
    const answer = await session.fetch(url, { signal });
    return { problem: readReason(await answer.text()) || texts.serverAnswered(answer.status, '') };
  } catch {
    return { problem: texts.serverUnreachable };
  }
}

function readHead(headers: Headers): AnswerSize {
  const bytes = Number(headers.get('content-length') ?? Number.NaN);
  const name = fileNameIn(headers.get('content-disposition') ?? '');
  return { ...(Number.isFinite(bytes) ? { bytes } : {}), ...(name === undefined ? {} : { name }) };
}
