import { gzipSync } from 'node:zlib';

/** An entry of a directory (PMTiles v3 §4.1). */
export interface PmtilesEntry {
  readonly tileId: number;
  /** Of the tile in the data, or of a leaf directory among those. */
  readonly offset: number;
  readonly length: number;
  /** Tiles from `tileId` on that are the same; 0 for a leaf directory. */
  readonly runLength: number;
}

/** Directories, packed: the root, and the leaves one after the other. */
export interface PmtilesDirectories {
  readonly root: Buffer;
  readonly leaves: Buffer;
}

/** Clients read the first 16 KiB at once: the header's 127 bytes and the whole root (PMTiles v3 §2). */
const MAX_ROOT_BYTES = 16_384 - 127;
const FIRST_LEAF_ENTRIES = 4096;

/** All entries in the root where they fit, else in leaves as small as their list still fits into the root. */
export function packDirectories(
  entries: readonly PmtilesEntry[],
  maxRootBytes = MAX_ROOT_BYTES,
): PmtilesDirectories {
  const whole = entries.length < 4 * maxRootBytes ? packDirectory(entries) : undefined;
  if (whole && whole.length <= maxRootBytes) return { root: whole, leaves: Buffer.alloc(0) };
  for (let size = FIRST_LEAF_ENTRIES; ; size *= 2) {
    const packed = packLeaves(entries, size);
    if (packed.root.length <= maxRootBytes) return packed;
  }
}

function packLeaves(entries: readonly PmtilesEntry[], size: number): PmtilesDirectories {
  const leaves: Buffer[] = [];
  const root: PmtilesEntry[] = [];
  for (let i = 0, offset = 0; i < entries.length; i += size) {
    const leaf = packDirectory(entries.slice(i, i + size));
    root.push({ tileId: entries[i]!.tileId, offset, length: leaf.length, runLength: 0 });
    leaves.push(leaf);
    offset += leaf.length;
  }
  return { root: packDirectory(root), leaves: Buffer.concat(leaves) };
}

/** Column by column, identifiers as steps, offsets only where they do not follow on (PMTiles v3 §4.2). */
function packDirectory(entries: readonly PmtilesEntry[]): Buffer {
  const bytes: number[] = [];
  const write = (value: number) => {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
    bytes.push(rest);
  };
  write(entries.length);
  entries.forEach(({ tileId }, i) => write(tileId - (entries[i - 1]?.tileId ?? 0)));
  for (const { runLength } of entries) write(runLength);
  for (const { length } of entries) write(length);
  entries.forEach(({ offset }, i) => {
    const before = entries[i - 1];
    write(before && offset === before.offset + before.length ? 0 : offset + 1);
  });
  return gzipSync(Buffer.from(bytes));
}
