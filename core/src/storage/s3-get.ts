import { Pool } from 'undici';
import type { Allocate } from './object-store.ts';
import { receiveObject, type ReceivedObject } from './receive-object.ts';
import { type S3Address, s3AddressOf } from './s3-address.ts';
import type { S3Connection } from './s3-connection.ts';
import { encodeKey } from './s3-signature.ts';

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

/** As many as the SDK has. */
const CONNECTIONS = 50;

/**
 * Gets objects of a bucket without the SDK's layers, which cost a millisecond of processor time for each: what the
 * SDK would ask, signed here, over connections that are kept.
 */
export function createS3Get(connection: S3Connection, bucket: string): S3Get {
  const { client } = connection;
  let opened: Promise<Opened | undefined> | undefined;
  const open = () =>
    (opened ??= openPool(connection, bucket).catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
  return async (key, { range, maxBytes = Infinity, allocate, signal } = {}) => {
    signal?.throwIfAborted();
    try {
      const place = await open();
      if (!place) return undefined;
      const path = place.address.path + encodeKey(key);
      const headers = await headersOf(path, range, place.address, client);
      const expected = range
        ? ({ status: 206, maxBytes: range[1] } as const)
        : ({ status: 200, maxBytes, allocate } as const);
      return await receiveObject(place.pool, { path, method: 'GET', headers }, expected, signal);
    } catch {
      signal?.throwIfAborted();
      return undefined;
    }
  };
}

interface Opened {
  readonly address: S3Address;
  readonly pool: Pool;
}

async function openPool(
  { client, authorities, timeouts }: S3Connection,
  bucket: string,
): Promise<Opened | undefined> {
  const address = await s3AddressOf(client, bucket);
  if (!address) return undefined;
  const pool = new Pool(address.origin, {
    connections: CONNECTIONS,
    allowH2: false,
    connect: { timeout: timeouts.connectionMs, ...(authorities && { ca: [...authorities] }) },
    headersTimeout: timeouts.silenceMs,
    bodyTimeout: timeouts.silenceMs,
  });
  return { address, pool };
}

async function headersOf(
  path: string,
  range: S3GetOptions['range'],
  { headers, sign }: S3Address,
  { config }: S3Connection['client'],
): Promise<Record<string, string>> {
  const all: Record<string, string> = { ...headers };
  if (range) all['range'] = `bytes=${range[0]}-${range[0] + range[1] - 1}`;
  const now = new Date(Date.now() + config.systemClockOffset);
  return sign ? sign({ path, headers: all }, await config.credentials(), now) : all;
}
