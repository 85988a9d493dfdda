import { StoreSource } from '@pvs/core/cog/store-source';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { GeoTIFF, type ImageFileDirectory } from 'geotiff';
import type { CogFile, CogImage } from './cog.ts';
import { loadArray } from './load-block-index.ts';
import { readImage } from './read-image.ts';

/** Pyramids halve; a longer chain of directories is damage or an attack. */
const MAX_DIRECTORIES = 128;
/** TIFF NewSubfileType: a reduced version of another image, a transparency mask. */
const REDUCED_OR_MASK = 5;
/** TIFF PhotometricInterpretation of numbers of colours. */
const PALETTE = 3;

export interface Directory {
  /** TIFF NewSubfileType. */
  readonly kind: number;
  readonly image: CogImage;
}

/**
 * Reads the directories of a file: the first one, and those that belong to it.
 * @param all also those that do not say what they are; a thumbnail or a second page must not keep the first one of a
 *   raster from being drawn
 */
export async function readDirectories(
  store: ObjectStore,
  { key, sizeBytes }: CogFile,
  all = false,
): Promise<Directory[]> {
  const source = new StoreSource(store, key, sizeBytes);
  const tiff = await GeoTIFF.fromSource(source);
  const found: Directory[] = [];
  const visited = new Set<number>();
  let offset = tiff.firstIFDOffset;
  while (offset !== 0 && !visited.has(offset) && found.length < MAX_DIRECTORIES) {
    visited.add(offset);
    const ifd: ImageFileDirectory = await tiff.parser.parseFileDirectoryAt(offset);
    const kind = Number(ifd.getValue('NewSubfileType') ?? 0);
    if (all || found.length === 0 || (kind & REDUCED_OR_MASK) !== 0) {
      const image = readImage(key, ifd, found.length, tiff.littleEndian);
      const palette = found.length === 0 ? await paletteOf(image, ifd, tiff.littleEndian) : {};
      found.push({ kind, image: { ...image, ...palette } });
    }
    offset = ifd.nextIFDByteOffset;
  }
  source.release();
  return found;
}

/** TIFF 6.0 §5: all reds, all greens, all blues, of 16 bits; some writers left 8. */
async function paletteOf(
  { codec, bitsPerSample }: CogImage,
  ifd: ImageFileDirectory,
  littleEndian: boolean,
): Promise<Pick<CogImage, 'palette'>> {
  if (codec.photometric !== PALETTE) return {};
  const values = Array.from(await loadArray(ifd, 'ColorMap', littleEndian));
  const count = 2 ** bitsPerSample;
  if (values.length < 3 * count) return {};
  const isWide = values.some((value) => value > 255);
  const part = (i: number) => (isWide ? values[i]! >> 8 : values[i]!);
  return {
    palette: Array.from(
      { length: count },
      (_, i) => [part(i), part(count + i), part(2 * count + i)] as const,
    ),
  };
}
