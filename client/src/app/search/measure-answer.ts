import { texts } from '../texts/texts.ts';
import { readReason } from './fetch-json.ts';

/** How large an answer will be, or why there will be none. */
export interface AnswerSize {
  /** Undefined where the server does not know before. */
  readonly bytes?: number;
  readonly problem?: string;
}

/** Asks for the head of an answer; where it is refused, once more for the reason, which heads cannot hold. */
export async function measureAnswer(url: string, signal: AbortSignal): Promise<AnswerSize> {
  try {
    const head = await fetch(url, { method: 'HEAD', signal });
    const bytes = Number(head.headers.get('content-length') ?? Number.NaN);
    if (head.ok) return Number.isFinite(bytes) ? { bytes } : {};
    const answer = await fetch(url, { signal });
    return { problem: readReason(await answer.text()) || texts.serverAnswered(answer.status, '') };
  } catch {
    return { problem: texts.serverUnreachable };
  }
}
