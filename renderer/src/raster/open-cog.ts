import { notFound } from '@pvs/core/errors';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import type { Cog, CogFile, CogImage, CogLevel } from './cog.ts';
import { asRasterError, rasterCorrupt } from './raster-error.ts';
import { type Directory, readDirectories } from './read-directories.ts';

/** TIFF NewSubfileType: bit 0 a reduced version of another image, bit 2 a transparency mask. */
const REDUCED = 1;
const MASK = 4;
/** What is not larger needs no pyramid: nothing is looked for beside it. */
const SMALL_PX = 1024;

/**
 * Reads the directories of a TIFF in an object store: its pyramid and its masks. Two requests for a COG. Where the
 * pyramid or a mask is not in the file itself, they are taken from the files that GDAL writes beside it (`.ovr`,
 * `.msk`). Fails with `SourceUnavailable`: `RasterMissing`, `RasterCorrupt` or `RasterUnsupported`.
 * @param hasMask whether the catalogue says that it has one
 */
export async function openCog(store: ObjectStore, key: string, hasMask = false): Promise<Cog> {
  try {
    const file = await statFile(store, key);
    if (!file) throw notFound(`there is no object '${key}' in ${store.url}`, { detail: { key } });
    const own = await readDirectories(store, file);
    const directories = [...own, ...(await readBeside(store, key, own, hasMask))];
    return { ...file, levels: pyramidOf(key, directories) };
  } catch (cause) {
    throw asRasterError(key, cause);
  }
}

async function statFile(store: ObjectStore, key: string): Promise<CogFile | undefined> {
  const stat = await store.stat(key);
  return stat && { key, sizeBytes: stat.sizeBytes, etag: stat.etag };
}

/** The directories of the files beside a raster that lacks what they have. */
async function readBeside(
  store: ObjectStore,
  key: string,
  own: readonly Directory[],
  hasMask: boolean,
): Promise<Directory[]> {
  const isLarge = own.some(({ image }) => Math.max(image.widthPx, image.heightPx) > SMALL_PX);
  const overviews = isLarge && own.length > 0 && !own.slice(1).some(isOverview);
  const masks = hasMask && !own.some(isMask);
  const read = async (suffix: string, kind: number) => {
    const file = await statFile(store, key + suffix);
    const found = file ? await readDirectories(store, file, true) : [];
    // Who wrote them need not have said what they are.
    return found.map((one) => ({ kind: one.kind | kind, image: { ...one.image, file: file! } }));
  };
  return [
    ...(overviews ? await read('.ovr', REDUCED) : []),
    ...(masks ? await read('.msk', MASK) : []),
    ...(masks && isLarge ? await read('.msk.ovr', MASK) : []),
  ];
}

const isMask = ({ kind }: Directory) => (kind & MASK) !== 0;
const isOverview = ({ kind }: Directory) => (kind & REDUCED) !== 0 && (kind & MASK) === 0;

function pyramidOf(key: string, directories: readonly Directory[]): readonly [CogLevel, ...CogLevel[]] {
  const base = directories[0]?.image;
  if (!base) throw rasterCorrupt(key, 'it has no image');
  const masks = directories.filter(isMask).map((d) => d.image);
  const overviews = directories
    .slice(1)
    .filter(isOverview)
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
