import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { S3Client } from '@aws-sdk/client-s3';
import { invalidInput, messageOf } from '../errors.ts';

/** What one S3-compatible store needs; what is not given comes from the usual `AWS_*` variables. */
export interface S3Options {
  readonly endpoint?: string;
  readonly region?: string;
  /** The bucket is a part of the host name, else the first part of the path: few stores have a wildcard host name. */
  readonly virtualHosting?: boolean;
  /** Agrees to pay for what is read from somebody else's bucket. */
  readonly requesterPays?: boolean;
  /** Path of certificates (PEM) of authorities that the system does not know. */
  readonly caBundle?: string;
  /** `anonymous` signs nothing. */
  readonly credentials?: S3Credentials | 'anonymous';
  readonly timeouts?: S3Timeouts;
}

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3Timeouts {
  readonly connectionMs: number;
  /** Without a byte in either direction. */
  readonly silenceMs: number;
}

const TIMEOUTS: S3Timeouts = { connectionMs: 5000, silenceMs: 30_000 };

/** A client of an S3-compatible store, with what one needs to connect beside it. */
export interface S3Connection {
  readonly client: S3Client;
  /** Certificates (PEM) of all authorities that are trusted; the system's where absent. */
  readonly authorities: readonly string[] | undefined;
  readonly timeouts: S3Timeouts;
}

/**
 * Connects to an S3-compatible store; one that falls silent is away, and nothing hangs on it. Checksums are sent and
 * asked for only where an operation demands them, since many stores refuse the SDK's newer default.
 * @throws InvalidInput `InvalidConfiguration` for certificates that cannot be read
 */
export function connectS3(options: S3Options = {}): S3Connection {
  const { endpoint, region, virtualHosting = false, requesterPays, caBundle, credentials } = options;
  const { timeouts = TIMEOUTS } = options;
  const authorities = caBundle === undefined ? undefined : authoritiesOf(caBundle);
  const client = new S3Client({
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...credentialsOf(credentials),
    forcePathStyle: !virtualHosting,
    requestHandler: {
      connectionTimeout: timeouts.connectionMs,
      socketTimeout: timeouts.silenceMs,
      ...(authorities && { httpsAgent: { keepAlive: true, ca: authorities } }),
    },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  if (requesterPays === true) addRequestPayer(client);
  return { client, authorities, timeouts };
}

function credentialsOf(credentials: S3Options['credentials']) {
  if (credentials === undefined) return {};
  if (credentials !== 'anonymous') return { credentials };
  return {
    credentials: { accessKeyId: '', secretAccessKey: '' },
    signer: { sign: <Request>(request: Request) => Promise.resolve(request) },
  };
}

function authoritiesOf(path: string): string[] {
  try {
    return [...rootCertificates, readFileSync(path, 'utf8')];
  } catch (cause) {
    throw invalidInput(
      `cannot read the certificates ${path} (AWS_CA_BUNDLE, caBundle): ${messageOf(cause)}`,
      {
        code: 'InvalidConfiguration',
        cause,
      },
    );
  }
}

function addRequestPayer(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (given) => {
      const request = given.request as { headers: Record<string, string> };
      request.headers['x-amz-request-payer'] = 'requester';
      return next(given);
    },
    { step: 'build', name: 'requestPayer' },
  );
}
