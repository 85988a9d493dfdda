/** Bytes of one block in a file. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** One request that answers several blocks; `members` are positions in the list that was given. */
export interface MergedRange extends ByteRange {
  readonly members: readonly number[];
}

/** A request costs a round trip, so reading this much in vain is cheaper than asking twice. */
const MAX_GAP_BYTES = 32_768;
const MAX_MERGED_BYTES = 8 * 1024 * 1024;

/** Merges ranges that lie close together in the file; blocks of one row of a COG usually touch. */
export function coalesceRanges(ranges: readonly ByteRange[]): MergedRange[] {
  const order = ranges.map((_, i) => i).sort((a, b) => offsetAt(ranges, a) - offsetAt(ranges, b));
  const merged: { offset: number; end: number; members: number[] }[] = [];
  for (const member of order) {
    const { offset, length } = ranges[member] as ByteRange;
    const last = merged.at(-1);
    const end = Math.max(last?.end ?? 0, offset + length);
    if (last && offset - last.end <= MAX_GAP_BYTES && end - last.offset <= MAX_MERGED_BYTES) {
      last.end = end;
      last.members.push(member);
    } else {
      merged.push({ offset, end: offset + length, members: [member] });
    }
  }
  return merged.map(({ offset, end, members }) => ({ offset, length: end - offset, members }));
}

const offsetAt = (ranges: readonly ByteRange[], i: number) => ranges[i]?.offset ?? 0;
