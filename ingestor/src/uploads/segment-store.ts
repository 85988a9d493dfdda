import type { Readable } from 'node:stream';
import { DataStore, ERRORS, Upload } from '@tus/server';
import type { ObjectStat, ObjectStore } from '@pvs/core/storage/object-store';

/** Where uploads lie until they are whole. */
export const SEGMENTS_PREFIX = '.uploads';

const SEGMENT_BYTES = 8 * 1024 ** 2;
const MAX_INFO_BYTES = 64 * 1024;

/**
 * What the tus server writes to: whatever arrives becomes objects of up to 8 MB, named after the byte they begin at,
 * so that a torn upload goes on at most that far back, by any replica, on any storage. Segments that overlap, as where
 * a client comes back before its old connection is known to be dead, do no harm: they are of the same file, and
 * {@link chainOf} picks those that fit.
 */
export class SegmentStore extends DataStore {
  readonly #store: ObjectStore;
  readonly #expireS: number;

  constructor(store: ObjectStore, expireS: number) {
    super();
    this.#store = store;
    this.#expireS = expireS;
    this.extensions = [
      'creation',
      'creation-with-upload',
      'creation-defer-length',
      'termination',
      'expiration',
    ];
  }

  override async create(upload: Upload): Promise<Upload> {
    upload.creation_date = new Date().toISOString();
    await this.#store.write(infoKey(upload.id), Buffer.from(JSON.stringify(upload)));
    return upload;
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    let at = offset;
    for await (const segment of segmentsOf(stream)) {
      await this.#store.write(segmentKey(id, at, segment.length), segment);
      at += segment.length;
    }
    return at;
  }

  override async getUpload(id: string): Promise<Upload> {
    const info = await readUploadInfo(this.#store, id);
    if (!info) throw ERRORS.FILE_NOT_FOUND;
    const last = (await chainOf(this.#store, id)).at(-1);
    return new Upload({ ...info, offset: last ? last.offset + last.sizeBytes : 0 });
  }

  override async declareUploadLength(id: string, size: number): Promise<void> {
    const upload = await this.getUpload(id);
    await this.#store.write(infoKey(id), Buffer.from(JSON.stringify({ ...upload, size })));
  }

  override async remove(id: string): Promise<void> {
    await this.getUpload(id);
    await removeSegments(this.#store, id);
  }

  override getExpiration(): number {
    return this.#expireS * 1000;
  }

  /** Whoever lands uploads forgets old ones. */
  override deleteExpired(): Promise<number> {
    return Promise.resolve(0);
  }
}

type UploadInfo = ConstructorParameters<typeof Upload>[0];

/** What was said when an upload was created; `size` is undefined while that is not known. Undefined where there is no such upload. */
export async function readUploadInfo(store: ObjectStore, id: string): Promise<UploadInfo | undefined> {
  const found = await store.readWhole(infoKey(id), MAX_INFO_BYTES);
  return found && (JSON.parse(found.body.toString('utf8')) as UploadInfo);
}

/** Of all uploads that left something in the store. */
export async function uploadIds(store: ObjectStore): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const { key } of store.list(`${SEGMENTS_PREFIX}/`)) ids.add(key.split('/')[1] ?? '');
  return ids;
}

/** Part of an upload that lies in the store. */
export interface Segment {
  readonly key: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** The segments that follow each other from the first byte on, as far as they do. */
export async function chainOf(store: ObjectStore, id: string): Promise<Segment[]> {
  const longest = new Map<number, Segment>();
  for await (const object of store.list(`${SEGMENTS_PREFIX}/${id}/`)) {
    const segment = segmentOf(object);
    if (segment && segment.sizeBytes > (longest.get(segment.offset)?.sizeBytes ?? 0))
      longest.set(segment.offset, segment);
  }
  const chain: Segment[] = [];
  for (let next = longest.get(0); next; next = longest.get(next.offset + next.sizeBytes)) chain.push(next);
  return chain;
}

/** Removes everything that an upload left there. */
export async function removeSegments(store: ObjectStore, id: string): Promise<void> {
  for await (const { key } of store.list(`${SEGMENTS_PREFIX}/${id}/`)) await store.remove(key);
}

const infoKey = (id: string) => `${SEGMENTS_PREFIX}/${id}/upload.json`;
const segmentKey = (id: string, offset: number, bytes: number) =>
  `${SEGMENTS_PREFIX}/${id}/${String(offset).padStart(15, '0')}-${bytes}`;

function segmentOf({ key, sizeBytes }: ObjectStat): Segment | undefined {
  const offset = /\/(\d{15,})-\d+$/.exec(key)?.[1];
  return offset === undefined ? undefined : { key, offset: Number(offset), sizeBytes };
}

/** What comes, in pieces of one size; what came before a connection broke is not lost. */
async function* segmentsOf(stream: Readable): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let bytes = 0;
  let trouble: unknown;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      held.push(chunk);
      bytes += chunk.length;
      if (bytes < SEGMENT_BYTES) continue;
      yield Buffer.concat(held);
      held = [];
      bytes = 0;
    }
  } catch (error) {
    trouble = error;
  }
  if (bytes > 0) yield Buffer.concat(held);
  if (trouble !== undefined) throw trouble;
}
