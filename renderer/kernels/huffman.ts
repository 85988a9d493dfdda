// Huffman codes of limited length, as DEFLATE wants them.

/** The most symbols an alphabet may have. */
export const CODES: i32 = 288;
const MAX_DEPTH: i32 = 64;

const keys = memory.data(CODES * 4, 16);
const symbols = memory.data(CODES * 2, 16);
const counts = memory.data((MAX_DEPTH + 1) * 4, 16);

/** Writes the length of each symbol's code, 0 for those that do not occur, at most `limit`. */
export function codeLengths(frequencies: usize, total: i32, limit: i32, lengths: usize): void {
  memory.fill(lengths, 0, total);
  memory.fill(counts, 0, (MAX_DEPTH + 1) * 4);
  const used = sortSymbols(frequencies, total);
  findDepths(used);
  for (let i = 0; i < used; i++) {
    const at = counts + (load<u32>(keys + (i << 2)) << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
  limitDepths(used, limit);
  // The rarest have the longest codes.
  let next = used;
  for (let length = 1; length <= limit; length++) {
    for (let left = load<i32>(counts + (length << 2)); left > 0; left--)
      store<u8>(lengths + load<u16>(symbols + (--next << 1)), <u8>length);
  }
}

/** Symbols that occur, the rarest first; returns how many. */
function sortSymbols(frequencies: usize, total: i32): i32 {
  let used = 0;
  for (let symbol = 0; symbol < total; symbol++) {
    const frequency = load<u32>(frequencies + (symbol << 2));
    if (frequency == 0) continue;
    let i = used++;
    for (; i > 0 && load<u32>(keys + ((i - 1) << 2)) > frequency; i--) {
      store<u32>(keys + (i << 2), load<u32>(keys + ((i - 1) << 2)));
      store<u16>(symbols + (i << 1), load<u16>(symbols + ((i - 1) << 1)));
    }
    store<u32>(keys + (i << 2), frequency);
    store<u16>(symbols + (i << 1), <u16>symbol);
  }
  return used;
}

@inline
function key(i: i32): u32 {
  return load<u32>(keys + (i << 2));
}

@inline
function setKey(i: i32, value: u32): void {
  store<u32>(keys + (i << 2), value);
}

/** Turns sorted frequencies into depths in place (Moffat and Katajainen, 1995). */
function findDepths(n: i32): void {
  if (n == 0) return;
  if (n == 1) return setKey(0, 1);
  setKey(0, key(0) + key(1));
  let root = 0;
  let leaf = 2;
  for (let next = 1; next < n - 1; next++) {
    let sum: u32 = 0;
    for (let side = 0; side < 2; side++) {
      if (leaf >= n || (root < next && key(root) < key(leaf))) {
        sum += key(root);
        setKey(root++, next);
      } else sum += key(leaf++);
    }
    setKey(next, sum);
  }
  setKey(n - 2, 0);
  for (let next = n - 3; next >= 0; next--) setKey(next, key(key(next)) + 1);
  let available = 1;
  let inner = 0;
  let depth: u32 = 0;
  root = n - 2;
  let next = n - 1;
  while (available > 0) {
    while (root >= 0 && key(root) == depth) {
      inner++;
      root--;
    }
    while (available > inner) {
      setKey(next--, depth);
      available--;
    }
    available = 2 * inner;
    depth++;
    inner = 0;
  }
}

@inline
function countOf(length: i32): i32 {
  return load<i32>(counts + (length << 2));
}

@inline
function addTo(length: i32, change: i32): void {
  store<i32>(counts + (length << 2), countOf(length) + change);
}

/** Shortens codes that are too long, and lengthens others for it until all fit. */
function limitDepths(used: i32, limit: i32): void {
  if (used < 2) return;
  for (let length = limit + 1; length <= MAX_DEPTH; length++) addTo(limit, countOf(length));
  let total = 0;
  for (let length = limit; length > 0; length--) total += countOf(length) << (limit - length);
  for (; total != 1 << limit; total--) {
    addTo(limit, -1);
    let length = limit - 1;
    while (countOf(length) == 0) length--;
    addTo(length, -1);
    addTo(length + 1, 2);
  }
}

/** Writes each symbol's code, its bits in the order of the stream, with its length in the upper half. */
export function assignCodes(lengths: usize, total: i32, codes: usize): void {
  memory.fill(counts, 0, (MAX_DEPTH + 1) * 4);
  for (let i = 0; i < total; i++) addTo(load<u8>(lengths + i), 1);
  store<i32>(counts, 0);
  // From here on the next code of each length.
  let code = 0;
  let before = 0;
  for (let length = 1; length < 16; length++) {
    code = (code + before) << 1;
    before = countOf(length);
    store<i32>(counts + (length << 2), code);
  }
  for (let i = 0; i < total; i++) {
    const length: i32 = load<u8>(lengths + i);
    let reversed = 0;
    if (length != 0) {
      let left = countOf(length);
      addTo(length, 1);
      for (let bit = 0; bit < length; bit++, left >>= 1) reversed = (reversed << 1) | (left & 1);
    }
    store<u32>(codes + (i << 2), reversed | (length << 16));
  }
}
