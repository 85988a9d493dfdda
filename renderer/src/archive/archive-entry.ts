import type { Readable } from 'node:stream';

/** What of a file is known before its bytes are. */
export interface ArchiveFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly modified: Date;
}

/** A file of an archive; its bytes are asked for when it is its turn. */
export interface ArchiveEntry extends ArchiveFile {
  readonly body: Buffer | Readable;
}

/** The bytes of a file, piece by piece. @throws Error where they are not as many as was said */
export async function* bytesOfEntry({ name, sizeBytes, body }: ArchiveEntry): AsyncGenerator<Buffer> {
  let sentBytes = 0;
  for await (const chunk of Buffer.isBuffer(body) ? [body] : (body as AsyncIterable<Buffer>)) {
    sentBytes += chunk.length;
    yield chunk;
  }
  if (sentBytes !== sizeBytes)
    throw new Error(`'${name}' has ${sentBytes} bytes, not the ${sizeBytes} that were announced`);
}
