import { createHash } from 'node:crypto';

const LONGEST = 512;

/**
 * The id of a message that names none, or whose own cannot be read: the text itself where it can be shown, else a
 * hash of it, so that two different messages never go by the same id.
 * @example `no/such thing`, `sha256:e3b0c44298fc1c14`
 */
export function messageId(raw: string): string {
  const text = raw.trim();
  const shown = text !== '' && text.length <= LONGEST && !/[\p{Cc}\u{FFFD}]/u.test(text);
  return shown ? text : hashId(raw);
}

/** The id of a message that cannot be shown. */
export const hashId = (content: string | Buffer): string =>
  `sha256:${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
