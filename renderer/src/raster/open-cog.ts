import { StoreSource } from '@pvs/core/cog/store-source';
import { notFound } from '@pvs/core/errors';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { GeoTIFF, type ImageFileDirectory } from 'geotiff';
import type { Cog, CogImage, CogLevel } from './cog.ts';
import { asRasterError, rasterCorrupt } from './raster-error.ts';
import { readImage } from './read-image.ts';

/** Pyramids halve; a longer chain of directories is damage or an attack. */
const MAX_DIRECTORIES = 128;
const REDUCED = 1;
const MASK = 4;

interface Directory {
  /** TIFF NewSubfileType: bit 0 a reduced version of another image, bit 2 a transparency mask. */
  readonly kind: number;
  readonly image: CogImage;
}

/**
 * Reads the directories of a TIFF in an object store: its pyramid and its internal masks. Two requests for a COG.
 * Fails with `SourceUnavailable`: `RasterMissing`, `RasterCorrupt` or `RasterUnsupported`.
 */
export async function openCog(store: ObjectStore, key: string): Promise<Cog> {
  try {
    const stat = await store.stat(key);
    if (!stat) throw notFound(`there is no object '${key}' in ${store.url}`, { detail: { key } });
    const source = new StoreSource(store, key, stat.sizeBytes);
    const directories = await readDirectories(key, source);
    source.release();
    return { key, sizeBytes: stat.sizeBytes, etag: stat.etag, levels: pyramidOf(key, directories) };
  } catch (cause) {
    throw asRasterError(key, cause);
  }
}

async function readDirectories(key: string, source: StoreSource): Promise<Directory[]> {
  const tiff = await GeoTIFF.fromSource(source);
  const found: Directory[] = [];
  const visited = new Set<number>();
  let offset = tiff.firstIFDOffset;
  while (offset !== 0 && !visited.has(offset) && found.length < MAX_DIRECTORIES) {
    visited.add(offset);
    const ifd: ImageFileDirectory = await tiff.parser.parseFileDirectoryAt(offset);
    const kind = Number(ifd.getValue('NewSubfileType') ?? 0);
    // A directory of another kind (a thumbnail, a second page) must not keep the first one from being drawn.
    if (found.length === 0 || (kind & (REDUCED | MASK)) !== 0)
      found.push({ kind, image: readImage(key, ifd, found.length, tiff.littleEndian) });
    offset = ifd.nextIFDByteOffset;
  }
  return found;
}

function pyramidOf(key: string, directories: readonly Directory[]): readonly [CogLevel, ...CogLevel[]] {
  const base = directories[0]?.image;
  if (!base) throw rasterCorrupt(key, 'it has no image');
  const masks = directories.filter((d) => (d.kind & MASK) !== 0).map((d) => d.image);
  const overviews = directories
    .slice(1)
    .filter((d) => (d.kind & MASK) === 0 && (d.kind & REDUCED) !== 0)
    .map((d) => d.image)
    .filter((i) => i.widthPx < base.widthPx && i.samplesPerPixel === base.samplesPerPixel)
    .filter((i) => i.dataType === base.dataType)
    .sort((a, b) => b.widthPx - a.widthPx);
  const withMask = (image: CogImage): CogLevel => {
    const mask = masks.find((m) => m.widthPx === image.widthPx && m.heightPx === image.heightPx);
    return mask ? { image, mask } : { image };
  };
  const levels = overviews.map(withMask);
  const full = withMask(base);
  // An overview without the mask that full resolution has would show what is hidden.
  return [full, ...levels.filter((level) => !full.mask || level.mask)];
}
