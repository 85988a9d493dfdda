/** Types of TIFF 6.0 §2 and of BigTIFF, with their sizes in bytes. */
export const ASCII = 2;
export const SHORT = 3;
export const LONG = 4;
export const DOUBLE = 12;
export const LONG8 = 16;
const SIZES: Readonly<Record<number, number>> = {
  [ASCII]: 1,
  [SHORT]: 2,
  [LONG]: 4,
  [DOUBLE]: 8,
  [LONG8]: 8,
};

/** A field of a directory; of text the values are its bytes, with a zero at the end. */
export type Tag = readonly [number: number, type: number, values: readonly number[]];

/** Widths of counts and offsets: BigTIFF has what is larger than 4 GB. */
export type TiffKind = 'classic' | 'big';

export const asciiTag = (number: number, text: string): Tag => [
  number,
  ASCII,
  [...Buffer.from(`${text}\0`, 'utf8')],
];

/** The bytes that a file begins with (TIFF 6.0 §2, little-endian). */
export function tiffHeader(kind: TiffKind, directoryAt: number): Buffer {
  const out = Buffer.alloc(kind === 'big' ? 16 : 8);
  out.write('II', 'latin1');
  out.writeUInt16LE(kind === 'big' ? 43 : 42, 2);
  if (kind === 'classic') out.writeUInt32LE(directoryAt, 4);
  else {
    out.writeUInt16LE(8, 4);
    out.writeBigUInt64LE(BigInt(directoryAt), 8);
  }
  return out;
}

/**
 * A directory with the values that do not fit into it behind it, which are of even length; `at` is where it will be.
 * @param position whether another directory follows right behind them
 */
export function writeDirectory(
  given: readonly Tag[],
  at: number,
  kind: TiffKind = 'classic',
  position: 'last' | 'followed' = 'last',
): Buffer {
  const tags = given.toSorted(([a], [b]) => a - b);
  const width = kind === 'big' ? 8 : 4;
  const [countBytes, entryBytes] = kind === 'big' ? [8, 20] : [2, 12];
  const head = Buffer.alloc(countBytes + tags.length * entryBytes + width);
  head.writeUInt16LE(tags.length);
  const behind: Buffer[] = [];
  let next = at + head.length;
  for (const [i, [number, type, values]] of tags.entries()) {
    const o = countBytes + i * entryBytes;
    const bytes = writeValues(type, values);
    head.writeUInt16LE(number, o);
    head.writeUInt16LE(type, o + 2);
    head.writeUIntLE(values.length, o + 4, 4);
    const value = o + 4 + width;
    if (bytes.length <= width) bytes.copy(head, value);
    else {
      head.writeUIntLE(next, value, Math.min(6, width));
      behind.push(bytes);
      next += bytes.length;
    }
  }
  if (position === 'followed') head.writeUIntLE(next, head.length - width, Math.min(6, width));
  return Buffer.concat([head, ...behind]);
}

/** Values are read from even addresses. */
function writeValues(type: number, values: readonly number[]): Buffer {
  const size = SIZES[type]!;
  const bytes = Buffer.alloc(values.length * size);
  for (const [i, value] of values.entries()) {
    if (type === DOUBLE) bytes.writeDoubleLE(value, i * size);
    else bytes.writeUIntLE(value, i * size, Math.min(6, size));
  }
  return bytes.length > 4 && bytes.length % 2 === 1 ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes;
}
