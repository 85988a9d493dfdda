const CLEAR = 256;
const END = 257;
/** The table is cleared before codes would have 13 bits. */
const LAST = 4094;
const SLOTS = 1 << 14;

/** TIFF's LZW (TIFF 6.0 §13): codes of 9 to 12 bits, most significant bit first, the width growing one code early. */
export function encodeLzw(bytes: Uint8Array): Buffer {
  const out = Buffer.alloc(Math.ceil(bytes.length * 1.5) + 16);
  const keys = new Int32Array(SLOTS).fill(-1);
  const codes = new Uint16Array(SLOTS);
  let [bits, held, at, width, next] = [0, 0, 0, 9, 258];
  const put = (code: number) => {
    bits = ((bits << width) | code) & 0xffffff;
    held += width;
    for (; held >= 8; held -= 8) out[at++] = (bits >>> (held - 8)) & 255;
  };
  /** Counts the entry that a code makes, as who reads does. */
  const grow = () => {
    next += 1;
    if (next === LAST) {
      put(CLEAR);
      keys.fill(-1);
      [next, width] = [258, 9];
    } else if (next > (1 << width) - 1) width += 1;
  };
  put(CLEAR);
  let prefix = bytes[0] ?? END;
  for (let i = 1; i < bytes.length; i++) {
    const byte = bytes[i]!;
    const key = (prefix << 8) | byte;
    let slot = (key * 0x9e3b) & (SLOTS - 1);
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & (SLOTS - 1);
    if (keys[slot] === key) {
      prefix = codes[slot]!;
      continue;
    }
    put(prefix);
    keys[slot] = key;
    codes[slot] = next;
    grow();
    prefix = byte;
  }
  if (bytes.length > 0) {
    put(prefix);
    grow();
  }
  put(END);
  if (held > 0) out[at++] = (bits << (8 - held)) & 255;
  return out.subarray(0, at);
}
