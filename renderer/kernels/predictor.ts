// TIFF's predictor 2 (TIFF 6.0, section 14): each sample was stored as its difference from the one `stride` before it
// in its row. In place.

/** Rows of `length` samples of `1 << size` bytes. `samples` has 16 bytes to spare at its end. */
export function undoDifferences(samples: usize, length: i32, rows: i32, stride: i32, size: i32): void {
  const rowBytes = length << size;
  for (let row = 0; row < rows; row++, samples += rowBytes) {
    if (size == 0 && stride == 3) undoThree(samples, rowBytes);
    else if (size == 0) undo<u8>(samples, length, stride);
    else if (size == 1) undo<u16>(samples, length, stride);
    else if (size == 2) undo<u32>(samples, length, stride);
    else undo<u64>(samples, length, stride);
  }
}

function undo<T>(row: usize, length: i32, stride: i32): void {
  const back = <usize>stride * sizeof<T>();
  const end = row + <usize>length * sizeof<T>();
  for (let p = row + back; p < end; p += sizeof<T>()) store<T>(p, load<T>(p) + load<T>(p - back));
}

/** Four pixels of three bytes at once: sums over one, then over two pixels, and what came before. */
function undoThree(row: usize, rowBytes: i32): void {
  const end = row + rowBytes;
  let before = i8x16.splat(0);
  let p = row;
  for (; p + 16 <= end; p += 12) {
    let sums = v128.load(p);
    sums = i8x16.add(sums, i8x16.swizzle(sums, BACK_3));
    sums = i8x16.add(sums, i8x16.swizzle(sums, BACK_6));
    sums = i8x16.add(sums, before);
    v128.store64_lane(p, sums, 0);
    v128.store32_lane(p, sums, 2, 8);
    before = i8x16.swizzle(sums, LAST);
  }
  for (p = max(p, row + 3); p < end; p++) store<u8>(p, load<u8>(p) + load<u8>(p - 3));
}

const BACK_3 = i8x16(-1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, -1, -1, -1, -1);
const BACK_6 = i8x16(-1, -1, -1, -1, -1, -1, 0, 1, 2, 3, 4, 5, -1, -1, -1, -1);
const LAST = i8x16(9, 10, 11, 9, 10, 11, 9, 10, 11, 9, 10, 11, -1, -1, -1, -1);
