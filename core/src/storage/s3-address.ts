import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createGetSigner, type SignGet } from './s3-signature.ts';

/** Where and how the SDK asks for objects of a bucket. */
export interface S3Address {
  /** @example `https://bucket.s3.eu-central-1.amazonaws.com` */
  readonly origin: string;
  /** What comes before an object's key, with its slash: `/` or `/bucket/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Adds those headers, too. Undefined where requests are not signed. */
  readonly sign: SignGet | undefined;
}

/** What the SDK gives its HTTP handler. */
interface SentRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const KEY = 'key';
/** Directory buckets have sessions of their own, access points of many regions another algorithm. */
const SIGNED = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d+\/([^/]+)\/(s3)\/aws4_request/;

/**
 * Has the SDK make a request for an object and looks at it instead of sending it: endpoints, regions, styles of
 * addresses and who pays are the SDK's business. Undefined where requests of this bucket take more than a signature.
 * @throws what the SDK throws where it lacks a region or credentials
 */
export async function s3AddressOf(client: S3Client, bucket: string): Promise<S3Address | undefined> {
  const { protocol, hostname, port, path, headers } = await requestOf(client, bucket);
  const { host, authorization, 'x-amz-request-payer': payer } = headers;
  const [, region, service] = SIGNED.exec(authorization ?? '') ?? [];
  if (!path.endsWith(`/${KEY}`) || (authorization !== undefined && service === undefined)) return undefined;
  const all = { host: host ?? hostname, ...(payer === undefined ? {} : { 'x-amz-request-payer': payer }) };
  const scope = region !== undefined && service !== undefined ? { region, service } : undefined;
  return {
    origin: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`,
    path: path.slice(0, -KEY.length),
    headers: all,
    sign: scope && createGetSigner(scope, all),
  };
}

async function requestOf(client: S3Client, bucket: string): Promise<SentRequest> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: KEY });
  const caught = Promise.withResolvers<SentRequest>();
  command.middlewareStack.add(
    () => async (given) => {
      caught.resolve(given.request as SentRequest);
      return { response: {}, output: { $metadata: {} } };
    },
    { step: 'deserialize', priority: 'high', name: 'catchRequest' },
  );
  await client.send(command);
  return caught.promise;
}
