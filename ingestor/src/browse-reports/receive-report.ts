import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { limitExceeded } from '@pvs/core/errors';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { REPORT_LIMITS } from './parse-report.ts';
import { invalidRequest } from './report-errors.ts';

/** A report as it came over HTTP. */
export interface ReceivedReport {
  readonly document: Buffer;
  /** Files that came with it: name → key in the store. */
  readonly attached: Map<string, string>;
}

interface Receiving {
  readonly store: ObjectStore;
  /** Key prefix of the files that come with it; nothing else lies there. */
  readonly prefix: string;
  readonly maxFileBytes: number;
}

const MAX_FILES = 1000;

/**
 * The report that a request is, or the part `report` of a `multipart/form-data` whose other parts are its images;
 * those go to the store as they come.
 * @throws InvalidInput `InvalidRequest`; LimitExceeded `FileTooLarge`; nothing that was stored stays then
 */
export async function receiveReport(request: FastifyRequest, to: Receiving): Promise<ReceivedReport> {
  if (!request.isMultipart()) {
    if (Buffer.isBuffer(request.body) && request.body.length > 0)
      return { document: request.body, attached: new Map() };
    throw invalidRequest('the request has no body: expected a browse report as XML');
  }
  const attached = new Map<string, string>();
  try {
    return { document: await receiveParts(request, to, attached), attached };
  } catch (error) {
    await discard(to.store, attached);
    throw error;
  }
}

/** Removes files that no browse needs. */
export async function discard(store: ObjectStore, attached: ReadonlyMap<string, string>): Promise<void> {
  for (const key of attached.values()) await store.remove(key);
}

async function receiveParts(request: FastifyRequest, to: Receiving, attached: Map<string, string>) {
  let document: Buffer | undefined;
  const limits = { fileSize: to.maxFileBytes, files: MAX_FILES, fieldSize: REPORT_LIMITS.maxBytes };
  for await (const part of request.parts({ limits })) {
    if (part.fieldname === 'report') {
      if (document) throw invalidRequest('the request has two parts called report: expected one');
      document = part.type === 'file' ? await readReport(part) : Buffer.from(String(part.value));
    } else if (part.type === 'file') {
      await receiveFile(part, to, attached);
    }
  }
  if (document) return document;
  throw invalidRequest('the request has no part called report: expected one with the browse report as XML');
}

async function readReport({ file }: MultipartFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > REPORT_LIMITS.maxBytes) throw tooLarge('the report', REPORT_LIMITS.maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function receiveFile(part: MultipartFile, to: Receiving, attached: Map<string, string>): Promise<void> {
  const { filename, file } = part;
  if (!/^[^/\\\p{Cc}]{1,200}$/u.test(filename) || filename === '.' || filename === '..') {
    throw invalidRequest(`'${filename.slice(0, 80)}' is not the name of a file: expected one like b.png`);
  }
  if (attached.has(filename)) throw invalidRequest(`the request has two files called '${filename}'`);
  const key = `${to.prefix}/${filename}`;
  attached.set(filename, key);
  await to.store.write(key, file, { contentType: part.mimetype });
  if (file.truncated) throw tooLarge(`'${filename}'`, to.maxFileBytes);
}

const tooLarge = (what: string, allowed: number) =>
  limitExceeded(`${what} is too large: allowed are ${allowed} bytes`, { code: 'FileTooLarge' });
