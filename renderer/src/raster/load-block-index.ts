import type { ImageFileDirectory } from 'geotiff';
import type { BlockIndex } from './cog.ts';
import { rasterCorrupt } from './raster-error.ts';

interface BlockCount {
  readonly tiled: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly planar: boolean;
  readonly samplesPerPixel: number;
}

/** Loads the offsets and byte counts of all blocks of an image: a few bytes for each, read in one go. */
export async function loadBlockIndex(
  key: string,
  ifd: ImageFileDirectory,
  layout: BlockCount,
  littleEndian: boolean,
): Promise<BlockIndex> {
  const [offsetTag, countTag] = layout.tiled
    ? (['TileOffsets', 'TileByteCounts'] as const)
    : (['StripOffsets', 'StripByteCounts'] as const);
  const [offsets, byteCounts] = await Promise.all([
    loadArray(ifd, offsetTag, littleEndian),
    loadArray(ifd, countTag, littleEndian),
  ]);
  const expected = layout.columns * layout.rows * (layout.planar ? layout.samplesPerPixel : 1);
  if (offsets.length < expected || byteCounts.length < expected) {
    throw rasterCorrupt(
      key,
      `${expected} blocks were expected, the file lists ${Math.min(offsets.length, byteCounts.length)}`,
    );
  }
  return { offsets, byteCounts };
}

type ArrayTag = 'TileOffsets' | 'TileByteCounts' | 'StripOffsets' | 'StripByteCounts' | 'ColorMap';

/** An array of a directory, wherever in the file it lies; empty where the directory has none. */
export async function loadArray(
  ifd: ImageFileDirectory,
  tag: ArrayTag,
  littleEndian: boolean,
): Promise<ArrayLike<number>> {
  // geotiff 3.0.5 reads arrays it left in the file as little-endian, whatever the file is.
  const deferred = !littleEndian && isDeferred(ifd, tag);
  const loaded: unknown = await ifd.loadValue(tag);
  if (typeof loaded === 'number') return [loaded];
  const values = (loaded ?? []) as ArrayLike<number>;
  return deferred ? swapped(values) : values;
}

function isDeferred(ifd: ImageFileDirectory, tag: ArrayTag): boolean {
  try {
    ifd.getValue(tag as never);
    return false;
  } catch {
    return true;
  }
}

function swapped(values: ArrayLike<number>): ArrayLike<number> {
  if (values instanceof Uint16Array) {
    const copy = values.slice();
    Buffer.from(copy.buffer).swap16();
    return copy;
  }
  if (values instanceof Uint32Array) {
    const copy = values.slice();
    Buffer.from(copy.buffer).swap32();
    return copy;
  }
  const bytes = Buffer.alloc(8);
  return Array.from(values, (value) => {
    bytes.writeBigUInt64LE(BigInt(value));
    return Number(bytes.readBigUInt64BE());
  });
}
