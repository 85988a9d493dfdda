import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

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

/** A GET as it goes out: `path` is encoded as in {@link encodeKey}, names of headers are in lower case. */
export interface UnsignedGet {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The headers of the request, and those that sign them all. */
export type SignGet = (
  request: UnsignedGet,
  credentials: SigningCredentials,
  now: Date,
) => Record<string, string>;

const ALGORITHM = 'AWS4-HMAC-SHA256';
const NO_BODY = hash('sha256', '');

/** Signs GETs of objects (AWS Signature Version 4, authorization header): the key of a day is worked out once. */
export function createGetSigner({ region, service }: SigningScope): SignGet {
  let [day, secret] = ['', ''];
  // A key as bytes takes Node seven times as long as the whole signature.
  let key: KeyObject;
  const keyOf = (secretAccessKey: string, today: string) => {
    if (today !== day || secretAccessKey !== secret) {
      [day, secret] = [today, secretAccessKey];
      const ofDay = [today, region, service, 'aws4_request'].reduce<Buffer>(
        (last, part) => createHmac('sha256', last).update(part).digest(),
        Buffer.from(`AWS4${secretAccessKey}`),
      );
      key = createSecretKey(ofDay);
    }
    return key;
  };
  return ({ path, headers }, { accessKeyId, secretAccessKey, sessionToken }, now) => {
    const date = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const signed: Record<string, string> = {
      ...headers,
      'x-amz-content-sha256': NO_BODY,
      'x-amz-date': date,
      ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
    };
    const names = Object.keys(signed).sort();
    const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
    const request = `GET\n${path}\n\n${lines}\n${names.join(';')}\n${NO_BODY}`;
    const today = date.slice(0, 8);
    const scope = `${today}/${region}/${service}/aws4_request`;
    const text = `${ALGORITHM}\n${date}\n${scope}\n${hash('sha256', request)}`;
    const signature = createHmac('sha256', keyOf(secretAccessKey, today)).update(text).digest('hex');
    signed['authorization'] =
      `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return signed;
  };
}

/** A key as part of a path, as S3 signs it: all but RFC 3986's unreserved characters and slashes is encoded. */
export const encodeKey = (key: string) =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
