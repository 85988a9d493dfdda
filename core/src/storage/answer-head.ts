/** What the header of a store's answer says. */
export interface AnswerHead {
  readonly status: 200 | 206 | 404;
  /** Of the body; undefined where it comes in chunks, which only a 404's may. */
  readonly sizeBytes: number | undefined;
  readonly modified: Date;
  /** The connection stays open for another request. */
  readonly isKept: boolean;
}

/** A status line and lines `name: value`, as RFC 9112 §4 and §5 have them: nothing folded, no bare CR or LF. */
const HEAD =
  /^HTTP\/1\.1 (200|206|404) [\t\x20-\x7e\x80-\xff]*(?:\r\n[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*)+$/;
/** The fields that say where a body ends, and the one of an object that is told on. */
const FIELD = /\r\n(content-length|transfer-encoding|connection|last-modified):([^\r]*)/gi;
const SIZE = /^\d{1,15}$/;

/**
 * Reads the header of an answer to a GET, without the empty line at its end. Undefined for all but an object of known
 * size and an absence, and for what another reader might understand differently: where one body ends and the next
 * answer begins is never guessed.
 */
export function readAnswerHead(text: string): AnswerHead | undefined {
  const status = Number(HEAD.exec(text)?.[1]) as AnswerHead['status'];
  if (!status) return undefined;
  let length, encoding, connection, modified: string | undefined;
  FIELD.lastIndex = 0;
  for (let field = FIELD.exec(text); field; field = FIELD.exec(text)) {
    const said = field[2]!.trim();
    switch (field[1]!.toLowerCase()) {
      case 'content-length':
        if (length !== undefined || !SIZE.test(said)) return undefined;
        length = said;
        break;
      case 'transfer-encoding':
        if (encoding !== undefined || said.toLowerCase() !== 'chunked') return undefined;
        encoding = said;
        break;
      case 'connection':
        connection = connection === undefined ? said : 'several';
        break;
      default:
        modified ??= said;
    }
  }
  // One of the two, and chunks of an absence only.
  if ((length === undefined) === (encoding === undefined)) return undefined;
  if (encoding !== undefined && status !== 404) return undefined;
  return {
    status,
    sizeBytes: length === undefined ? undefined : Number(length),
    modified: new Date(modified ?? 0),
    isKept: connection === undefined || connection.toLowerCase() === 'keep-alive',
  };
}

const CHUNK_SIZE = /([\da-f]{1,4})\r\n/iy;

/**
 * How long a body of chunks is (RFC 9112 §7.1) that begins at `from`; `more` where its end is not there yet, undefined
 * where it has what stores do not send (extensions, trailers).
 */
export function chunkedLength(text: string, from: number): number | 'more' | undefined {
  for (let at = from; ;) {
    CHUNK_SIZE.lastIndex = at;
    const [line, digits = ''] = CHUNK_SIZE.exec(text) ?? [];
    if (line === undefined) return text.includes('\r\n', at) ? undefined : 'more';
    const sizeBytes = Number.parseInt(digits, 16);
    const end = at + line.length + sizeBytes;
    if (text.length < end + 2) return 'more';
    if (!text.startsWith('\r\n', end)) return undefined;
    at = end + 2;
    if (sizeBytes === 0) return at - from;
  }
}
