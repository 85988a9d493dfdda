import { GeoTIFF, type ImageFileDirectory } from 'geotiff';
import type { ColorInterpretation, DataType, Grid } from '../catalogue/product.ts';
import { invalidInput, isPvsError, messageOf } from '../errors.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { geoKeysOf, transformOf } from './geo-tags.ts';
import { StoreSource } from './store-source.ts';

/** Pyramids halve; a longer chain of directories is damage or an attack. */
const MAX_DIRECTORIES = 128;
const MASK = 4;
/** TIFF PhotometricInterpretation: RGB, and YCbCr, which is RGB compressed. */
const COLOURED = [2, 6];

/** What the header of a GeoTIFF says of its picture, before a pixel is read. */
export interface CogHeader {
  readonly sizeBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dataType: DataType;
  /** One for each band. */
  readonly colors: readonly ColorInterpretation[];
  readonly nodata?: number;
  /** True where it carries a mask, or one lies beside it (`.msk`). */
  readonly hasMask: boolean;
  /** Absent where the file has no georeference. */
  readonly transform?: Grid['transform'];
  /** Code of its CRS in the EPSG registry, where it has one. */
  readonly epsg?: number;
}

/**
 * Reads the header of a GeoTIFF in an object store: one request for a COG.
 * @throws InvalidInput `NotACog` for what is no TIFF, or one of another kind than rasters are kept in
 */
export async function readCogHeader(store: ObjectStore, key: string): Promise<CogHeader> {
  const stat = await store.stat(key);
  if (!stat) {
    throw invalidInput(`the raster '${key}' is not in ${store.url}`, {
      code: 'CoverageMissing',
      detail: { key },
    });
  }
  try {
    const tiff = await GeoTIFF.fromSource(new StoreSource(store, key, stat.sizeBytes));
    const [first, ...others] = await directoriesOf(tiff);
    if (!first) throw new Error('it has no image');
    const header = describe(first, others);
    // GDAL keeps the mask of a file it does not write to beside it.
    const hasMask = header.hasMask || (await store.stat(`${key}.msk`)) !== undefined;
    return { sizeBytes: stat.sizeBytes, ...header, hasMask };
  } catch (cause) {
    if (isPvsError(cause)) throw cause;
    throw invalidInput(`'${key}' is no Cloud Optimized GeoTIFF: ${messageOf(cause)}`, {
      code: 'NotACog',
      detail: { key },
      cause,
    });
  }
}

async function directoriesOf(tiff: GeoTIFF): Promise<ImageFileDirectory[]> {
  const found: ImageFileDirectory[] = [];
  const visited = new Set<number>();
  for (let offset = tiff.firstIFDOffset; offset !== 0 && !visited.has(offset);) {
    visited.add(offset);
    if (found.length === MAX_DIRECTORIES) break;
    const directory = await tiff.parser.parseFileDirectoryAt(offset);
    found.push(directory);
    offset = directory.nextIFDByteOffset;
  }
  return found;
}

function describe(
  image: ImageFileDirectory,
  others: readonly ImageFileDirectory[],
): Omit<CogHeader, 'sizeBytes'> {
  const [widthPx, heightPx] = sizeOf(image);
  const keys = geoKeysOf(image);
  const transform = transformOf(image, keys);
  const nodata = nodataOf(image);
  return {
    widthPx,
    heightPx,
    dataType: dataTypeOf(image),
    colors: colorsOf(image),
    hasMask: others.some((other) => isMask(other) && sizeOf(other)[0] === widthPx),
    ...(nodata === undefined ? {} : { nodata }),
    ...(transform === undefined ? {} : { transform }),
    ...(keys.epsg === undefined ? {} : { epsg: keys.epsg }),
  };
}

function sizeOf(image: ImageFileDirectory): [widthPx: number, heightPx: number] {
  const size = [Number(image.getValue('ImageWidth')), Number(image.getValue('ImageLength'))] as const;
  if (size.every((length) => Number.isInteger(length) && length > 0)) return [...size];
  throw new Error(`it is ${size.join(' × ')} pixels large`);
}

const isMask = (image: ImageFileDirectory) => (Number(image.getValue('NewSubfileType') ?? 0) & MASK) !== 0;

function dataTypeOf(image: ImageFileDirectory): DataType {
  const bits = Number(image.getValue('BitsPerSample')?.[0] ?? 1);
  const format = Number(image.getValue('SampleFormat')?.[0] ?? 1);
  const name = format === 3 ? `float${bits}` : `${format === 2 ? 'int' : 'uint'}${bits < 8 ? 8 : bits}`;
  const types: readonly DataType[] = [
    'uint8',
    'int8',
    'uint16',
    'int16',
    'uint32',
    'int32',
    'float32',
    'float64',
  ];
  const found = types.find((type) => type === name);
  if (found && format <= 4) return found;
  throw new Error(
    `its samples are of ${bits} bits in TIFF sample format ${format}: expected ${types.join(', ')}`,
  );
}

/** Of the first three samples of RGB and of one that says it is opacity. The rest is grey or nothing in particular. */
function colorsOf(image: ImageFileDirectory): ColorInterpretation[] {
  const count = Number(image.getValue('SamplesPerPixel') ?? 1);
  const photometric = Number(image.getValue('PhotometricInterpretation') ?? 1);
  const own = COLOURED.includes(photometric) ? 3 : 1;
  const extra = [...(image.getValue('ExtraSamples') ?? [])].map(Number);
  return Array.from({ length: count }, (_, i): ColorInterpretation => {
    if (i >= own) return extra[i - own] === 1 || extra[i - own] === 2 ? 'alpha' : 'undefined';
    if (own === 3) return (['red', 'green', 'blue'] as const)[i]!;
    return photometric === 3 ? 'palette' : 'gray';
  });
}

/** GDAL's `GDAL_NODATA` tag, a number as text; NaN is never data, and JSON has no word for it. */
function nodataOf(image: ImageFileDirectory): number | undefined {
  const text = image.hasTag('GDAL_NODATA') ? image.getValue('GDAL_NODATA') : undefined;
  const value = text === undefined ? NaN : Number(String(text).replace(/\0.*$/s, '').trim());
  return Number.isFinite(value) ? value : undefined;
}
