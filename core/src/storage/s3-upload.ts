import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  type UploadPartCommandOutput,
} from '@aws-sdk/client-s3';
import { sourceUnavailable } from '../errors.ts';
import type { WriteOptions } from './object-store.ts';

const PART_BYTES = 8 * 1024 ** 2;
/** S3 takes 10,000 parts, some stores of one size only. */
const MAX_PARTS = 9999;
/** Parts that are on their way at once, and in memory. */
const PARALLEL = 4;

/** Where an object goes. */
export interface S3Target {
  readonly client: S3Client;
  readonly at: { readonly Bucket: string; readonly Key: string };
}

/**
 * Writes an object, in parts where it is large: then it becomes visible when the last is there. Every part goes with
 * its MD5, by which a store refuses what was damaged on the way, and what the store says to have got is compared: by
 * ETag where that is an MD5 (no encryption with the store's keys), the whole by its size. MD5, since it is the one
 * checksum that S3-compatible stores of every age know; the ETag of a whole multipart object has no common form.
 * @throws SourceUnavailable `UploadDamaged` where the store has something else; that is removed
 */
export async function uploadToS3(
  target: S3Target,
  body: Buffer | Readable,
  { contentType = 'application/octet-stream', sizeBytes = 0, signal }: WriteOptions = {},
): Promise<void> {
  const partBytes = Math.max(PART_BYTES, Math.ceil(sizeBytes / MAX_PARTS));
  const parts = Buffer.isBuffer(body) ? single(body) : partsOf(body, partBytes);
  const first = (await parts.next()).value ?? Buffer.alloc(0);
  const second = await parts.next();
  if (second.done === true) return putWhole(target, first, contentType, signal);
  async function* all() {
    yield first;
    yield second.value as Buffer;
    yield* parts;
  }
  return putInParts(target, all(), contentType, signal);
}

async function* single(body: Buffer) {
  yield body;
}

/** Buffers of the given size, the last one of the rest. */
async function* partsOf(body: Readable, partBytes: number): AsyncGenerator<Buffer, undefined> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    held.push(chunk);
    bytes += chunk.length;
    while (bytes >= partBytes) {
      const whole = Buffer.concat(held);
      yield whole.subarray(0, partBytes);
      held = [whole.subarray(partBytes)];
      bytes -= partBytes;
    }
  }
  if (bytes > 0) yield Buffer.concat(held);
}

async function putWhole({ client, at }: S3Target, body: Buffer, ContentType: string, signal?: AbortSignal) {
  const md5 = md5Of(body);
  const command = new PutObjectCommand({
    ...at,
    Body: body,
    ContentType,
    ContentMD5: md5.toString('base64'),
  });
  const put = await client.send(command, signal ? { abortSignal: signal } : {});
  const same = isSame(put, md5);
  if (same === undefined) await requireSize({ client, at }, body.length);
  if (same !== false) return;
  await client.send(new DeleteObjectCommand(at));
  throw damaged(at.Key, `its ETag is ${put.ETag}, expected ${md5.toString('hex')}`);
}

async function putInParts(
  target: S3Target,
  parts: AsyncIterable<Buffer>,
  type: string,
  signal?: AbortSignal,
) {
  const { client, at } = target;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...at, ContentType: type }));
  const running = new Set<Promise<CompletedPart>>();
  const done: Promise<CompletedPart>[] = [];
  let total = 0;
  try {
    let number = 0;
    for await (const part of parts) {
      number += 1;
      total += part.length;
      const upload = putPart(target, { UploadId, PartNumber: number, Body: part }, signal);
      done.push(upload);
      // One that failed stays, for the race to find.
      const settled: Promise<CompletedPart> = upload.then((part) => (running.delete(settled), part));
      running.add(settled);
      // Somebody listens to each from now on, whoever fails first.
      settled.catch(() => undefined);
      if (running.size >= PARALLEL) await Promise.race(running);
    }
    const Parts = await Promise.all(done);
    await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    await Promise.allSettled(done);
    await client.send(new AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => undefined);
    throw error;
  }
  await requireSize(target, total);
}

async function putPart(
  { client, at }: S3Target,
  part: { UploadId: string | undefined; PartNumber: number; Body: Buffer },
  signal?: AbortSignal,
): Promise<CompletedPart> {
  const md5 = md5Of(part.Body);
  const command = new UploadPartCommand({ ...at, ...part, ContentMD5: md5.toString('base64') });
  const answer = await client.send(command, signal ? { abortSignal: signal } : {});
  if (isSame(answer, md5) === false) {
    throw damaged(
      at.Key,
      `the ETag of part ${part.PartNumber} is ${answer.ETag}, expected ${md5.toString('hex')}`,
    );
  }
  return { PartNumber: part.PartNumber, ETag: answer.ETag };
}

/** Undefined where the ETag says nothing about the content. */
function isSame(
  given: Pick<UploadPartCommandOutput, 'ETag' | 'ServerSideEncryption' | 'SSECustomerAlgorithm'>,
  md5: Buffer,
): boolean | undefined {
  const etag = (given.ETag ?? '').replaceAll('"', '').toLowerCase();
  const byOwnKey =
    given.SSECustomerAlgorithm !== undefined || given.ServerSideEncryption?.startsWith('aws:') === true;
  return byOwnKey || !/^[0-9a-f]{32}$/.test(etag) ? undefined : etag === md5.toString('hex');
}

async function requireSize({ client, at }: S3Target, sizeBytes: number): Promise<void> {
  const head = await client.send(new HeadObjectCommand(at));
  if (head.ContentLength === sizeBytes) return;
  await client.send(new DeleteObjectCommand(at));
  throw damaged(at.Key, `it has ${head.ContentLength} bytes there, expected ${sizeBytes}`);
}

const md5Of = (content: Buffer) => createHash('md5').update(content).digest();

const damaged = (key: string, how: string) =>
  sourceUnavailable(`the upload of '${key}' did not arrive as it was sent: ${how}`, {
    code: 'UploadDamaged',
  });
