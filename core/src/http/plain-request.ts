/** A request that is all header. */
export interface PlainRequest {
  readonly method: 'GET' | 'HEAD';
  /** As it was sent: path and query. */
  readonly target: string;
  /** Where it is sent once. */
  readonly ifNoneMatch: string | undefined;
}

/** More is no request for a tile, whatever cookies a browser adds. */
const MAX_BYTES = 8192;
const REQUEST_LINE = /^(GET|HEAD) (\/[\x21-\x7e]*) HTTP\/1\.1(?=\r\n)/;
/** Lines `name: value`, as RFC 9112 §5 has them, and the empty line: nothing folded, no bare CR or LF. */
const FIELDS = /^(?:\r\n[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*)+\r\n\r\n$/;
/** What says that more follows, or that the connection is to become something else. */
const MORE =
  /\r\n(?:content-length|transfer-encoding|expect|upgrade|connection:(?![\t ]*keep-alive[\t ]*\r\n))/i;
const HOST = /\r\nhost:/gi;
const VALIDATOR = /\r\nif-none-match:([^\r]*)/gi;

/**
 * Reads bytes that came on a connection, where they are one whole request without a body and nothing else. Undefined
 * for all else, however right it is: that is the affair of a whole parser of HTTP. So nothing is taken for a request
 * that such a parser would take for another one, or for two.
 */
export function readPlainRequest(chunk: Buffer): PlainRequest | undefined {
  if (chunk.length > MAX_BYTES) return undefined;
  const text = chunk.toString('latin1');
  const [line = '', method, target] = REQUEST_LINE.exec(text) ?? [];
  if (target === undefined) return undefined;
  const fields = text.slice(line.length);
  if (!FIELDS.test(fields) || MORE.test(fields) || fields.match(HOST)?.length !== 1) return undefined;
  const [validator, another] = fields.match(VALIDATOR) ?? [];
  if (another !== undefined) return undefined;
  const ifNoneMatch = validator?.slice(validator.indexOf(':') + 1).trim();
  return { method: method as PlainRequest['method'], target, ifNoneMatch };
}
