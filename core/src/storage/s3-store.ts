import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { isPvsError, messageOf, notFound, type PvsError, sourceUnavailable } from '../errors.ts';
import { checkKey, tooLarge } from './directory-store.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * A bucket, with everything below `prefix`. Credentials, region and endpoint come from the usual `AWS_*` variables.
 * Path style, since few S3-compatible stores have a wildcard host name; checksums only where an operation demands
 * them, since many refuse the SDK's newer default.
 */
export function s3Store(bucket: string, prefix: string, client = createS3Client()): ObjectStore {
  const root = prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`;
  const url = `s3://${bucket}/${root}`;
  const place: Place = {
    client,
    bucket,
    root,
    at: (key) => ({ Bucket: bucket, Key: root + checkKey(key) }),
    failure: (key, cause) => describeFailure(url, key, cause),
  };
  return { url, ...readingOf(place), ...writingOf(place) };
}

/** Where a store's objects are. */
interface Place {
  readonly client: S3Client;
  readonly bucket: string;
  readonly root: string;
  at(key: string): { Bucket: string; Key: string };
  failure(key: string, cause: unknown): PvsError;
}

function readingOf({
  client,
  at,
  failure,
}: Place): Pick<ObjectStore, 'stat' | 'readWhole' | 'read' | 'readRange'> {
  return {
    async stat(key) {
      try {
        const head = await client.send(new HeadObjectCommand(at(key)));
        return {
          key,
          sizeBytes: head.ContentLength ?? 0,
          etag: unquote(head.ETag),
          modified: head.LastModified ?? new Date(0),
        };
      } catch (cause) {
        if (isMissing(cause)) return undefined;
        throw failure(key, cause);
      }
    },
    async readWhole(key, maxBytes) {
      try {
        const { Body, ContentLength = 0, LastModified } = await client.send(new GetObjectCommand(at(key)));
        if (ContentLength > maxBytes) {
          if (Body instanceof Readable) Body.destroy();
          throw tooLarge(key, ContentLength, maxBytes);
        }
        const body = Buffer.from((await Body?.transformToByteArray()) ?? []);
        return { body, modified: LastModified ?? new Date(0) };
      } catch (cause) {
        if (isMissing(cause)) return undefined;
        throw failure(key, cause);
      }
    },
    async read(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand(at(key)));
        if (!(Body instanceof Readable)) throw new TypeError('the response has no body');
        return Body;
      } catch (cause) {
        throw failure(key, cause);
      }
    },
    async readRange(key, offset, length, signal) {
      if (length === 0) return Buffer.alloc(0);
      try {
        const command = new GetObjectCommand({ ...at(key), Range: `bytes=${offset}-${offset + length - 1}` });
        const { Body } = await client.send(command, signal ? { abortSignal: signal } : {});
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      } catch (cause) {
        signal?.throwIfAborted();
        if (statusOf(cause) === 416) return Buffer.alloc(0);
        throw failure(key, cause);
      }
    },
  };
}

function writingOf({
  client,
  bucket,
  root,
  at,
  failure,
}: Place): Pick<ObjectStore, 'write' | 'list' | 'remove'> {
  return {
    async write(key, body, options) {
      const params = {
        ...at(key),
        Body: body,
        ContentType: options?.contentType ?? 'application/octet-stream',
      };
      try {
        // A multipart upload becomes visible when it completes; a single PUT is atomic by itself.
        if (Buffer.isBuffer(body)) await client.send(new PutObjectCommand(params));
        else await new Upload({ client, params, leavePartsOnError: false }).done();
      } catch (cause) {
        throw failure(key, cause);
      }
    },
    async *list(start) {
      try {
        for await (const page of paginateListObjectsV2(
          { client },
          { Bucket: bucket, Prefix: root + checkKey(start) },
        )) {
          for (const object of page.Contents ?? []) {
            yield {
              key: (object.Key ?? '').slice(root.length),
              sizeBytes: object.Size ?? 0,
              etag: unquote(object.ETag),
              modified: object.LastModified ?? new Date(0),
            };
          }
        }
      } catch (cause) {
        throw failure(start, cause);
      }
    },
    async remove(key) {
      try {
        await client.send(new DeleteObjectCommand(at(key)));
      } catch (cause) {
        throw failure(key, cause);
      }
    },
  };
}

export interface S3Timeouts {
  readonly connectionMs: number;
  /** Without a byte in either direction. */
  readonly silenceMs: number;
}

const TIMEOUTS: S3Timeouts = { connectionMs: 5000, silenceMs: 30_000 };

/** A client as this stack needs it; a store that falls silent is away, and nothing hangs on it. */
export function createS3Client({ connectionMs, silenceMs }: S3Timeouts = TIMEOUTS): S3Client {
  return new S3Client({
    forcePathStyle: true,
    requestHandler: { connectionTimeout: connectionMs, socketTimeout: silenceMs },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

const unquote = (etag: string | undefined) => (etag ?? '').replaceAll('"', '');

const statusOf = (cause: unknown) =>
  (cause as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;

const isMissing = (cause: unknown) => statusOf(cause) === 404;

function describeFailure(url: string, key: string, cause: unknown): PvsError {
  if (isPvsError(cause)) return cause;
  if (isMissing(cause)) {
    return notFound(`there is no object '${key}' in ${url}`, {
      code: 'ObjectMissing',
      cause,
      detail: { key },
    });
  }
  return sourceUnavailable(`storage ${url} failed for '${key}': ${messageOf(cause)}`, {
    cause,
    detail: { key },
  });
}
