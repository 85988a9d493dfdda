const CLEAR = 256;
const END = 257;

/**
 * TIFF's LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, most significant bit first, the width growing one
 * code early. Own because the geotiff package's needs about 15 times as long; stops at `sizeBytes`.
 */
export function decodeLzw(bytes: Uint8Array, sizeBytes: number): Uint8Array {
  // The first code clears: 256 begins with a one, unless bits are the other way round.
  if (bytes[0] === 0 && ((bytes[1] ?? 0) & 1) === 1)
    throw new Error(
      'its LZW codes are in reverse, as before TIFF 6.0; write it anew, e.g. with gdal_translate',
    );
  const out = new Uint8Array(sizeBytes);
  // A code stands for the bytes at `start`, `length` long, in what was already written.
  const start = new Int32Array(4097);
  const length = new Uint16Array(4097);
  let [written, next, width, previous] = [0, 258, 9, -1];
  let [bits, held, at] = [0, 0, 0];
  while (written < sizeBytes) {
    while (held < width && at < bytes.length) {
      bits = ((bits << 8) | (bytes[at++] as number)) & 0xffffff;
      held += 8;
    }
    if (held < width) break;
    const code = (bits >>> (held - width)) & ((1 << width) - 1);
    held -= width;
    if (code === END) break;
    if (code === CLEAR) {
      [next, width, previous] = [258, 9, -1];
      continue;
    }
    if (code > next || (code === next && previous < 0))
      throw new Error(`LZW code ${code} is not defined yet`);
    const from = written;
    if (code < CLEAR) out[written++] = code;
    else written = copyEntry(out, written, start[code] as number, length[code] as number);
    if (previous >= 0 && next < 4096) next++;
    // The entry this code would complete: what it stood for plus the first byte of what follows.
    start[next] = from;
    length[next] = written - from + 1;
    previous = code;
    if (next >= (1 << width) - 1 && width < 12) width++;
  }
  return out.subarray(0, written);
}

/** Byte by byte, since an entry may overlap what it writes. Bytes past the end of the output are dropped. */
function copyEntry(out: Uint8Array, to: number, from: number, count: number): number {
  const end = Math.min(to + count, out.length);
  let source = from;
  for (let i = to; i < end; i++) out[i] = out[source++] as number;
  return end;
}
