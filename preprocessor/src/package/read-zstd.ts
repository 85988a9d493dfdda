import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createZstdDecompress } from 'node:zlib';

/**
 * What a file of zstd frames (RFC 8878 §3.1) holds. Node's decompressor ends silently with the first frame, but
 * writers that work in parallel, or append, make many. Windows of up to 128 MB are taken, which bounds its memory.
 */
export async function* readZstd(file: string, chunkBytes: number): AsyncGenerator<Buffer> {
  const { size } = await stat(file);
  for (let offset = 0; offset < size;) {
    const frame = createZstdDecompress({ chunkSize: chunkBytes });
    const source = createReadStream(file, { start: offset, highWaterMark: chunkBytes });
    source.once('error', (error) => frame.destroy(error));
    // Bytes of the next frame that were written already are no error of this one.
    frame.once('end', () => frame.on('error', () => undefined));
    try {
      yield* source.pipe(frame) as AsyncIterable<Buffer>;
    } finally {
      source.destroy();
    }
    if (frame.bytesWritten === 0) throw new Error('a zstd frame takes no bytes');
    offset += frame.bytesWritten;
  }
}
