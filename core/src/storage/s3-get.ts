import { createSecureContext } from 'node:tls';
import type { S3Client } from '@aws-sdk/client-s3';
import { fieldLines } from '../http/field-lines.ts';
import type { ReceivedObject } from './answer-reader.ts';
import { ObjectConnections } from './object-connections.ts';
import type { Allocate } from './object-store.ts';
import { type S3Address, s3AddressOf } from './s3-address.ts';
import type { S3Connection } from './s3-connection.ts';
import { encodeKey, rangeLine, type SigningCredentials, type UnsignedGet } from './s3-signature.ts';

export interface S3GetOptions {
  /** First byte, and how many. */
  readonly range?: readonly [offset: number, length: number];
  readonly maxBytes?: number;
  readonly allocate?: Allocate | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Undefined for every answer but the object and its absence, and for failures: nothing is known then, and the SDK is
 * to ask again. It retries, gets new credentials, sets its clock, and says what is wrong.
 * @throws the signal's reason
 */
export type S3Get = (key: string, options?: S3GetOptions) => Promise<ReceivedObject | undefined>;

/**
 * Gets objects of a bucket without the SDK's layers, which cost a millisecond of processor time for each: what the
 * SDK would ask, signed here, over connections that are kept.
 */
export function createS3Get(connection: S3Connection, bucket: string): S3Get {
  let opened: Promise<Opened | undefined> | undefined;
  const open = () =>
    (opened ??= openBucket(connection, bucket).catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
  return async (key, { range, maxBytes = Infinity, allocate, signal } = {}) => {
    signal?.throwIfAborted();
    let received: ReceivedObject | undefined;
    try {
      const place = await open();
      const request = await place?.requestOf(key, range);
      const expected = range
        ? ({ status: 206, maxBytes: range[1] } as const)
        : ({ status: 200, maxBytes, allocate } as const);
      if (place && request !== undefined) received = await place.connections.ask(request, expected, signal);
    } catch {
      // The SDK says what is wrong.
    }
    signal?.throwIfAborted();
    return received;
  };
}

/** A bucket whose address is known. */
interface Opened {
  readonly connections: ObjectConnections;
  requestOf(key: string, range: S3GetOptions['range']): Promise<string>;
}

async function openBucket(
  { client, authorities, timeouts }: S3Connection,
  bucket: string,
): Promise<Opened | undefined> {
  const address = await s3AddressOf(client, bucket);
  if (!address) return undefined;
  const fieldsOf = fieldsFor(address, client);
  const trust = authorities && createSecureContext({ ca: [...authorities] });
  return {
    connections: new ObjectConnections({ url: new URL(address.origin), trust, timeouts }),
    async requestOf(key, range) {
      const path = address.path + encodeKey(key);
      const bytes = range && `bytes=${range[0]}-${range[0] + range[1] - 1}`;
      return `GET ${path} HTTP/1.1\r\n${await fieldsOf({ path, range: bytes })}\r\n`;
    },
  };
}

/** The headers of requests as lines. */
function fieldsFor(
  { headers, sign }: S3Address,
  { config }: S3Client,
): (get: UnsignedGet) => string | Promise<string> {
  if (!sign) {
    const lines = fieldLines(Object.entries(headers).flat());
    return ({ range }) => lines + rangeLine(range);
  }
  // To ask for them takes the SDK five promises.
  let known: { readonly second: number; readonly credentials: SigningCredentials } | undefined;
  return async (get) => {
    const nowMs = Date.now() + config.systemClockOffset;
    const second = Math.floor(nowMs / 1000);
    if (known?.second !== second) known = { second, credentials: await config.credentials() };
    return sign(get, known.credentials, nowMs);
  };
}
