import { createHmac, hash } from 'node:crypto';
import { fieldLines } from '../http/field-lines.ts';

/** What a signature is valid for. */
export interface SigningScope {
  readonly region: string;
  readonly service: string;
}

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** What differs from one GET to the next. */
export interface UnsignedGet {
  /** Encoded as in {@link encodeKey}. */
  readonly path: string;
  /** @example `bytes=0-9` */
  readonly range?: string | undefined;
}

/**
 * The header of a signed request: lines that end with CR and LF.
 * @throws TypeError for credentials that no header can hold
 */
export type SignGet = (request: UnsignedGet, credentials: SigningCredentials, nowMs: number) => string;

/** What requests of one second with the same credentials have in common. */
interface Moment {
  readonly second: number;
  readonly credentials: SigningCredentials;
  /** Signs what begins with the same words and ends with a hash. */
  readonly signatureOf: (hashed: string) => string;
  /** The header's lines but the range and the signature. */
  readonly lines: string;
  readonly whole: Canonical;
  readonly ranged: Canonical;
}

/** The canonical request behind its path, and the line of its signature up to that. */
interface Canonical {
  readonly beforeRange: string;
  readonly afterRange: string;
  readonly authorization: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const NO_BODY = hash('sha256', '');
const VALUE = /^[\t\x20-\x7e]*$/;

/**
 * Signs GETs of objects that have the same headers, names in lower case (AWS Signature Version 4, authorization
 * header). The key of a day is worked out once, and what all requests of a second have once a second.
 */
export function createGetSigner(scope: SigningScope, headers: Readonly<Record<string, string>>): SignGet {
  const keyOf = keysOf(scope);
  let moment: Moment | undefined;
  return ({ path, range }, credentials, nowMs) => {
    const second = Math.floor(nowMs / 1000);
    if (moment?.second !== second || moment.credentials !== credentials)
      moment = momentOf(second, credentials, { scope, headers, keyOf });
    const { signatureOf, lines, whole, ranged } = moment;
    const { beforeRange, afterRange, authorization } = range === undefined ? whole : ranged;
    const ofRange = range === undefined ? '' : `range:${range}\n`;
    const request = hash('sha256', `GET\n${path}\n\n${beforeRange}${ofRange}${afterRange}`);
    return `${lines}${rangeLine(range)}${authorization}${signatureOf(request)}\r\n`;
  };
}

/** The line of a header, if any. */
export const rangeLine = (range: string | undefined) => (range === undefined ? '' : `range: ${range}\r\n`);

type KeyOf = (secretAccessKey: string, day: string) => Buffer;

/** Keys of a scope; the last one is kept. */
function keysOf({ region, service }: SigningScope): KeyOf {
  let known: { readonly secret: string; readonly day: string; readonly key: Buffer } | undefined;
  return (secret, day) => {
    if (known?.day !== day || known.secret !== secret) {
      const key = [day, region, service, 'aws4_request'].reduce<Buffer>(
        (last, part) => createHmac('sha256', last).update(part).digest(),
        Buffer.from(`AWS4${secret}`),
      );
      known = { secret, day, key };
    }
    return known.key;
  };
}

const BLOCK_BYTES = 64;

/**
 * HMAC-SHA-256 (RFC 2104), as hex, of texts that differ in the hash at their end alone. Two hashes of what lies ready
 * take a third of what Node's own, an object for each, does.
 */
function hmacOf(key: Buffer, beginning: string): Moment['signatureOf'] {
  const padded = (mark: number, sizeBytes: number) => {
    const block = Buffer.alloc(BLOCK_BYTES + sizeBytes, mark);
    for (let i = 0; i < key.length; i += 1) block[i] = key[i]! ^ mark;
    return block;
  };
  const inner = padded(0x36, beginning.length + NO_BODY.length);
  const outer = padded(0x5c, NO_BODY.length / 2);
  inner.write(beginning, BLOCK_BYTES, 'latin1');
  return (hashed) => {
    inner.write(hashed, BLOCK_BYTES + beginning.length, 'latin1');
    outer.write(hash('sha256', inner), BLOCK_BYTES, 'hex');
    return hash('sha256', outer);
  };
}

interface Signing {
  readonly scope: SigningScope;
  readonly headers: Readonly<Record<string, string>>;
  readonly keyOf: KeyOf;
}

function momentOf(second: number, credentials: SigningCredentials, signing: Signing): Moment {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const date = new Date(second * 1000).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const day = date.slice(0, 8);
  const scope = `${day}/${signing.scope.region}/${signing.scope.service}/aws4_request`;
  const signed: Record<string, string> = {
    ...signing.headers,
    'x-amz-content-sha256': NO_BODY,
    'x-amz-date': date,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const authorization = `authorization: ${ALGORITHM} Credential=${accessKeyId}/${scope}`;
  for (const [name, value] of Object.entries({ ...signed, authorization }))
    if (!VALUE.test(value)) throw new TypeError(`what ${name} is to have cannot be sent`);
  return {
    second,
    credentials,
    signatureOf: hmacOf(signing.keyOf(secretAccessKey, day), `${ALGORITHM}\n${date}\n${scope}\n`),
    lines: fieldLines(Object.entries(signed).flat()),
    whole: canonicalOf(signed, [], authorization),
    ranged: canonicalOf(signed, ['range'], authorization),
  };
}

function canonicalOf(
  signed: Readonly<Record<string, string>>,
  more: readonly string[],
  authorization: string,
): Canonical {
  const names = [...Object.keys(signed), ...more].sort();
  const linesOf = (some: readonly string[]) => some.map((name) => `${name}:${signed[name]}\n`).join('');
  return {
    beforeRange: linesOf(names.filter((name) => name < 'range')),
    afterRange: `${linesOf(names.filter((name) => name > 'range'))}\n${names.join(';')}\n${NO_BODY}`,
    authorization: `${authorization}, SignedHeaders=${names.join(';')}, Signature=`,
  };
}

const UNRESERVED = /^[\w.~/-]*$/;

/** A key as part of a path, as S3 signs it: all but RFC 3986's unreserved characters and slashes is encoded. */
export const encodeKey = (key: string) =>
  UNRESERVED.test(key)
    ? key
    : encodeURIComponent(key)
        .replaceAll('%2F', '/')
        .replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
