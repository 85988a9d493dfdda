import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  ListMultipartUploadsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { PvsError } from '../errors.ts';
import { contentDisposition } from '../http/content-disposition.ts';
import { checkKey } from './object-key.ts';
import { objectChanged, objectTooLarge } from './object-problems.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Connection } from './s3-connection.ts';
import { isMissing, s3Failure, statusOf } from './s3-failure.ts';
import { createS3Get, type S3Get } from './s3-get.ts';
import { uploadToS3 } from './s3-upload.ts';

/** A bucket, with everything below `prefix`. */
export function s3Store(bucket: string, prefix: string, connection: S3Connection): ObjectStore {
  const { client } = connection;
  const root = prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`;
  const url = `s3://${bucket}/${root}`;
  const place: Place = {
    client,
    get: createS3Get(connection, bucket),
    url,
    bucket,
    root,
    at: (key) => ({ Bucket: bucket, Key: root + checkKey(key) }),
    failure: (key, cause) => s3Failure(url, key, cause),
  };
  return {
    url,
    dateGrainMs: 1000,
    ...readingOf(place),
    ...streamingOf(place),
    ...writingOf(place),
    ...listingOf(place),
    signedUrl(key, forSeconds, saveAs) {
      const saved = saveAs && { ResponseContentDisposition: contentDisposition('attachment', saveAs) };
      return getSignedUrl(client, new GetObjectCommand({ ...place.at(key), ...saved }), {
        expiresIn: forSeconds,
      });
    },
  };
}

/** Where a store's objects are. */
interface Place {
  readonly client: S3Client;
  /** The quick way to what is read most, of keys with their prefix. */
  readonly get: S3Get;
  readonly url: string;
  readonly bucket: string;
  readonly root: string;
  at(key: string): { Bucket: string; Key: string };
  failure(key: string, cause: unknown): PvsError;
}

type Reading = 'stat' | 'readWhole' | 'readRange';

function readingOf({ client, get, at, failure }: Place): Pick<ObjectStore, Reading> {
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
    async readWhole(key, maxBytes, allocate) {
      const answer = await get(at(key).Key, { maxBytes, allocate });
      if (answer?.status === 404) return undefined;
      if (answer) return { body: answer.body, modified: answer.modified };
      try {
        const { Body, ContentLength = 0, LastModified } = await client.send(new GetObjectCommand(at(key)));
        if (ContentLength > maxBytes) {
          if (Body instanceof Readable) Body.destroy();
          throw objectTooLarge(key, ContentLength, maxBytes);
        }
        const body = Buffer.from((await Body?.transformToByteArray()) ?? []);
        return { body, modified: LastModified ?? new Date(0) };
      } catch (cause) {
        if (isMissing(cause)) return undefined;
        throw failure(key, cause);
      }
    },
    async readRange(key, offset, length, signal) {
      if (length === 0) return Buffer.alloc(0);
      const answer = await get(at(key).Key, { range: [offset, length], signal });
      if (answer && answer.status !== 404) return answer.body;
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

function streamingOf({ client, url, at, failure }: Place): Pick<ObjectStore, 'read'> {
  return {
    async read(key, { offset = 0, etag, signal } = {}) {
      const range = offset > 0 ? { Range: `bytes=${offset}-` } : {};
      const match = etag === undefined ? {} : { IfMatch: `"${etag}"` };
      try {
        const command = new GetObjectCommand({ ...at(key), ...range, ...match });
        const { Body, ETag, ContentRange } = await client.send(
          command,
          signal ? { abortSignal: signal } : {},
        );
        if (!(Body instanceof Readable)) throw new TypeError('the response has no body');
        // Some stores look at neither condition nor range.
        const isOther = etag !== undefined && unquote(ETag) !== etag;
        const isElsewhere = offset > 0 && ContentRange?.startsWith(`bytes ${offset}-`) !== true;
        if (!isOther && !isElsewhere) return Body;
        Body.destroy();
        throw isOther ? objectChanged(key, url) : new Error(`it does not answer from byte ${offset} on`);
      } catch (cause) {
        signal?.throwIfAborted();
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
}: Place): Pick<ObjectStore, 'write' | 'remove' | 'sweep'> {
  return {
    async write(key, body, options) {
      try {
        await uploadToS3({ client, at: at(key) }, body, options);
      } catch (cause) {
        options?.signal?.throwIfAborted();
        throw failure(key, cause);
      }
    },
    async remove(key) {
      try {
        await client.send(new DeleteObjectCommand(at(key)));
      } catch (cause) {
        throw failure(key, cause);
      }
    },
    async sweep(before) {
      const swept: string[] = [];
      try {
        const listed = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: root }));
        for (const { Key, UploadId, Initiated } of listed.Uploads ?? []) {
          if (Key === undefined || Initiated === undefined || Initiated >= before) continue;
          await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
          swept.push(Key.slice(root.length));
        }
      } catch (cause) {
        // Stores that cannot say what is unfinished have rules of their own for it.
        if (![400, 405, 501].includes(statusOf(cause) ?? 0)) throw failure('', cause);
      }
      return swept;
    },
  };
}

function listingOf({ client, bucket, root, failure }: Place): Pick<ObjectStore, 'list'> {
  return {
    async *list(start, after) {
      const wanted = {
        Bucket: bucket,
        Prefix: root + checkKey(start),
        ...(after !== undefined && { StartAfter: root + after }),
      };
      try {
        for await (const page of paginateListObjectsV2({ client }, wanted)) {
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
  };
}

const unquote = (etag: string | undefined) => (etag ?? '').replaceAll('"', '');
