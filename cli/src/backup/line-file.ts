import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { invalidInput, messageOf } from '@pvs/core/errors';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import type { BackupFile } from './backup-manifest.ts';

/** Writes values as lines of JSON, compressed, whatever their number. */
export async function writeLines(
  store: ObjectStore,
  key: string,
  values: AsyncIterable<unknown> | Iterable<unknown>,
): Promise<BackupFile> {
  let [lines, sizeBytes] = [0, 0];
  const hash = createHash('sha256');
  const text = async function* () {
    for await (const value of values) {
      lines += 1;
      yield `${JSON.stringify(value)}\n`;
    }
  };
  const summed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      done(null, chunk);
    },
  });
  await Promise.all([
    pipeline(Readable.from(text()), createGzip(), summed),
    store.write(key, summed, { contentType: 'application/gzip' }),
  ]);
  return { key, lines, sizeBytes, sha256: hash.digest('hex') };
}

/** The values of a file, one after the other. */
export async function* readLines(store: ObjectStore, { key }: BackupFile): AsyncGenerator<unknown> {
  const bytes = (await store.read(key)).pipe(createGunzip());
  for await (const line of createInterface({ input: bytes, crlfDelay: Infinity })) yield JSON.parse(line);
}

/** @throws InvalidInput `DamagedBackup` where a file is not what the manifest says, or not there */
export async function checkFile(store: ObjectStore, { key, sizeBytes, sha256 }: BackupFile): Promise<void> {
  const hash = createHash('sha256');
  let found = 0;
  try {
    for await (const chunk of (await store.read(key)) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      found += chunk.length;
    }
  } catch (cause) {
    throw damaged(`${key} cannot be read: ${messageOf(cause)}`, cause);
  }
  if (found !== sizeBytes) throw damaged(`${key} has ${found} bytes, and had ${sizeBytes}`);
  if (hash.digest('hex') !== sha256) throw damaged(`${key} has another checksum than when it was written`);
}

const damaged = (message: string, cause?: unknown) =>
  invalidInput(`the backup is damaged: ${message}`, { code: 'DamagedBackup', cause });
