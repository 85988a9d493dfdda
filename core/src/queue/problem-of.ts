import { isUtf8 } from 'node:buffer';
import { isPvsError, messageOf } from '../errors.ts';
import type { BegunItem } from './queue-item.ts';
import type { Problem, StageName } from './stage-keys.ts';

/** Messages quote what was given, which may be megabytes. */
const [LONGEST_MESSAGE, LONGEST_DETAIL] = [2000, 10_000];

/** Why an item failed, as it is kept: short enough to be listed, with its message byte for byte. */
export function problemOf(stage: StageName, item: BegunItem, error: unknown): Problem {
  const message = messageOf(error);
  const detail = isPvsError(error) ? error.detail : {};
  const detailLength = JSON.stringify(detail).length;
  return {
    stage,
    id: item.id,
    code: isPvsError(error) ? error.code : 'InternalError',
    message: message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)} …` : message,
    at: new Date().toISOString(),
    attempts: item.attempts,
    raw: item.raw,
    ...(isUtf8(item.bytes) ? {} : { rawBase64: item.bytes.toString('base64') }),
    queue: item.queue,
    detail: detailLength > LONGEST_DETAIL ? { omittedCharacters: detailLength } : detail,
  };
}
