import { z } from 'zod';
import { invalidInput } from '../errors.ts';

/** Something that JSON can say, and bytes that belong to it. */
export interface FramedMessage {
  readonly header: unknown;
  readonly bodies: readonly Buffer[];
}

const frame = z.object({ header: z.unknown(), sizes: z.array(z.number().int().min(0)) });

/** One message: the length of a JSON text (four bytes, big-endian), that text, the bodies in its order. */
export function writeFramed(header: unknown, bodies: readonly Buffer[]): Buffer {
  const text = Buffer.from(JSON.stringify({ header, sizes: bodies.map(({ length }) => length) }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, ...bodies]);
}

/** The inverse of {@link writeFramed}; the bodies share the message's memory. `InvalidInput` where it is not whole. */
export function readFramed(message: Buffer): FramedMessage {
  const end = message.length >= 4 ? 4 + message.readUInt32BE() : Infinity;
  if (end > message.length) throw cut();
  const { header, sizes } = frame.parse(JSON.parse(message.toString('utf8', 4, end)));
  let offset = end;
  const bodies = sizes.map((size) => message.subarray(offset, (offset += size)));
  if (offset !== message.length) throw cut();
  return { header, bodies };
}

const cut = () => invalidInput('the message of tiles is cut', { code: 'InvalidMetatile' });
