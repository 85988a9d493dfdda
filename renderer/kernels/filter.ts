// PNG's filters (W3C PNG, third edition, §9): what is compressed of a pixel is its difference from what its neighbours
// let one expect.

const UP: u8 = 2;
const AVERAGE: u8 = 3;
const PAETH: u8 = 4;
const COLORS = i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
const GREYS = i8x16(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);

/**
 * Filters rows of four-byte pixels, each with the filter that leaves the least; the row before the first has to be
 * there. `samples` of a pixel are kept: 1, 3 or 4. Up to 12 bytes after the last row may be read, and change nothing;
 * `out` has 16 bytes to spare.
 */
export function filterRows(pixels: usize, width: i32, rows: i32, samples: i32, out: usize): void {
  const rowBytes: usize = width << 2;
  for (let row = 0; row < rows; row++, pixels += rowBytes, out += width * samples) {
    const filter = cheapest(pixels, rowBytes);
    store<u8>(out++, filter);
    if (filter == UP) writeRow(pixels, rowBytes, samples, out, UP);
    else if (filter == AVERAGE) writeRow(pixels, rowBytes, samples, out, AVERAGE);
    else writeRow(pixels, rowBytes, samples, out, PAETH);
  }
}

@inline
function writeRow(row: usize, rowBytes: usize, samples: i32, out: usize, filter: u8): void {
  const end = row + rowBytes;
  let before = i8x16.splat(0);
  let beforeAbove = before;
  for (let p = row; p < end; p += 16, out += samples << 2) {
    const now = v128.load(p);
    const above = v128.load(p - rowBytes);
    let expected = above;
    if (filter == AVERAGE) expected = average(pixelBefore(before, now), above);
    if (filter == PAETH) expected = paeth(pixelBefore(before, now), above, pixelBefore(beforeAbove, above));
    const differences = i8x16.sub(now, expected);
    v128.store(out, samples == 4 ? differences : v128.swizzle(differences, samples == 3 ? COLORS : GREYS));
    before = now;
    beforeAbove = above;
  }
}

/** The filter whose differences are the smallest in sum: the usual guess at what will compress best. */
function cheapest(row: usize, rowBytes: usize): u8 {
  let up = i32x4.splat(0);
  let averaged = up;
  let predicted = up;
  let before = up;
  let beforeAbove = up;
  // Of what is not a whole vector, the rest is another row's.
  for (const end = row + rowBytes; row + 16 <= end; row += 16) {
    const now = v128.load(row);
    const above = v128.load(row - rowBytes);
    const left = pixelBefore(before, now);
    up = i32x4.add(up, sizes(i8x16.sub(now, above)));
    averaged = i32x4.add(averaged, sizes(i8x16.sub(now, average(left, above))));
    const expected = paeth(left, above, pixelBefore(beforeAbove, above));
    predicted = i32x4.add(predicted, sizes(i8x16.sub(now, expected)));
    before = now;
    beforeAbove = above;
  }
  const least = min(total(up), min(total(averaged), total(predicted)));
  return least == total(up) ? UP : least == total(averaged) ? AVERAGE : PAETH;
}

/** For each of four pixels the one before it. */
@inline
function pixelBefore(before: v128, now: v128): v128 {
  return i8x16.shuffle(before, now, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27);
}

/** Rounded down, where the instruction rounds up. */
@inline
function average(left: v128, above: v128): v128 {
  const odd = v128.and(v128.xor(left, above), i8x16.splat(1));
  return i8x16.sub(i8x16.avgr_u(left, above), odd);
}

/** Whichever of the three is nearest to `left + above - corner`; of equally near ones the first. */
@inline
function paeth(left: v128, above: v128, corner: v128): v128 {
  const toLeft = apart(above, corner);
  const toAbove = apart(left, corner);
  // Both on one side of the corner are farther from it together, and never nearer than one alone.
  const together = i8x16.eq(i8x16.ge_u(above, corner), i8x16.ge_u(left, corner));
  const toCorner = v128.bitselect(i8x16.add_sat_u(toLeft, toAbove), apart(toLeft, toAbove), together);
  const takesLeft = v128.and(i8x16.le_u(toLeft, toAbove), i8x16.le_u(toLeft, toCorner));
  const other = v128.bitselect(above, corner, i8x16.le_u(toAbove, toCorner));
  return v128.bitselect(left, other, takesLeft);
}

@inline
function apart(a: v128, b: v128): v128 {
  return i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b));
}

/** Sums of the sizes of sixteen differences, four each. */
@inline
function sizes(differences: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(i8x16.abs(differences)));
}

@inline
function total(v: v128): u32 {
  return i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3);
}
